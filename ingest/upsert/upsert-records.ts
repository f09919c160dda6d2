import type pg from 'pg';
import { takeImportTurn } from '../../store/crm/import-lock.ts';
import {
  awaitingAnyOf,
  forgetParked,
  type ParkedRow,
  parkRows,
  settleParked,
  type WaitingRow,
} from '../../store/crm/parked-rows.ts';
import { noteChanges } from '../../store/crm/row-changes.ts';
import { noteWaited } from '../../store/crm/waited-rows.ts';
import type { LeaveOutErased } from '../intake/intake.ts';
import { openLeaveOutErased } from '../intake/leave-out-erased.ts';
import { isEntityTable } from '../merge/entity-tables.ts';
import { dropRepeatedWords } from './drop-repeated-words.ts';
import { type GivenRecord, type RowResult, type RowStatus, rowStatuses } from './given-record.ts';
import { linksOf } from './missing-links.ts';
import { changesOf } from './outdated-rows.ts';
import { parkedKey } from './parked-key.ts';
import { planWaves } from './plan-waves.ts';
import { type ReadingContext, type ReadRecord, readRecord } from './read-record.ts';
import { readingContext } from './reading-context.ts';
import type { UpsertOptions } from './upsert-options.ts';
import { writeWave } from './write-wave.ts';

export type UpsertOutcome = {
  /** In the order of the records. */
  readonly results: readonly RowResult[];
  /** Rows that had waited and went in now. */
  readonly released: number;
  /** By which it can be taken back; null: nothing was written. */
  readonly batch: number | null;
};

/** Parked rows that are tried in one transaction; the rest is tried by `admitParked`. */
const mostReleased = 2_000;
/** A row that went in may be what others wait for: a contact, its lead, the stages of that. */
const mostRounds = 6;

/**
 * Writes records of any tables within the transaction of `client`, as an import of a file with these rows would, and says what became of
 * each. Rows are found again by their ids, so that to send them again changes nothing. A row that names a row which isn't known waits until
 * that one comes.
 */
export async function upsertRecords(
  client: pg.ClientBase,
  records: readonly GivenRecord[],
  options: UpsertOptions,
): Promise<UpsertOutcome> {
  await takeImportTurn(client);
  const opened = await openBatch(client, options);
  const context = await readingContext(client, records, options.now);
  const run: Run = { ...opened, client, context, options: await withErased(client, options), wrote: false };
  const first = await writeAll(
    run,
    records.map((given, at) => readRecord(given, at, context)),
  );
  const results = [...first.results];
  let places: ReadonlyMap<string, number> | undefined;
  let released = 0;
  let brought = first.brought;
  for (let round = 0; round < mostRounds && brought.length > 0 && run.anyParked; round++) {
    const waiting = await awaitingAnyOf(client, brought, mostReleased);
    if (waiting.length === 0) break;
    places ??= new Map(records.map((given, at) => [parkedKey(given), at]));
    const placeOf = places;
    const tried = await tryAgain(run, waiting);
    brought = tried.brought;
    tried.results.forEach((result, at) => {
      if (result.status === 'parked') return;
      const own = placeOf.get(parkedKey(waiting[at].record as GivenRecord));
      if (own !== undefined && results[own].status === 'parked') results[own] = result;
      else if (wentIn.has(result.status)) released++;
    });
    if (tried.results.every(({ status }) => status === 'parked')) break;
  }
  return { results, released, batch: await closeBatch(run, results, released) };
}

/** Tries rows that wait, within a transaction of their own. */
export async function admitWaiting(
  client: pg.ClientBase,
  waiting: readonly WaitingRow[],
  options: UpsertOptions,
): Promise<number> {
  await takeImportTurn(client);
  const opened = await openBatch(client, options);
  const context = await readingContext(
    client,
    waiting.map(({ record }) => record as GivenRecord),
    options.now,
  );
  const run: Run = { ...opened, client, context, options: await withErased(client, options), wrote: false };
  const { results } = await tryAgain(run, waiting);
  await closeBatch(run, results, 0);
  return results.filter(({ status }) => status !== 'parked' && status !== 'rejected').length;
}

type Run = {
  readonly client: pg.ClientBase;
  readonly batch: number;
  readonly context: ReadingContext;
  readonly options: UpsertOptions & { readonly leaveOutErased: LeaveOutErased };
  /** Whether rows wait for others: as a rule none does. */
  anyParked: boolean;
  wrote: boolean;
};

async function withErased(client: pg.ClientBase, options: UpsertOptions): Promise<Run['options']> {
  return { ...options, leaveOutErased: await openLeaveOutErased(client, options.settings.readErasureKey) };
}

/** What became of rows that are there now, or were meant to go and went. */
const wentIn: ReadonlySet<RowStatus> = new Set(['inserted', 'updated', 'unchanged', 'deleted', 'merged']);

type Written = { readonly results: readonly RowResult[]; readonly brought: readonly string[] };

async function tryAgain(run: Run, waiting: readonly WaitingRow[]): Promise<Written> {
  const again = waiting.map(({ record }, at) => readRecord(record as GivenRecord, at, run.context));
  const written = await writeAll(run, again);
  const settled = waiting.filter((_, at) => !['parked', 'rejected'].includes(written.results[at].status));
  const rejected = waiting.flatMap(({ id }, at) => {
    const { status, problems } = written.results[at];
    return status === 'rejected'
      ? [{ id, reason: problems.map(({ column, reason }) => `${column} ${reason}`).join('; ') }]
      : [];
  });
  await noteReleased(
    run.client,
    waiting.filter((_, at) => written.results[at].status === 'inserted'),
  );
  await settleParked(
    run.client,
    settled.map(({ id }) => id),
    rejected,
  );
  return written;
}

/** A row that waited bears the batch of what it waited for: how it came itself is kept beside. */
async function noteReleased(client: pg.ClientBase, waiting: readonly WaitingRow[]): Promise<void> {
  const rows = waiting.flatMap(({ id, record }) => {
    const { rows: said, source } = record as GivenRecord;
    return said.flatMap(({ table, values }) =>
      isEntityTable(table) && values.external_id !== undefined
        ? [{ table, parked: id, externalId: source + values.external_id }]
        : [],
    );
  });
  for (const [table, released] of Map.groupBy(rows, (row) => row.table)) await noteWaited(client, table, released);
}

async function writeAll(run: Run, records: readonly ReadRecord[]): Promise<Written> {
  const { client, options } = run;
  const results = new Array<RowResult>(records.length);
  const parked: ParkedRow[] = [];
  const brought: string[] = [];
  const links: ParkedRow[] = [];
  for (const wave of planWaves(records)) {
    const written = await writeWave(client, run.batch, wave, run.context, options);
    brought.push(...written.brought);
    for (const record of wave) {
      const { status, problems } = written.resultOf(record);
      results[record.record.line] = { status, problems };
      if (status === 'parked') parked.push(parkedRow(record, problems, options.origin));
      if (status === 'inserted' || status === 'updated' || status === 'deleted' || status === 'merged')
        run.wrote = true;
    }
    const settled = wave.filter(({ record }) => !['parked', 'rejected'].includes(results[record.line].status));
    const done = settled.filter(({ record }) => wentIn.has(results[record.line].status));
    await noteChanges(client, done.flatMap(changesOf));
    await dropRepeatedWords(client, done);
    if (run.anyParked) {
      await forgetParked(
        client,
        settled.flatMap((record) => [parkedKey({ ...record.given, changedAt: undefined }), ...linksOf(record)]),
      );
    }
    links.push(...written.links);
  }
  run.anyParked ||= parked.length + links.length > 0;
  await parkRows(client, [...parked, ...links]);
  return { results, brought };
}

function parkedRow({ given }: ReadRecord, problems: RowResult['problems'], origin: string): ParkedRow {
  return {
    key: parkedKey(given),
    origin,
    table: given.rows.at(-1)?.table ?? '',
    record: given,
    awaits: [...new Set(problems.flatMap(({ awaits = [] }) => awaits))],
    reason: [...new Set(problems.map(({ column, value, reason }) => `${column} "${value}" ${reason}`))].join('; '),
  };
}

async function openBatch(
  client: pg.ClientBase,
  { origin, label }: UpsertOptions,
): Promise<Pick<Run, 'batch' | 'anyParked'>> {
  const { rows } = await client.query<Pick<Run, 'batch' | 'anyParked'>>(
    `insert into import_batches (kind, file, content_hash, mapping, report) values ('rows', $1, '', $2, '{}')
     returning id as batch, exists (select from parked_rows) as "anyParked"`,
    [origin, label],
  );
  return rows[0];
}

/** Of a batch that wrote nothing nothing is kept. */
async function closeBatch(
  { client, batch, wrote }: Run,
  results: readonly RowResult[],
  released: number,
): Promise<number | null> {
  if (!wrote) {
    await client.query('delete from import_batches where id = $1', [batch]);
    return null;
  }
  const counts = countStatuses(results);
  const stored = results.length - counts.rejected - counts.parked - counts.erased;
  await client.query('update import_batches set report = $2 where id = $1', [
    batch,
    JSON.stringify({ read: results.length, stored, released, ...counts }),
  ]);
  return batch;
}

export function countStatuses(results: readonly RowResult[]): Record<RowStatus, number> {
  const counts = Object.fromEntries(rowStatuses.map((status) => [status, 0])) as Record<RowStatus, number>;
  for (const { status } of results) counts[status]++;
  return counts;
}
