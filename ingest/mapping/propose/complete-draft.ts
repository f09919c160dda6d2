import { requiredOf } from '../field-kinds.ts';
import type { MappedTable } from '../mapping-schema.ts';
import type { Draft, DraftField, DraftTable } from './draft.ts';

/** Stands for a column that a person has to name. */
export const unnamed = '?';

/** A contact of which only a moment is known is nobody. What a table needs and no column gives is left for a person to name. */
export function withRequired(tables: Draft['tables']): Draft['tables'] {
  const given = (Object.entries(tables) as [MappedTable, DraftTable][]).filter(
    ([table, fields]) =>
      table !== 'contacts' || ['external_id', 'email', 'phone'].some((key) => fields[key] !== undefined),
  );
  const complete = given.length === 0 ? [['contacts', {}] as [MappedTable, DraftTable]] : given;
  const feedsContacts = complete.some(([table]) => table === 'contacts');
  return Object.fromEntries(
    complete.map(([table, fields]) => [table, { ...fields, ...lacking(table, fields, feedsContacts) }]),
  );
}

function lacking(table: MappedTable, fields: DraftTable, feedsContacts: boolean): Record<string, DraftField> {
  const groups = requiredOf(table, feedsContacts).filter((group) =>
    group.every((field) => fields[field] === undefined),
  );
  return Object.fromEntries(
    groups.map(([field]) => [field, { source: unnamed, comment: 'no column found: name the one that says so' }]),
  );
}
