import type pg from 'pg';
import type { Scrubber } from '../../domain/erasure/scrub.ts';
import { keysOfTraces, type PersonTraces } from '../../domain/erasure/traces.ts';

/** Deletes rows that wait for the person or for a row of theirs, and those that name them otherwise. */
export async function forgetParkedOf(client: pg.ClientBase, traces: PersonTraces, scrubber: Scrubber): Promise<number> {
  const { rowCount } = await client.query('delete from parked_rows where awaits && $1::text[]', [keysOfTraces(traces)]);
  const { rows } = await client.query<{ id: number; record: unknown }>('select id, record from parked_rows');
  const theirs = rows.filter(({ record }) => scrubber.finds(JSON.stringify(record))).map(({ id }) => id);
  if (theirs.length > 0) await client.query('delete from parked_rows where id = any($1)', [theirs]);
  return (rowCount ?? 0) + theirs.length;
}
