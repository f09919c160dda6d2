import type pg from 'pg';
import type { Database } from '../database/database.ts';

/** A parked row that went in, by its id in `parked_rows`. */
export type ReleasedRow = { readonly parked: number; readonly externalId: string };

/** Remembers by which way rows of a table came that had to wait, before they are taken out of those that wait. */
export async function noteWaited(client: pg.ClientBase, table: string, rows: readonly ReleasedRow[]): Promise<void> {
  await client.query(
    `insert into waited_rows (table_name, row_id, origin, parked_at)
     select $1, t.id, p.origin, p.parked_at from unnest($2::bigint[], $3::text[]) as released (parked, external_id)
     join parked_rows as p on p.id = released.parked join ${table} as t on t.external_id = released.external_id
     on conflict (table_name, row_id) do nothing`,
    [table, rows.map(({ parked }) => parked), rows.map(({ externalId }) => externalId)],
  );
}

export type WaitedRow = { readonly origin: string; readonly parkedAt: Date };

/** Of rows of a table, those that waited, by their keys. */
export async function readWaited(
  database: Database,
  table: string,
  keys: readonly number[],
): Promise<ReadonlyMap<number, WaitedRow>> {
  const rows = await database.query<WaitedRow & { readonly key: number }>(
    `select row_id as key, origin, parked_at as "parkedAt" from waited_rows where table_name = $1 and row_id = any($2)`,
    [table, [...keys]],
  );
  return new Map(rows.map(({ key, ...row }) => [key, row]));
}
