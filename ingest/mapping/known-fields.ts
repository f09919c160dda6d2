import type { MappedTable } from './mapping-schema.ts';

/** What a field holds. Numbers and moments are read as their column writes them; a date is a moment without time and zone. */
export type FieldKind = 'text' | 'number' | 'moment' | 'date' | 'truth' | readonly string[];

export type KnownTable = {
  readonly fields: Readonly<Record<string, FieldKind>>;
  /** Of each group one is needed. */
  readonly required: readonly (readonly string[])[];
  /** Rows of it belong to a contact, which the same record may feed instead. */
  readonly ofContact?: true;
  /** A blank cell of a mapped column takes back what is stored. */
  readonly cleared?: readonly string[];
};

const text = 'text';
const number = 'number';
const moment = 'moment';
const truth = 'truth';
const contact = { contact: text, contact_phone: text, contact_email: text } as const;
const stages = ['new', 'contacted', 'qualified', 'proposal', 'won', 'lost'] as const;
const ticketStates = ['open', 'pending', 'resolved', 'closed'] as const;

export const knownTables: Readonly<Record<MappedTable, KnownTable>> = {
  contacts: {
    fields: {
      ...{ external_id: text, name: text, phone: text, email: text, country: text, language: text, source: text },
      ...{ timezone: text, opted_in: truth, opted_in_changed_at: moment, opted_out_at: moment, deleted: truth },
      ...{ merged_into: text, synthetic: truth, created_at: moment },
    },
    required: [['external_id', 'phone', 'email']],
  },
  campaigns: {
    fields: {
      ...{ external_id: text, name: text, kind: ['promotional', 'informational', 'reengagement'] },
      ...{ started_at: moment, synthetic: truth },
    },
    required: [['external_id'], ['started_at']],
  },
  leads: {
    fields: {
      ...{ external_id: text, ...contact, campaign: text, source: text, owner: text, stage: stages },
      ...{ stage_changed_at: moment, score: number, scored_at: moment, converted_at: moment, order_value: number },
      ...{ currency: text, deleted: truth, synthetic: truth, created_at: moment },
    },
    required: [['external_id'], ['created_at']],
    ofContact: true,
    cleared: ['converted_at'],
  },
  conversations: {
    fields: {
      ...{ external_id: text, ...contact, channel: text, opened_at: moment, closed_at: moment, synthetic: truth },
    },
    required: [['external_id'], ['opened_at']],
    ofContact: true,
    cleared: ['closed_at'],
  },
  messages: {
    fields: {
      ...{ external_id: text, ...contact, conversation: text, campaign: text, direction: ['inbound', 'outbound'] },
      ...{ content_type: ['promotional', 'support', 'informational'], urgency: number, text, sentiment: number },
      ...{ sent_at: moment, synthetic: truth },
    },
    required: [['direction'], ['sent_at']],
    ofContact: true,
  },
  campaign_events: {
    fields: {
      ...{ external_id: text, campaign: text, ...contact, message: text },
      type: ['sent', 'delivered', 'opened', 'clicked', 'converted', 'unsubscribed'],
      ...{ occurred_at: moment, synthetic: truth },
    },
    required: [['campaign'], ['type'], ['occurred_at']],
    ofContact: true,
  },
  purchases: {
    fields: {
      ...{ external_id: text, ...contact, lead: text, amount: number, quantity: number, currency: text },
      state: ['paid', 'pending', 'refunded', 'voided', 'failed'],
      ...{ refunded: number, purchased_at: moment, synthetic: truth },
    },
    required: [['amount'], ['purchased_at']],
    ofContact: true,
  },
  support_tickets: {
    fields: {
      ...{ external_id: text, ...contact, category: ['complaint', 'question', 'billing', 'technical'] },
      ...{ severity: number, state: ticketStates, state_changed_at: moment, opened_at: moment, closed_at: moment },
      synthetic: truth,
    },
    required: [['external_id'], ['opened_at']],
    ofContact: true,
    cleared: ['closed_at'],
  },
  contact_changes: {
    fields: {
      ...{ ...contact, at: moment, name: text, phone: text, email: text, country: text, language: text, source: text },
      ...{ timezone: text, opted_in: truth },
    },
    required: [['at']],
    ofContact: true,
  },
  opt_ins: { fields: { ...contact, opted_in: truth, at: moment }, required: [['opted_in'], ['at']], ofContact: true },
  lead_stages: {
    fields: { lead: text, stage: stages, at: moment },
    required: [['lead'], ['stage'], ['at']],
  },
  ticket_states: {
    fields: { ticket: text, state: ticketStates, at: moment },
    required: [['ticket'], ['state'], ['at']],
  },
  exchange_rates: {
    fields: { currency: text, valid_from: 'date', rate: number },
    required: [['currency'], ['valid_from'], ['rate']],
  },
};

export const contactReferences = ['contact', 'contact_phone', 'contact_email'] as const;

/** One of each group must be filled. @param feedsContacts the same record feeds the contact that the row belongs to. */
export function requiredOf(table: MappedTable, feedsContacts: boolean): readonly (readonly string[])[] {
  const { required, ofContact } = knownTables[table];
  return ofContact === true && !feedsContacts ? [...required, contactReferences] : required;
}

/** Decimal places of the fields that have no more: they tell a point before thousands from a decimal point. */
export const decimalPlaces: Readonly<Record<string, number>> = {
  ...{ amount: 2, refunded: 2, order_value: 2 },
  ...{ quantity: 0, urgency: 0, severity: 0 },
};
