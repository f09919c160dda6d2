import type { Campaign } from './behaviour/campaigns.ts';
import type { Life, Message } from './behaviour/life.ts';

/**
 * Rows for the CRM's tables. Keys and references are ordinals within the world, from 1: the writer (`ingest/write-world.ts`)
 * adds the number of rows that the database already holds. null stays null.
 */
export type Column = {
  readonly name: string;
  /** The table whose key it holds; its own for `id`. */
  readonly key?: TableName;
};
export type TableName = (typeof tableNames)[number];
export type Row = readonly (string | number | boolean | Date | null)[];

/** Ordered so that every reference points to an earlier table. */
export const tableNames = [
  'contacts',
  'contact_versions',
  'campaigns',
  'conversations',
  'messages',
  'leads',
  'lead_versions',
  'campaign_events',
  'purchases',
  'support_tickets',
  'support_ticket_versions',
] as const;

function columns(text: string, keys: Readonly<Record<string, TableName>>): Column[] {
  return text.split(' ').map((name) => (name in keys ? { name, key: keys[name] } : { name }));
}

const profileColumns = 'name phone email country language source timezone opted_in';

export const tableColumns: Readonly<Record<TableName, readonly Column[]>> = {
  contacts: columns(`id external_id ${profileColumns} synthetic created_at`, { id: 'contacts' }),
  contact_versions: columns(`contact_id valid_from ${profileColumns}`, { contact_id: 'contacts' }),
  campaigns: columns('id external_id name kind synthetic started_at', { id: 'campaigns' }),
  conversations: columns('id external_id contact_id synthetic opened_at closed_at', {
    id: 'conversations',
    contact_id: 'contacts',
  }),
  messages: columns(
    'id external_id contact_id conversation_id campaign_id direction content_type urgency text sentiment synthetic sent_at',
    { id: 'messages', contact_id: 'contacts', conversation_id: 'conversations', campaign_id: 'campaigns' },
  ),
  leads: columns(
    'id external_id contact_id campaign_id source stage score scored_at converted_at order_value synthetic created_at',
    { id: 'leads', contact_id: 'contacts', campaign_id: 'campaigns' },
  ),
  lead_versions: columns('lead_id valid_from stage', { lead_id: 'leads' }),
  campaign_events: columns('id external_id campaign_id contact_id message_id type synthetic occurred_at', {
    id: 'campaign_events',
    campaign_id: 'campaigns',
    contact_id: 'contacts',
    message_id: 'messages',
  }),
  purchases: columns('id external_id contact_id lead_id amount quantity synthetic purchased_at', {
    id: 'purchases',
    contact_id: 'contacts',
    lead_id: 'leads',
  }),
  support_tickets: columns('id external_id contact_id category severity state synthetic opened_at closed_at', {
    id: 'support_tickets',
    contact_id: 'contacts',
  }),
  support_ticket_versions: columns('ticket_id valid_from state', { ticket_id: 'support_tickets' }),
};

/** How many rows of each table precede a life; advanced life by life. */
export type Counters = {
  contacts: number;
  conversations: number;
  messages: number;
  leads: number;
  campaign_events: number;
  purchases: number;
  support_tickets: number;
};

export function noRows(): Counters {
  return { contacts: 0, conversations: 0, messages: 0, leads: 0, campaign_events: 0, purchases: 0, support_tickets: 0 };
}

export function messagesOf(life: Life): number {
  return life.broadcasts.length + life.conversations.reduce((sum, { messages }) => sum + messages.length, 0);
}

export function advance(counters: Counters, life: Life): void {
  counters.contacts++;
  counters.conversations += life.conversations.length;
  counters.messages += messagesOf(life);
  counters.leads += life.leads.length;
  counters.campaign_events += life.events.length;
  counters.purchases += life.purchases.length;
  counters.support_tickets += life.tickets.length;
}

/** The letter that stands for each table in its external ids. */
const letters = {
  contacts: 'c',
  campaigns: 'k',
  conversations: 'v',
  messages: 'm',
  leads: 'l',
  campaign_events: 'e',
  purchases: 'p',
  support_tickets: 't',
} as const satisfies Partial<Readonly<Record<TableName, string>>>;

/** The external id of a row by its ordinal. */
export type Naming = (table: keyof typeof letters, ordinal: number) => string;

/** 'sim-1-' for the first population of seed 1; 'sim-1.2-' for its second. */
export function externalIdPrefix(seed: number, population: number): string {
  return population === 1 ? `sim-${seed}-` : `sim-${seed}.${population}-`;
}

/** 'sim-1-c-000001' for the first contact. */
export function externalIds(seed: number, population: number): Naming {
  const prefix = externalIdPrefix(seed, population);
  return (table, ordinal) => `${prefix}${letters[table]}-${String(ordinal).padStart(6, '0')}`;
}

const moment = (at: number) => new Date(at);
const momentOrNull = (at: number | null) => (at === null ? null : new Date(at));
const reference = (before: number, at: number | null) => (at === null ? null : before + at + 1);
const campaignReference = (at: number | null) => reference(0, at);

export function campaignRow(campaign: Campaign, name: Naming): Row {
  const id = campaign.ordinal + 1;
  return [id, name('campaigns', id), campaign.name, campaign.kind, true, moment(campaign.startedAt)];
}

type LifeTable = Exclude<TableName, 'campaigns'>;

/** The rows that one life adds to a table. */
export const lifeRows: Readonly<Record<LifeTable, (life: Life, before: Counters, name: Naming) => Iterable<Row>>> = {
  *contacts(life, _before, name) {
    const id = life.ordinal + 1;
    yield [
      id,
      name('contacts', id),
      ...profileValues(life.profiles[life.profiles.length - 1]),
      true,
      moment(life.createdAt),
    ];
  },
  *contact_versions(life) {
    for (const profile of life.profiles) yield [life.ordinal + 1, moment(profile.from), ...profileValues(profile)];
  },
  *conversations(life, before, name) {
    for (const [at, { openedAt, closedAt }] of life.conversations.entries()) {
      const id = before.conversations + at + 1;
      yield [id, name('conversations', id), life.ordinal + 1, true, moment(openedAt), momentOrNull(closedAt)];
    }
  },
  *messages(life, before, name) {
    let id = before.messages;
    const row = (message: Message, conversation: number | null): Row => {
      id++;
      return [
        id,
        name('messages', id),
        life.ordinal + 1,
        conversation,
        campaignReference(message.campaign),
        message.direction,
        message.contentType,
        message.urgency,
        message.text,
        message.sentiment,
        true,
        moment(message.sentAt),
      ];
    };
    for (const message of life.broadcasts) yield row(message, null);
    for (const [at, { messages }] of life.conversations.entries()) {
      for (const message of messages) yield row(message, before.conversations + at + 1);
    }
  },
  *leads(life, before, name) {
    for (const [at, lead] of life.leads.entries()) {
      const id = before.leads + at + 1;
      const stage = lead.stages[lead.stages.length - 1].stage;
      const campaign = campaignReference(lead.campaign);
      const rated = [lead.score, moment(lead.scoredAt)];
      const outcome = [momentOrNull(lead.convertedAt), lead.orderValue];
      yield [
        id,
        name('leads', id),
        life.ordinal + 1,
        campaign,
        lead.source,
        stage,
        ...rated,
        ...outcome,
        true,
        moment(lead.createdAt),
      ];
    }
  },
  *lead_versions(life, before) {
    for (const [at, { stages }] of life.leads.entries()) {
      for (const { from, stage } of stages) yield [before.leads + at + 1, moment(from), stage];
    }
  },
  *campaign_events(life, before, name) {
    for (const [at, event] of life.events.entries()) {
      const id = before.campaign_events + at + 1;
      const message = reference(before.messages, event.broadcast);
      yield [
        id,
        name('campaign_events', id),
        event.campaign + 1,
        life.ordinal + 1,
        message,
        event.type,
        true,
        moment(event.at),
      ];
    }
  },
  *purchases(life, before, name) {
    for (const [at, purchase] of life.purchases.entries()) {
      const id = before.purchases + at + 1;
      const { amount, quantity } = purchase;
      yield [
        id,
        name('purchases', id),
        life.ordinal + 1,
        reference(before.leads, purchase.lead),
        amount,
        quantity,
        true,
        moment(purchase.at),
      ];
    }
  },
  *support_tickets(life, before, name) {
    for (const [at, ticket] of life.tickets.entries()) {
      const id = before.support_tickets + at + 1;
      const state = ticket.states[ticket.states.length - 1].state;
      const { category, severity } = ticket;
      yield [
        id,
        name('support_tickets', id),
        life.ordinal + 1,
        category,
        severity,
        state,
        true,
        moment(ticket.openedAt),
        momentOrNull(ticket.closedAt),
      ];
    }
  },
  *support_ticket_versions(life, before) {
    for (const [at, { states }] of life.tickets.entries()) {
      for (const { from, state } of states) yield [before.support_tickets + at + 1, moment(from), state];
    }
  },
};

function profileValues(profile: Life['profiles'][number]): Row {
  const { name, phone, email, country, language, source, timezone, optedIn } = profile;
  return [name, phone, email, country, language, source, timezone, optedIn];
}
