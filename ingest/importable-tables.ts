import { z } from 'zod';
import { currency, identifier, moment, number, oneOf, text, truth } from './cells.ts';

export const importTables = ['contacts', 'leads', 'messages', 'purchases'] as const;
export type ImportTable = (typeof importTables)[number];

/** What a field becomes in the table. */
export type ImportColumn = {
  readonly field: string;
  readonly column: string;
  /** The column's own type, so that staged and stored values compare equal. */
  readonly type: string;
  /** SQL used for a new row where the file gives nothing; without it the column is null then. */
  readonly otherwise?: string;
  /** Of several values for one row, and against the stored one: the last that is not empty, or the earliest. */
  readonly keep?: 'last' | 'earliest';
};

export type ImportDefinition = {
  readonly schema: z.ZodObject;
  readonly required: readonly string[];
  readonly columns: readonly ImportColumn[];
  /** Header names that are understood without --map, besides the fields' own. */
  readonly synonyms: Readonly<Record<string, string>>;
};

/** numeric(14, 2), int4 */
const money = { from: 0, to: 999_999_999_999.99 };
const count = { from: 0, to: 2_147_483_647, integer: true };

const plain = (field: string, type: string, otherwise?: string): ImportColumn => ({
  field,
  column: field,
  type,
  otherwise,
});
const contactColumn: ImportColumn = { field: 'contact', column: 'contact_id', type: 'bigint' };

/** `external_id` identifies a row and isn't among the columns. */
export const importDefinitions: Readonly<Record<ImportTable, ImportDefinition>> = {
  contacts: {
    schema: z.object({
      external_id: identifier(),
      name: text().optional(),
      phone: text().optional(),
      email: text().optional(),
      country: text().optional(),
      language: text().optional(),
      source: text().optional(),
      timezone: text().optional(),
      opted_in: truth().optional(),
      created_at: moment(),
    }),
    required: ['external_id', 'created_at'],
    columns: [
      ...['name', 'phone', 'email', 'country', 'language', 'source', 'timezone'].map((field) => plain(field, 'text')),
      plain('opted_in', 'boolean', 'true'),
      { field: 'created_at', column: 'created_at', type: 'timestamptz', keep: 'earliest' },
    ],
    synonyms: { id: 'external_id', contact_id: 'external_id', customer_id: 'external_id', created: 'created_at' },
  },
  leads: {
    schema: z
      .object({
        external_id: identifier(),
        contact: identifier(),
        source: text().optional(),
        stage: oneOf(['new', 'contacted', 'qualified', 'proposal', 'won', 'lost']).optional(),
        score: number({ from: 0, to: 100 }).optional(),
        scored_at: moment().optional(),
        converted_at: moment().optional(),
        order_value: number(money).optional(),
        created_at: moment(),
      })
      .refine((lead) => lead.converted_at === undefined || lead.converted_at >= lead.created_at, {
        path: ['converted_at'],
        message: 'lies before created_at',
      }),
    required: ['external_id', 'contact', 'created_at'],
    columns: [
      contactColumn,
      plain('source', 'text'),
      plain('stage', 'text', `'new'`),
      plain('score', 'double precision'),
      plain('scored_at', 'timestamptz'),
      plain('converted_at', 'timestamptz'),
      plain('order_value', 'numeric(14, 2)'),
      plain('created_at', 'timestamptz'),
    ],
    synonyms: {
      id: 'external_id',
      lead_id: 'external_id',
      contact_id: 'contact',
      customer_id: 'contact',
      created: 'created_at',
    },
  },
  messages: {
    schema: z.object({
      external_id: identifier(),
      contact: identifier(),
      conversation: identifier().optional(),
      direction: oneOf(['inbound', 'outbound']),
      content_type: oneOf(['promotional', 'support', 'informational']).optional(),
      urgency: number({ from: 0, to: 2, integer: true }).optional(),
      text: text().optional(),
      sentiment: number({ from: -1, to: 1 }).optional(),
      sent_at: moment(),
    }),
    required: ['external_id', 'contact', 'direction', 'sent_at'],
    columns: [
      contactColumn,
      { field: 'conversation', column: 'conversation_id', type: 'bigint' },
      plain('direction', 'text'),
      plain('content_type', 'text', `'informational'`),
      plain('urgency', 'smallint', '0'),
      plain('text', 'text'),
      plain('sentiment', 'double precision'),
      plain('sent_at', 'timestamptz'),
    ],
    synonyms: {
      id: 'external_id',
      message_id: 'external_id',
      contact_id: 'contact',
      customer_id: 'contact',
      conversation_id: 'conversation',
      timestamp: 'sent_at',
    },
  },
  purchases: {
    schema: z.object({
      external_id: identifier().optional(),
      contact: identifier(),
      amount: number(money),
      quantity: number(count).optional(),
      currency: currency().optional(),
      purchased_at: moment(),
    }),
    required: ['contact', 'amount', 'purchased_at'],
    columns: [
      contactColumn,
      plain('amount', 'numeric(14, 2)'),
      plain('quantity', 'integer', '1'),
      plain('currency', 'text', `'USD'`),
      plain('purchased_at', 'timestamptz'),
    ],
    synonyms: {
      id: 'external_id',
      order_id: 'external_id',
      purchase_id: 'external_id',
      contact_id: 'contact',
      customer_id: 'contact',
    },
  },
};

export function fieldsOf(definition: ImportDefinition): string[] {
  return Object.keys(definition.schema.shape);
}
