import type { KeyProblem, ReadContactKeys } from '../identity/contact-keys.ts';
import { readRow } from '../intake/read-row.ts';
import type { ReadRow, RowContext } from '../intake/row-context.ts';
import type { CompiledMapping, MappingProblem, ReadColumn } from '../mapping/mapped-row.ts';
import type { TableRecord } from '../table-file.ts';

export type RecordContext = {
  readonly mapping: CompiledMapping;
  readonly read: ReadonlyMap<number, ReadColumn>;
  readonly width: number;
  readonly row: RowContext;
  readonly keys: ReadContactKeys;
  /** Of amounts that name none. */
  readonly currency: string | undefined;
};

/** What an import would do with a record, before it looks into the database. */
export type RecordOutcome =
  | { readonly leftOut: string }
  | { readonly problems: readonly MappingProblem[] }
  | { readonly rows: readonly ReadRow[]; readonly notes: readonly string[] };

export function inspectRecord({ cells }: TableRecord, context: RecordContext): RecordOutcome {
  const { mapping, read, width, row, currency } = context;
  if (cells.length !== width) {
    const reason = `has ${cells.length} cells where the first line has ${width}`;
    return { problems: [{ table: null, column: '', value: '', reason, remedy: '' }] };
  }
  const mapped = mapping.map(cells, read);
  if ('leftOut' in mapped) return mapped;
  const problems = [...mapped.problems];
  const notes: string[] = [];
  const rows = mapped.rows.map((one) => {
    const found: MappingProblem[] = [];
    const readOne = readRow(one, row, found);
    if (currency !== undefined && (one.table === 'purchases' || one.table === 'leads'))
      readOne.values.currency ??= currency;
    problems.push(...found);
    return readOne;
  });
  for (const one of rows) checkKeys(one, context, problems, notes);
  if (problems.length > 0) return { problems };
  const deleted = rows.some(({ values }) => values.deleted === 'true');
  return deleted ? { leftOut: 'deleted there' } : { rows, notes };
}

/** A mangled phone or e-mail is no key: the row goes in where another one holds. */
function checkKeys(
  row: ReadRow,
  { keys, row: { columnOf } }: RecordContext,
  problems: MappingProblem[],
  notes: string[],
): void {
  const { table, values } = row;
  const own = table === 'contacts';
  const fields = own ? keyFields.own : keyFields.other;
  const given = { id: values[fields.id], phone: values[fields.phone], email: values[fields.email] };
  if (!own && given.id === undefined && given.phone === undefined && given.email === undefined) return;
  const { id, phone, phones, email, refused } = keys(given);
  if (phone !== undefined) values[fields.phone] = phone;
  if (given.email !== undefined && email !== undefined) values[fields.email] = email;
  const holds = id !== undefined || phones.length > 0 || email !== undefined;
  for (const { key, value, reason, remedy } of refused) {
    const column = columnOf(table, fields[key]);
    if (holds) notes.push(said({ key, value, reason, remedy }, column));
    else problems.push({ table, column, value, reason, remedy });
  }
}

const keyFields = {
  own: { id: 'external_id', phone: 'phone', email: 'email' },
  other: { id: 'contact', phone: 'contact_phone', email: 'contact_email' },
} as const;

function said({ value, reason }: KeyProblem, column: string): string {
  return `${column} "${value}" ${reason}, so nobody is known by it`;
}
