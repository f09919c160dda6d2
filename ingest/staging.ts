import { createHash } from 'node:crypto';
import type pg from 'pg';
import { copyInto } from '../store/database/copy.ts';
import type { ImportColumn, ImportTable } from './importable-tables.ts';
import type { ParsedRow } from './references.ts';

export type Outcome = {
  readonly inserted: number;
  readonly updated: number;
  readonly unchanged: number;
  /** Rows that said something about a row that another one of the file was about too. */
  readonly merged: number;
};

export type StagedRow = {
  /** Its number in the file: later rows win. */
  readonly place: number;
  readonly id: string;
  /** The id was made by `derivedPurchaseId` and gets its number when all rows are there. */
  readonly derived: boolean;
  readonly row: ParsedRow;
};

/**
 * Rows wait in a temporary table, on the server's disk, until the file has been read to its end: one statement then inserts, one
 * updates what differs. So history triggers fire for real changes only, and a row that the file names twice is written once.
 */
export async function createStaging(client: pg.ClientBase, columns: readonly ImportColumn[]): Promise<void> {
  const definitions = columns.map(({ column, type }) => `, ${column} ${type}`).join('');
  await client.query(
    `create temporary table staged (place bigint not null, external_id text not null, derived boolean not null${definitions})
     on commit drop`,
  );
}

export async function stage(
  client: pg.ClientBase,
  columns: readonly ImportColumn[],
  rows: readonly StagedRow[],
): Promise<void> {
  const names = ['place', 'external_id', 'derived', ...columns.map(({ column }) => column)];
  const values = rows.map(({ place, id, derived, row }) => [
    place,
    id,
    derived,
    ...columns.map(({ field }) => row[field]),
  ]);
  await copyInto(client, 'pg_temp.staged', names, values);
}

/**
 * An id for a purchase that came without: the same contact, moment, amount and quantity give the same, and the n-th of several
 * identical rows ends in n, so importing the file again finds them all. `contact` is the external id.
 */
export function derivedPurchaseId(row: ParsedRow): string {
  const { contact, purchased_at, amount, quantity, currency } = row;
  const moment = purchased_at instanceof Date ? purchased_at.toISOString() : '';
  const identity = JSON.stringify([contact, moment, Number(amount).toFixed(2), quantity ?? 1, currency ?? 'USD']);
  return `derived:${createHash('sha256').update(identity).digest('hex').slice(0, 32)}`;
}

async function numberDerivedIds(client: pg.ClientBase): Promise<void> {
  await client.query(
    `update staged set external_id = staged.external_id || ':' || numbered.number
     from (
       select place, row_number() over (partition by external_id order by place) as number
       from staged where derived
     ) as numbered
     where numbered.place = staged.place`,
  );
}

/** The staged value of a column for one row of the table. */
function folded({ column, keep }: ImportColumn): string {
  if (keep === 'earliest') return `min(${column}) as ${column}`;
  return `(array_agg(${column} order by place desc) filter (where ${column} is not null))[1] as ${column}`;
}

/** The column's value after the import: what the file doesn't give stays. */
function renewed({ column, keep }: ImportColumn): string {
  return keep === 'earliest' ? `least(t.${column}, f.${column})` : `coalesce(f.${column}, t.${column})`;
}

export async function mergeStaged(
  client: pg.ClientBase,
  table: ImportTable,
  columns: readonly ImportColumn[],
): Promise<Outcome> {
  if (table === 'purchases') await numberDerivedIds(client);
  await client.query('analyze staged');
  await client.query(
    `create temporary table folded on commit drop as
     select external_id, min(place) as place, count(*) as rows, ${columns.map(folded).join(', ')}
     from staged group by external_id`,
  );
  await client.query('analyze folded');
  const names = columns.map(({ column }) => column);
  const values = columns.map(({ column, otherwise }) =>
    otherwise === undefined ? column : `coalesce(${column}, ${otherwise})`,
  );
  const inserted = await client.query(
    `insert into ${table} (external_id, ${names.join(', ')})
     select external_id, ${values.join(', ')} from folded order by place
     on conflict (external_id) do nothing`,
  );
  const updated = await client.query(
    `update ${table} as t set ${columns.map((column) => `${column.column} = ${renewed(column)}`).join(', ')}, synthetic = false
     from folded as f
     where t.external_id = f.external_id
       and (t.synthetic or (${columns.map(({ column }) => `t.${column}`).join(', ')})
         is distinct from (${columns.map(renewed).join(', ')}))`,
  );
  const { rows } = await client.query<{ distinct_rows: number; merged: number }>(
    'select count(*) as distinct_rows, coalesce(sum(rows - 1), 0) as merged from folded',
  );
  const counts = { inserted: inserted.rowCount ?? 0, updated: updated.rowCount ?? 0 };
  const { distinct_rows: distinctRows = 0, merged = 0 } = rows[0] ?? {};
  return { ...counts, unchanged: distinctRows - counts.inserted - counts.updated, merged };
}
