import type pg from 'pg';
import { isPerennialError, isTransient } from '../../domain/errors.ts';
import type { Hook } from '../../domain/hooks.ts';
import type { Database, QueryOptions } from '../../store/database/database.ts';
import { isRefusedForGood } from '../../store/database/server-errors.ts';
import { inTransaction } from '../../store/database/transaction.ts';
import {
  type DeliveryError,
  emptyDeliveries,
  type ReadResult,
  settleDeliveries,
  takeWaiting,
  type WaitingDelivery,
} from '../../store/hooks/inbox.ts';
import type { ImportSettings } from '../import-options.ts';
import type { MappingProblem } from '../mapping/mapped-row.ts';
import type { GivenRecord } from '../upsert/given-record.ts';
import { upsertRecords } from '../upsert/upsert-records.ts';
import { dropKnown } from './drop-known.ts';
import { findErasedPosts } from './find-erased-posts.ts';
import { foldRows } from './fold-rows.ts';
import type { HookRow } from './hook-row.ts';
import { errorOf, type Reading, readDelivery } from './read-delivery.ts';

export type TakeOptions = {
  readonly settings: ImportSettings;
  readonly now: Date;
  /** Deliveries of one transaction, and bytes of their bodies. */
  readonly count: number;
  readonly bytes: number;
};

/**
 * Reads the next deliveries that wait and writes their rows, all in one transaction: each is taken once, whatever ends the process. One that
 * the database or our own code can't bear is found by halving and set aside; those before and after it go in.
 *
 * @returns what became of them; none: nothing waits.
 */
export async function takeDeliveries(
  database: Database,
  hook: Hook,
  options: TakeOptions,
  { signal }: QueryOptions = {},
): Promise<ReadResult[]> {
  return await takeSome(database, hook, options, undefined, signal);
}

async function takeSome(
  database: Database,
  hook: Hook,
  options: TakeOptions,
  ids: readonly number[] | undefined,
  signal: AbortSignal | undefined,
): Promise<ReadResult[]> {
  let waiting: WaitingDelivery[] = [];
  try {
    return await inTransaction(
      database,
      async (client) => {
        waiting = await takeWaiting(client, hook.name, { ...options, ids });
        return await writeRows(client, hook, waiting, options);
      },
      { signal },
    );
  } catch (error) {
    if (signal?.aborted || waiting.length === 0 || mayPass(error)) throw error;
    const found = waiting.map(({ id }) => id);
    if (found.length === 1) return await setAside(database, found[0], error);
    const half = Math.ceil(found.length / 2);
    const first = await takeSome(database, hook, options, found.slice(0, half), signal);
    return [...first, ...(await takeSome(database, hook, options, found.slice(half), signal))];
  }
}

/** Whether the fault is the moment's, and not the delivery's. */
function mayPass(error: unknown): boolean {
  if (isPerennialError(error)) return isTransient(error.code);
  const hasSqlState = /^[0-9A-Z]{5}$/.test(String((error as { code?: unknown }).code));
  return hasSqlState && !isRefusedForGood(error);
}

async function setAside(database: Database, id: number, error: unknown): Promise<ReadResult[]> {
  const result: ReadResult = { id, state: 'failed', event: null, rowCount: 0, error: errorOf(error) };
  await inTransaction(database, (client) => settleDeliveries(client, [result], null));
  return [result];
}

type OwnRow = HookRow & { readonly of: number };

async function writeRows(
  client: pg.ClientBase,
  hook: Hook,
  waiting: readonly WaitingDelivery[],
  { settings, now }: TakeOptions,
): Promise<ReadResult[]> {
  if (waiting.length === 0) return [];
  const readings = waiting.map((delivery) => readDelivery(hook, delivery));
  const said = readings.flatMap((reading, at) =>
    'rows' in reading ? reading.rows.map((row): OwnRow => ({ ...row, of: at })) : [],
  );
  const rows = await dropKnown(client, foldRows(said), `${hook.ids}:`);
  const refused = new Map<number, DeliveryError>();
  const erased = new Set<number>();
  let written: number | null = null;
  if (rows.length > 0) {
    const { results, batch } = await upsertRecords(
      client,
      rows.map((row) => recordOf(row, hook)),
      { origin: hook.name, label: `${hook.kind} webhook`, settings, now },
    );
    written = batch;
    results.forEach(({ status, problems }, at) => {
      if (status === 'erased') erased.add(waiting[rows[at].of].id);
      if (status === 'rejected' && !refused.has(rows[at].of)) refused.set(rows[at].of, refusalOf(rows[at], problems));
    });
  }
  const results = readings.map((reading, at) => resultOf(waiting[at].id, reading, refused.get(at)));
  await settleDeliveries(client, results, written);
  const silent = waiting.filter((_, at) => !('rows' in readings[at]) || readings[at].rows.length === 0);
  for (const id of await findErasedPosts(client, silent, settings.readErasureKey)) erased.add(id);
  // nothing is kept of who was erased, and such a delivery can't be read again
  await emptyDeliveries(client, [...erased]);
  return results;
}

function recordOf({ table, values, changedAt }: HookRow, { ids }: Hook): GivenRecord {
  const { deleted, ...others } = values;
  return {
    kind: deleted === 'true' ? 'delete' : 'upsert',
    rows: [{ table, values: deleted === 'true' ? others : values, clears: [] }],
    source: `${ids}:`,
    ...(changedAt !== undefined && { changedAt }),
  };
}

function refusalOf({ table }: HookRow, [problem]: readonly MappingProblem[]): DeliveryError {
  const { column = '', value = '', reason = 'was refused', remedy = '' } = problem ?? {};
  const shown = value === '' ? '' : ` ${JSON.stringify(value.slice(0, 100))}`;
  return { code: 'invalid_input', message: `${table}.${column}${shown} ${reason}.`, remedy };
}

function resultOf(id: number, reading: Reading, refusal: DeliveryError | undefined): ReadResult {
  if ('error' in reading) return { id, state: 'failed', event: null, rowCount: 0, error: reading.error };
  const { event, known, rows } = reading;
  const told = { id, event, rowCount: rows.length, error: refusal ?? null };
  if (refusal !== undefined) return { ...told, state: 'failed' };
  return { ...told, state: rows.length > 0 ? 'taken' : known ? 'unused' : 'unknown' };
}
