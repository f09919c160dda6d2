import type pg from 'pg';
import { copyInto } from '../../store/database/copy.ts';
import type { MappedTable } from '../mapping/mapping-schema.ts';
import { type EntityColumn, entityColumns, isEntityTable } from './entity-tables.ts';
import { type RepeatedIds, watchIds } from './repeated-ids.ts';

/** A row on its way into a table: canonical texts by field, contacts and other references as external ids. */
export type StagedRow = {
  readonly id: string;
  /** The id was made from the row's content and gets its number when all rows are there. */
  readonly derived: boolean;
  readonly values: Readonly<Record<string, string>>;
  /** Fields that are to be emptied. */
  readonly clears: readonly string[];
};

/** Where rows of one table wait until the file has been read to its end. */
export type StagedTable = {
  readonly table: MappedTable;
  readonly name: string;
  readonly columns: readonly EntityColumn[];
  /** Rows staged; the next one has this number + 1: later rows win. */
  rows: number;
  derivedRows: number;
  readonly cleared: Set<string>;
  readonly ids: RepeatedIds;
};

const historyColumns: Readonly<Partial<Record<MappedTable, readonly (readonly [string, string])[]>>> = {
  contact_changes: [
    ['contact', 'text'],
    ['at', 'timestamptz'],
    ...['name', 'phone', 'email', 'country', 'language', 'source', 'timezone'].map((each) => [each, 'text'] as const),
    ['opted_in', 'boolean'],
  ],
  opt_ins: [
    ['contact', 'text'],
    ['at', 'timestamptz'],
    ['opted_in', 'boolean'],
  ],
  lead_stages: [
    ['lead', 'text'],
    ['at', 'timestamptz'],
    ['stage', 'text'],
  ],
  ticket_states: [
    ['ticket', 'text'],
    ['at', 'timestamptz'],
    ['state', 'text'],
  ],
  exchange_rates: [
    ['currency', 'text'],
    ['valid_from', 'date'],
    ['rate', 'double precision'],
  ],
};

/**
 * Rows wait in temporary tables, on the server's disk: one statement then inserts, one updates what differs. So history triggers fire
 * for real changes only, and a row that the file names twice is written once. A connection keeps its tables, with all columns that a table
 * may be given: to make and drop one for each batch of rows takes longer than to fill it.
 *
 * @param fields that some row of the file may fill.
 */
export async function createStaging(
  client: pg.ClientBase,
  table: MappedTable,
  fields: readonly string[],
): Promise<StagedTable> {
  const all = isEntityTable(table)
    ? [...entityColumns[table], { field: 'synthetic', column: 'synthetic', type: 'boolean' }]
    : (historyColumns[table] ?? []).map(([field, type]) => ({ field, column: field, type }));
  const columns = all.filter(({ field }) => fields.includes(field));
  const name = `staged_${table}`;
  const definitions = all.map(({ field, type }) => `, ${field} ${type}`).join('');
  await client.query(
    `create temporary table if not exists ${name}
       (place bigint not null, external_id text not null, derived boolean not null, cleared text[]${definitions}) on commit delete rows;
     truncate ${name}`,
  );
  return { table, name, columns, rows: 0, derivedRows: 0, cleared: new Set(), ids: watchIds() };
}

export async function stage(client: pg.ClientBase, staged: StagedTable, rows: readonly StagedRow[]): Promise<void> {
  if (rows.length === 0) return;
  const { columns, name } = staged;
  const lines = rows.map(({ id, derived, values, clears }) => {
    if (derived) staged.derivedRows++;
    else staged.ids.see(id);
    for (const field of clears) staged.cleared.add(field);
    const line: unknown[] = [++staged.rows, id, derived, clears.length === 0 ? null : `{${clears.join(',')}}`];
    for (const { field } of columns) line.push(values[field]);
    return line;
  });
  await copyInto(
    client,
    `pg_temp.${name}`,
    ['place', 'external_id', 'derived', 'cleared', ...columns.map(({ field }) => field)],
    lines,
  );
}
