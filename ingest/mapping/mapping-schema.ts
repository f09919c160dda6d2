import { z } from 'zod';

/**
 * A mapping file: how one kind of export becomes rows of the CRM's tables. It is YAML; several mappings may stand in one file, divided
 * by `---`. This schema is its documentation: `docs/mapping.schema.json` is made from it for editors.
 *
 * Columns are named as the file's header has them; case, spaces, `_` and `-` make no difference.
 */

/** The tables that a row may feed, in the order in which they are written. */
export const mappedTables = [
  'contacts',
  'campaigns',
  'leads',
  'conversations',
  'messages',
  'campaign_events',
  'purchases',
  'support_tickets',
  'contact_changes',
  'opt_ins',
  'lead_stages',
  'ticket_states',
  'exchange_rates',
] as const;
export type MappedTable = (typeof mappedTables)[number];

const scalar = z.union([z.string(), z.number(), z.boolean()]);
/** YAML's null: blank. */
const scalarOrBlank = z.union([scalar, z.null()]);

/** Cells compare as words do: without case and outer spaces. `null` stands for a blank cell. */
const condition = z
  .record(z.string(), z.union([scalarOrBlank, z.array(scalarOrBlank).min(1)]))
  .describe('Columns with the values that they may have: all must hold. null is a blank cell.');

const fieldSource = z.strictObject({
  column: z.string().optional().describe('The column that fills the field.'),
  columns: z.array(z.string()).min(1).optional().describe('Columns that are joined; blank ones are left out.'),
  join: z.string().optional().describe('What stands between joined columns. Default: a space.'),
  first: z.array(z.string()).min(1).optional().describe('The first of these columns that is not blank.'),
  multiply: z
    .array(z.string())
    .min(2)
    .optional()
    .describe('Columns of numbers whose product fills the field, as quantity and price.'),
  value: scalar.optional().describe('The same value for every row.'),
  pattern: z
    .string()
    .optional()
    .describe('A regular expression; its first group (else the match) is taken, no match is blank.'),
  split: z.string().optional().describe('What divides the items of a cell, as ; in 101;102.'),
  take: z
    .enum(['first', 'last', 'each'])
    .optional()
    .describe('Which item. "each" makes a row of each. Default: first.'),
  prefix: z
    .string()
    .optional()
    .describe('What stands before each value, as + before numbers of WhatsApp, which come without it.'),
  words: z.record(z.string(), scalarOrBlank).optional().describe('What the words of the file mean. null: blank.'),
  otherwise: z
    .union([z.enum(['keep', 'reject', 'blank']), z.strictObject({ value: scalar })])
    .optional()
    .describe(
      'What becomes of a word that `words` does not list. Default: keep, which then must be a value of the field.',
    ),
  default: scalar.optional().describe('What a blank cell means.'),
  when: condition.optional().describe('The field is filled in rows for which this holds only.'),
  unless: condition.optional().describe('The field stays blank in rows for which this holds.'),
  decimal: z.enum([',', '.']).optional().describe('What stands before decimals.'),
  date_order: z.enum(['dmy', 'mdy', 'ymd']).optional().describe('Of 03/04/2026.'),
  zone: z.string().optional().describe('IANA zone of moments without one, as Europe/Lisbon.'),
  add_up: z.boolean().optional().describe('Rows of one id add up, as line items of an order.'),
  blank: z
    .enum(['keep', 'clear'])
    .optional()
    .describe('Whether a blank cell keeps what is stored or clears it. Default: see docs/your-data.md.'),
});

/** A column's name is the short form of { column: name }, a list that of { columns: [...] }. */
export const fieldSchema = z.union([z.string(), z.array(z.string()).min(1), fieldSource]);

const attributes = z.union([
  z.literal('*').describe('Every column that no field claims.'),
  z.array(z.string()).min(1).describe('Columns kept under their own names.'),
  z.record(z.string(), fieldSchema).describe('Names with the columns that fill them.'),
]);

/** What a table takes beside its fields. */
export const tableOptions = {
  when: condition.optional().describe('The row feeds this table if this holds only.'),
  unless: condition.optional().describe('The row does not feed this table if this holds.'),
  attributes: attributes.optional().describe('Columns kept as attributes: of contacts and leads only.'),
  attributes_at: fieldSchema
    .optional()
    .describe('Since when the attributes hold. Default: undated, known since creation.'),
};

/** Beside the fields of the table (`docs/your-data.md` lists them), each with what fills it. */
const table = z.object(tableOptions).catchall(fieldSchema);
const tableOrTables = z.union([table, z.array(table).min(1)]);

export const mappingSchema = z.strictObject({
  name: z.string().describe('What the export is, as "HubSpot deals".'),
  source: z
    .string()
    .regex(/^[a-z][a-z0-9_]{0,30}$/)
    .optional()
    .describe(
      'Where ids come from. They are kept apart by it: contact 7 of hubspot is hubspot:7. Without one ids stand as they are.',
    ),
  format: z.enum(['table', 'whatsapp-chat']).optional().describe('Default: table.'),
  us: z.array(z.string()).optional().describe('Names under which the business itself writes, in a chat export.'),
  recognise: z
    .strictObject({
      columns: z.array(z.string()).min(1).optional().describe('All of these columns are in the header.'),
      not: z.array(z.string()).min(1).optional().describe('None of these is.'),
      file: z.string().optional().describe('The name of the file, with * for anything.'),
    })
    .optional()
    .describe('By what a file of this kind is known.'),
  decimal: z.enum([',', '.']).optional(),
  date_order: z.enum(['dmy', 'mdy', 'ymd']).optional(),
  zone: z.string().optional().describe('IANA zone of moments without one. Default: BUSINESS_TIMEZONE.'),
  country: z
    .string()
    .regex(/^[A-Z]{2}$/)
    .optional()
    .describe('Of phone numbers without a country code, ISO 3166. Default: PERENNIAL_COUNTRY.'),
  currency: z
    .string()
    .regex(/^[A-Z]{3}$/)
    .optional()
    .describe('Of amounts that name none.'),
  blank: z.enum(['keep', 'clear']).optional().describe('For all fields: see there.'),
  yields_to: z
    .array(z.string())
    .min(1)
    .optional()
    .describe(
      'Names of mappings whose files say more of the same rows, as invoices of orders: what they said stands, and this one fills what they left blank.',
    ),
  where: condition.optional().describe('Rows for which this does not hold are left out, and counted.'),
  unless: condition.optional().describe('Rows for which this holds are left out, and counted.'),
  tables: z.partialRecord(z.enum(mappedTables), tableOrTables),
});

export type Mapping = z.infer<typeof mappingSchema>;
export type FieldSource = z.infer<typeof fieldSource>;
export type TableMapping = z.infer<typeof table>;
export type Condition = z.infer<typeof condition>;
