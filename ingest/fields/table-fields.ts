import type { MappedTable } from '../mapping/mapping-schema.ts';
import {
  contactKey,
  currency,
  day,
  happened,
  identifier,
  moment,
  number,
  oneOf,
  type Reader,
  text,
  truth,
} from './readers.ts';

/** A field of a table: what a column of a file may fill. */
export type Field = Reader & {
  readonly description: string;
  readonly example: string;
};

export type TableFields = {
  readonly fields: Readonly<Record<string, Field>>;
  /** Without these a row is rejected. Of each list one is enough. */
  readonly required: readonly (string | readonly string[])[];
};

const field = (reader: Reader, description: string, example: string): Field => ({ ...reader, description, example });

/** numeric(14, 2), int4 */
const mostMoney = 999_999_999_999.99;
const mostItems = 2_147_483_647;
const money = number({ from: -mostMoney, to: mostMoney });
const noDebt = number({ from: 0, to: mostMoney });

export const stages = ['new', 'contacted', 'qualified', 'proposal', 'won', 'lost'] as const;
export const ticketStates = ['open', 'pending', 'resolved', 'closed'] as const;

const synthetic = field(truth, 'Whether the row is simulated. Default: it is real.', 'no');
const deleted = field(truth, 'The row is deleted there: it is left out here, or removed.', 'no');
const ownId = (of: string) => field(identifier, `The id of the ${of}, by which it is found again.`, '101');
const madeId = (of: string, from: string) =>
  field(identifier, `The id of the ${of}. Without one it is known by ${from}.`, '5001');
const contactFields = {
  contact: field(identifier, 'The id of the contact.', '101'),
  contact_phone: field(contactKey, 'The phone number of the contact, where no id is given.', '+15550100001'),
  contact_email: field(contactKey, 'The e-mail of the contact, where no id is given.', 'ana@example.com'),
};
const contactKeys = ['contact', 'contact_phone', 'contact_email'] as const;

const profile = {
  name: field(text, 'The name of the contact.', 'Ana Silva'),
  phone: field(text, 'The phone number, by which the contact is known too.', '+15550100001'),
  email: field(text, 'The e-mail, by which the contact is known too.', 'ana@example.com'),
  country: field(text, 'The country.', 'PT'),
  language: field(text, 'The language.', 'pt'),
  source: field(text, 'Where the contact came from.', 'instagram'),
  timezone: field(text, 'The time zone of the contact.', 'Europe/Lisbon'),
};

export const tableFields: Readonly<Record<MappedTable, TableFields>> = {
  contacts: {
    fields: {
      external_id: ownId('contact'),
      ...profile,
      opted_in: field(truth, 'Whether the contact wants messages. Default: yes.', 'yes'),
      opted_in_changed_at: field(happened, 'Since when that is so.', '2026-03-01T10:00:00Z'),
      opted_out_at: field(happened, 'When the contact opted out. Blank: it did not.', '2026-03-01T10:00:00Z'),
      created_at: field(
        happened,
        'When the contact was created. Default: the first moment that the row names.',
        '2026-01-31',
      ),
      merged_into: field(identifier, 'The id of the contact that this one became part of.', '102'),
      deleted,
      synthetic,
    },
    required: [['external_id', 'phone', 'email']],
  },
  campaigns: {
    fields: {
      external_id: ownId('campaign'),
      name: field(text, 'Its name. Default: the id.', 'Spring sale'),
      kind: field(
        oneOf(['promotional', 'informational', 'reengagement']),
        'Its kind. Default: promotional.',
        'promotional',
      ),
      started_at: field(moment, 'When it starts.', '2026-03-01'),
      synthetic,
    },
    required: ['external_id', 'started_at'],
  },
  leads: {
    fields: {
      external_id: ownId('lead'),
      ...contactFields,
      campaign: field(identifier, 'The id of the campaign that the lead came from.', '7'),
      source: field(text, 'Where the lead came from.', 'web form'),
      owner: field(text, 'Who looks after it.', 'Rita Doe'),
      stage: field(oneOf(stages), 'How far it got. Default: new.', 'proposal'),
      stage_changed_at: field(happened, 'Since when it is in that stage.', '2026-03-01T10:00:00Z'),
      score: field(
        number({ from: 0, to: 100 }),
        'What a person rated it, 0-100. Never the score of another program.',
        '80',
      ),
      scored_at: field(happened, 'When it was rated.', '2026-03-01'),
      converted_at: field(moment, 'When it was won. Blank: it was not, or no longer is.', '2026-03-04'),
      order_value: field(noDebt, 'What was, or would be, sold.', '1250.00'),
      currency: field(currency, 'Of the order value. Default: the currency of the business.', 'EUR'),
      created_at: field(
        happened,
        'When the lead came in. A mapping may leave it out: then 34 days before the import, or when its contact came.',
        '2026-02-28T09:30:00Z',
      ),
      deleted,
      synthetic,
    },
    required: ['external_id', contactKeys, 'created_at'],
  },
  conversations: {
    fields: {
      external_id: ownId('conversation'),
      ...contactFields,
      channel: field(text, 'Default: whatsapp.', 'whatsapp'),
      opened_at: field(happened, 'When it began.', '2026-03-01T10:00:00Z'),
      closed_at: field(moment, 'When it was closed. Blank: it is open.', '2026-03-01T11:00:00Z'),
      synthetic,
    },
    required: ['external_id', contactKeys, 'opened_at'],
  },
  messages: {
    fields: {
      external_id: madeId('message', 'contact, moment, direction and text'),
      ...contactFields,
      conversation: field(identifier, 'The id of its conversation, which is opened if it does not exist.', '11'),
      campaign: field(identifier, 'The id of the campaign that it was sent for.', '7'),
      direction: field(oneOf(['inbound', 'outbound']), 'inbound: from the contact.', 'inbound'),
      content_type: field(
        oneOf(['promotional', 'support', 'informational']),
        'What it is about. Default: informational.',
        'support',
      ),
      urgency: field(number({ from: 0, to: 2, integer: true }), '0 none, 1 soon, 2 now. Default: 0.', '1'),
      text: field(text, 'What it says.', 'Hi! How much is the cake?'),
      sentiment: field(number({ from: -1, to: 1 }), '-1 negative to 1 positive.', '0.4'),
      sent_at: field(happened, 'When it was sent.', '2026-03-01T10:00:00Z'),
      synthetic,
    },
    required: [[...contactKeys, 'conversation'], 'direction', 'sent_at'],
  },
  campaign_events: {
    fields: {
      external_id: madeId('event', 'campaign, contact, type and moment'),
      campaign: field(identifier, 'The id of the campaign.', '7'),
      ...contactFields,
      message: field(identifier, 'The id of the message that was sent, opened or clicked.', '5001'),
      type: field(
        oneOf(['sent', 'delivered', 'opened', 'clicked', 'converted', 'unsubscribed']),
        'What happened.',
        'clicked',
      ),
      occurred_at: field(happened, 'When it happened.', '2026-03-01T10:00:00Z'),
      synthetic,
    },
    required: ['campaign', contactKeys, 'type', 'occurred_at'],
  },
  purchases: {
    fields: {
      external_id: madeId('order', 'contact, moment, amount and quantity'),
      ...contactFields,
      lead: field(identifier, 'The id of the lead that became this order.', '9001'),
      amount: field(money, 'What was charged, before refunds. Negative: a refund that is a row of its own.', '45.00'),
      quantity: field(number({ from: -mostItems, to: mostItems, integer: true }), 'Items. Default: 1.', '2'),
      currency: field(currency, 'Default: the currency of the business.', 'EUR'),
      state: field(
        oneOf(['paid', 'pending', 'refunded', 'voided', 'failed']),
        'Only what is paid, less what was refunded, counts. Default: paid.',
        'paid',
      ),
      refunded: field(noDebt, 'What was paid back.', '5.00'),
      purchased_at: field(happened, 'When it was bought.', '2026-03-01T10:00:00Z'),
      synthetic,
    },
    required: [contactKeys, 'amount', 'purchased_at'],
  },
  support_tickets: {
    fields: {
      external_id: ownId('ticket'),
      ...contactFields,
      category: field(oneOf(['complaint', 'question', 'billing', 'technical']), 'Default: question.', 'complaint'),
      severity: field(number({ from: 1, to: 3, integer: true }), '1 low to 3 high. Default: 1.', '2'),
      state: field(oneOf(ticketStates), 'Default: open, or closed where it was closed.', 'resolved'),
      state_changed_at: field(happened, 'Since when it is in that state.', '2026-03-02'),
      opened_at: field(happened, 'When it was opened.', '2026-03-01T10:00:00Z'),
      closed_at: field(moment, 'When it was resolved or closed. Blank: it was not, or no longer is.', '2026-03-02'),
      synthetic,
    },
    required: ['external_id', contactKeys, 'opened_at'],
  },
  contact_changes: {
    fields: {
      ...contactFields,
      at: field(happened, 'Since when the contact is as this row says.', '2026-03-01T10:00:00Z'),
      ...profile,
      opted_in: field(truth, 'Whether the contact wanted messages.', 'yes'),
    },
    required: [contactKeys, 'at'],
  },
  opt_ins: {
    fields: {
      ...contactFields,
      opted_in: field(truth, 'Whether the contact wanted messages from then on.', 'no'),
      at: field(happened, 'Since when.', '2026-03-01T10:00:00Z'),
    },
    required: [contactKeys, 'opted_in', 'at'],
  },
  lead_stages: {
    fields: {
      lead: field(identifier, 'The id of the lead.', '9001'),
      stage: field(oneOf(stages), 'The stage that it came to.', 'proposal'),
      at: field(happened, 'When.', '2026-03-01T10:00:00Z'),
    },
    required: ['lead', 'stage', 'at'],
  },
  ticket_states: {
    fields: {
      ticket: field(identifier, 'The id of the ticket.', '35436'),
      state: field(oneOf(ticketStates), 'The state that it came to.', 'resolved'),
      at: field(happened, 'When.', '2026-03-01T10:00:00Z'),
    },
    required: ['ticket', 'state', 'at'],
  },
  exchange_rates: {
    fields: {
      currency: field(currency, 'The foreign currency.', 'JPY'),
      valid_from: field(day, 'The first day of the rate.', '2026-03-01'),
      rate: field(
        number({ from: 1e-12, to: 1e12 }),
        'What one unit is worth in the currency of the business.',
        '0.0067',
      ),
    },
    required: ['currency', 'valid_from', 'rate'],
  },
};

export function fieldsOf(table: MappedTable): string[] {
  return Object.keys(tableFields[table].fields);
}
