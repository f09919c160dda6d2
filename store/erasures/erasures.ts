import { randomUUID } from 'node:crypto';
import type pg from 'pg';
import type { Act } from '../../domain/access/actor.ts';
import type { PersonTraces } from '../../domain/erasure/traces.ts';
import { modelNames } from '../../domain/models.ts';
import { recordAct } from '../access/audit.ts';
import type { Database } from '../database/database.ts';
import { inTransaction } from '../database/transaction.ts';
import type { ErasedCounts } from './delete-person.ts';

/**
 * How far an erasure is:
 *
 *   intended -> rows_gone -> done
 *
 * Intended: nothing was done. rows_gone: tables hold the person no more, files of this installation may; the row says whom to look for.
 * done: the row holds figures alone.
 */
export type Erasure = {
  readonly id: string;
  readonly state: 'intended' | 'rows_gone' | 'done';
  readonly contactId: number | null;
  readonly traces: PersonTraces | null;
  readonly act: Act;
  readonly counts: ErasedCounts;
  readonly askedAt: Date;
};

const columns = `id, state, contact_id as "contactId", traces, act, counts, asked_at as "askedAt"`;

/** Records that a contact is to be erased, before anything is done. Asked for twice, it is the same erasure. */
export async function intendErasure(database: Database, contactId: number, act: Act): Promise<Erasure> {
  await database.query(
    `insert into erasures (id, contact_id, act) values ($1, $2, $3) on conflict (contact_id) where state = 'intended' do nothing`,
    [randomUUID(), contactId, JSON.stringify(act)],
  );
  const [row] = await database.query<Erasure>(
    `select ${columns} from erasures where contact_id = $1 and state = 'intended'`,
    [contactId],
  );
  return row as Erasure;
}

/** Those that were begun and aren't done, oldest first. */
export async function openErasures(database: Database): Promise<Erasure[]> {
  return await database.query<Erasure>(`select ${columns} from erasures where state <> 'done' order by asked_at, id`);
}

/** Waits for whoever carries the same erasure out. null: it is done by now. */
export async function lockErasure(client: pg.ClientBase, id: string): Promise<Erasure | null> {
  const { rows } = await client.query<Erasure>(`select ${columns} from erasures where id = $1 for update`, [id]);
  const [row] = rows;
  return row === undefined || row.state === 'done' ? null : row;
}

/** In the transaction that deletes: what is still looked for elsewhere, and what the next trainings do. */
export async function noteRowsGone(
  client: pg.ClientBase,
  id: string,
  {
    traces,
    counts,
    told,
  }: { readonly traces: PersonTraces; readonly counts: ErasedCounts; readonly told: ErasedCounts },
): Promise<void> {
  await client.query(`update erasures set state = 'rows_gone', traces = $2, counts = $3, told = $4 where id = $1`, [
    id,
    JSON.stringify(traces),
    JSON.stringify(counts),
    JSON.stringify(told),
  ]);
  await client.query(
    `insert into erasure_orders (erasure_id, model) select $1, unnest($2::text[]) on conflict do nothing`,
    [id, [...modelNames]],
  );
}

/** With what was found in files. The audit log tells who erased somebody, and how many rows. */
export async function endErasure(database: Database, { id, act }: Erasure, counts: ErasedCounts): Promise<void> {
  await inTransaction(database, async (client) => {
    const { rowCount } = await client.query(
      `update erasures set state = 'done', contact_id = null, traces = null, counts = $2, done_at = now() where id = $1 and state <> 'done'`,
      [id, JSON.stringify(counts)],
    );
    if (rowCount === 1) await recordAct(client, { ...act, target: id, details: { erased: counts } });
  });
}

/** Somebody else erased or removed the contact first. */
export async function dropErasure(client: pg.ClientBase, id: string): Promise<void> {
  await client.query(`delete from erasures where id = $1`, [id]);
}
