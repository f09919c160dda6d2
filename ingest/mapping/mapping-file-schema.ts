import { z } from 'zod';
import { fieldsOf } from '../fields/table-fields.ts';
import { fieldSchema, type MappedTable, mappedTables, mappingSchema, tableOptions } from './mapping-schema.ts';

/** `mappingSchema` that knows which fields each table has: by it files are checked, and editors complete names. */
export const mappingFileSchema = mappingSchema.extend({
  tables: z.strictObject(
    Object.fromEntries(mappedTables.map((table) => [table, oneOrMore(tableSchema(table)).optional()])),
  ),
});

function tableSchema(table: MappedTable) {
  const fields = fieldsOf(table).map((name) => [name, fieldSchema.optional()]);
  return z.strictObject({ ...tableOptions, ...Object.fromEntries(fields) });
}

function oneOrMore<Schema extends z.ZodType>(schema: Schema) {
  return z.union([schema, z.array(schema).min(1)]);
}
