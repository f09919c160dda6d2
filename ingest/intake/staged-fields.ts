import type { CompiledMapping } from '../mapping/mapped-row.ts';
import type { MappedTable } from '../mapping/mapping-schema.ts';

/** Fields that rows of a table may have once they are read: those of the mapping, and those that follow from them. */
export function stagedFields(
  mapping: CompiledMapping,
  table: MappedTable,
  currency: string | undefined,
): readonly string[] {
  const fields = new Set(mapping.fields.get(table) ?? []);
  fields.add('contact');
  if (table === 'contacts' || table === 'leads') fields.add('created_at');
  if (table === 'contacts' && fields.has('opted_out_at')) fields.add('opted_in').add('opted_in_changed_at');
  if (table === 'support_tickets' && fields.has('closed_at')) fields.add('state');
  if (currency !== undefined && (table === 'purchases' || table === 'leads')) fields.add('currency');
  return [...fields];
}
