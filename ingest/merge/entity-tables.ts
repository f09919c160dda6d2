/** How the tables of the CRM that have rows with ids of their own take what was staged. */

export const entityTables = [
  'contacts',
  'campaigns',
  'leads',
  'conversations',
  'messages',
  'campaign_events',
  'purchases',
  'support_tickets',
] as const;
export type EntityTable = (typeof entityTables)[number];

export type EntityColumn = {
  readonly field: string;
  readonly column: string;
  /** The column's own type, so that staged and stored values compare equal; text for references. */
  readonly type: string;
  /** The table whose external id the field holds. */
  readonly refersTo?: EntityTable;
  /** SQL for a new row where nothing is given; without it the column is null then. */
  readonly otherwise?: string;
  /** Of several values for one row, and against the stored one: the last that says something, or the earliest. */
  readonly keep?: 'last' | 'earliest';
  /** Staged for what is computed from it, and not a column of the table. */
  readonly virtual?: true;
};

const plain = (field: string, type: string, otherwise?: string): EntityColumn => ({
  field,
  column: field,
  type,
  otherwise,
});
const reference = (field: string, refersTo: EntityTable): EntityColumn => ({
  field,
  column: `${field}_id`,
  type: 'text',
  refersTo,
});
const earliest = (field: string): EntityColumn => ({ ...plain(field, 'timestamptz'), keep: 'earliest' });
const contact = reference('contact', 'contacts');

/**
 * Days before the import at which leads without any date count as having come, and contacts that such a record makes. Their first label
 * window (48 hours and 30 days) has closed by then, so they are learnt from, and for as long as leads are.
 */
export const assumedLeadDays = 34;

/** A lead doesn't come before its contact. */
const assumedCreation = `greatest(now() - interval '${assumedLeadDays} days', (select c.created_at from contacts as c where c.id = g.contact_id))`;

/** `external_id` identifies a row and `synthetic` is in every table: neither is among the columns. */
export const entityColumns: Readonly<Record<EntityTable, readonly EntityColumn[]>> = {
  contacts: [
    ...['name', 'phone', 'email', 'country', 'language', 'source', 'timezone'].map((field) => plain(field, 'text')),
    plain('opted_in', 'boolean', 'true'),
    plain('opted_in_changed_at', 'timestamptz'),
    { ...earliest('created_at'), otherwise: `now() - interval '${assumedLeadDays} days'` },
  ],
  campaigns: [
    plain('name', 'text', 'g.external_id'),
    plain('kind', 'text', `'promotional'`),
    // an export of what came of campaigns knows only when each thing happened
    earliest('started_at'),
  ],
  leads: [
    contact,
    reference('campaign', 'campaigns'),
    plain('source', 'text'),
    plain('owner', 'text'),
    plain('stage', 'text', `'new'`),
    plain('stage_changed_at', 'timestamptz'),
    plain('score', 'double precision'),
    plain('scored_at', 'timestamptz'),
    plain('converted_at', 'timestamptz'),
    plain('order_value', 'numeric(14, 2)'),
    { ...plain('currency', 'text'), virtual: true },
    plain('created_at', 'timestamptz', assumedCreation),
  ],
  conversations: [
    contact,
    plain('channel', 'text', `'whatsapp'`),
    earliest('opened_at'),
    plain('closed_at', 'timestamptz'),
  ],
  messages: [
    contact,
    reference('conversation', 'conversations'),
    reference('campaign', 'campaigns'),
    plain('direction', 'text'),
    plain('content_type', 'text', `'informational'`),
    plain('urgency', 'smallint', '0'),
    plain('text', 'text'),
    plain('sentiment', 'double precision'),
    plain('sent_at', 'timestamptz'),
  ],
  campaign_events: [
    reference('campaign', 'campaigns'),
    contact,
    reference('message', 'messages'),
    plain('type', 'text'),
    plain('occurred_at', 'timestamptz'),
  ],
  purchases: [
    contact,
    reference('lead', 'leads'),
    plain('amount', 'numeric(14, 2)'),
    plain('quantity', 'integer', '1'),
    plain('currency', 'text'),
    plain('state', 'text', `'paid'`),
    plain('refunded', 'numeric(14, 2)', '0'),
    plain('purchased_at', 'timestamptz'),
  ],
  support_tickets: [
    contact,
    plain('category', 'text', `'question'`),
    plain('severity', 'smallint', '1'),
    plain('state', 'text', `'open'`),
    plain('state_changed_at', 'timestamptz'),
    plain('opened_at', 'timestamptz'),
    plain('closed_at', 'timestamptz'),
  ],
};

/** One row of a table that others refer to. */
export const singular: Readonly<Partial<Record<EntityTable, string>>> = {
  campaigns: 'campaign',
  leads: 'lead',
  messages: 'message',
  support_tickets: 'ticket',
};

export function isEntityTable(table: string): table is EntityTable {
  return (entityTables as readonly string[]).includes(table);
}
