import type pg from 'pg';
import type { Database } from '../database/database.ts';

/** A row that names another one which isn't known yet. */
export type ParkedRow = {
  /** Table and id: a row that is sent again waits once. */
  readonly key: string;
  readonly origin: string;
  readonly table: string;
  /** As it came: `ingest/upsert/given-record.ts`. */
  readonly record: unknown;
  /** Any of these that comes is a reason to try it again: `ingest/intake/awaited.ts`. */
  readonly awaits: readonly string[];
  /** What is not known, in words. */
  readonly reason: string;
};

export type WaitingRow = { readonly id: number; readonly origin: string; readonly record: unknown };

/** A row that waits already, or was given up, waits with what is said of it now. */
export async function parkRows(client: pg.ClientBase, rows: readonly ParkedRow[]): Promise<void> {
  const last = [...new Map(rows.map((row) => [row.key, row])).values()];
  if (last.length === 0) return;
  await client.query(
    `insert into parked_rows (row_key, origin, table_name, record, awaits, reason)
     select key, origin, "table", record, array(select jsonb_array_elements_text(awaits)), reason
     from jsonb_to_recordset($1::jsonb) as given (key text, origin text, "table" text, record jsonb, awaits jsonb, reason text)
     on conflict (row_key) do update set record = excluded.record, awaits = excluded.awaits, reason = excluded.reason,
       origin = excluded.origin, rejected_at = null,
       parked_at = case when parked_rows.rejected_at is null then parked_rows.parked_at else now() end`,
    [JSON.stringify(last)],
  );
}

/** Rows for which something came, the oldest first. */
export async function awaitingAnyOf(
  client: pg.ClientBase,
  keys: readonly string[],
  limit: number,
): Promise<WaitingRow[]> {
  if (keys.length === 0) return [];
  const { rows } = await client.query<WaitingRow>(
    `select id, origin, record from parked_rows where rejected_at is null and awaits && $1::text[] order by id limit $2`,
    [keys, limit],
  );
  return rows;
}

/** Rows for which something is there by now, whoever brought it. @param isThere SQL of whether what `key` names is there. */
export async function awaitingNothing(client: pg.ClientBase, isThere: string, limit: number): Promise<WaitingRow[]> {
  const { rows } = await client.query<WaitingRow>(
    `select id, origin, record from parked_rows
     where rejected_at is null and exists (select from unnest(awaits) as key where ${isThere}) order by id limit $1`,
    [limit],
  );
  return rows;
}

/** What became of rows that were tried. Those that wait for something else were parked again, since when they first were. */
export async function settleParked(
  client: pg.ClientBase,
  wentIn: readonly number[],
  rejected: readonly { readonly id: number; readonly reason: string }[],
): Promise<void> {
  if (wentIn.length > 0) await client.query('delete from parked_rows where id = any($1)', [wentIn]);
  for (const { id, reason } of rejected) {
    await client.query('update parked_rows set rejected_at = now(), reason = $2 where id = $1', [id, reason]);
  }
}

/** Rows that came again and went in: what waited of them is out of date. */
export async function forgetParked(client: pg.ClientBase, keys: readonly string[]): Promise<void> {
  if (keys.length > 0) await client.query('delete from parked_rows where row_key = any($1)', [keys]);
}

export type ParkedCount = {
  readonly table: string;
  readonly origin: string;
  readonly parked: number;
  readonly rejected: number;
  readonly oldest: Date | null;
  /** What one of them waits for, in words. */
  readonly example: string;
};

export async function countParked(database: Database): Promise<ParkedCount[]> {
  return await database.query<ParkedCount>(
    `select table_name as table, origin, count(*) filter (where rejected_at is null) as parked,
       count(*) filter (where rejected_at is not null) as rejected, min(parked_at) filter (where rejected_at is null) as oldest,
       (array_agg(reason order by rejected_at is not null, id desc))[1] as example
     from parked_rows group by table_name, origin order by table_name, origin`,
  );
}

/** Gives up rows that have waited since before then. */
export async function rejectParked(database: Database, before: Date, now: Date): Promise<number> {
  const rows = await database.query<{ id: number }>(
    'update parked_rows set rejected_at = $2 where rejected_at is null and parked_at < $1 returning id',
    [before, now],
  );
  return rows.length;
}

/** Nothing is kept of rows that were given up before then. */
export async function forgetRejected(database: Database, before: Date): Promise<number> {
  const rows = await database.query('delete from parked_rows where rejected_at < $1 returning id', [before]);
  return rows.length;
}
