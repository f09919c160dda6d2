import { PerennialError } from '../../domain/errors.ts';
import { clockToleranceMs, overlapMs, type SourceProgress } from '../../domain/sources.ts';
import type { Database } from '../../store/database/database.ts';
import { inTransaction } from '../../store/database/transaction.ts';
import {
  expectRows,
  markWhole,
  moveWatermark,
  noteSync,
  readStreams,
  type Source,
  type SourceStream,
} from '../../store/sources/sources.ts';
import type { ImportSettings } from '../import-options.ts';
import type { GivenRecord } from '../upsert/given-record.ts';
import { countStatuses, type UpsertOutcome, upsertRecords } from '../upsert/upsert-records.ts';
import { inSnapshot, type SourceReader } from './connect-source.ts';
import { createPageMapper } from './map-page.ts';
import { countQuery, type Position, pageQuery } from './page-sql.ts';
import type { SourceDefinition, SourceStreamDefinition } from './source-definition.ts';

export type SyncOptions = {
  readonly source: Source;
  readonly definition: SourceDefinition;
  /** With the credential; kept nowhere. */
  readonly url: string;
  readonly settings: ImportSettings;
  /** Rows of a page, which is one transaction of ours. */
  readonly pageRows?: number;
  /** ms after which a slice ends and says how far it is: no snapshot is held for longer. */
  readonly sliceMs?: number;
  readonly clock?: () => Date;
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: SourceProgress) => void;
};

export type Slice = {
  /** Everything that there was is here. */
  readonly done: boolean;
  readonly read: number;
  readonly written: number;
  readonly progress: SourceProgress | null;
};

const pageRowsByDefault = 5_000;
const sliceMsByDefault = 30_000;
/** Pages of one query: a source has to look at all its rows to sort them by their changes, and this much it does so for. */
const pagesOfQuery = 20;

/**
 * Reads what changed in a source since it was read last, in one snapshot of it, page by page. Each page goes in with the watermark in one
 * transaction: whatever ends the process, nothing is lost, and what is read twice changes nothing.
 *
 * @throws PerennialError `source_clock`, `source_changed`, `source_refused`, `source_unavailable`
 */
export async function syncSlice(database: Database, options: SyncOptions): Promise<Slice> {
  const { source, definition, url, signal, sliceMs = sliceMsByDefault } = options;
  const startedAt = performance.now();
  const counted = { read: 0, written: 0 };
  let progress: SourceProgress | null = null;
  const done = await inSnapshot(source.name, url, signal, async (reader) => {
    requireSteadyClock(source, reader.clock);
    const known = new Map((await readStreams(database, source.name)).map((each) => [each.stream, each]));
    for (const stream of definition.streams) {
      const state = known.get(stream.name);
      const first = state?.whole !== true;
      const expected = first ? await expectedOf(database, options, reader, stream, state) : null;
      const position = first ? positionOf(state) : rewound(state, reader.clock);
      let read = first ? (state?.read ?? 0) : 0;
      const pages = readPages(options, reader, stream, position);
      const readOn = () => {
        const reading = pages.next();
        // a failure is told when its turn comes
        reading.catch(() => {});
        return reading;
      };
      let reading = readOn();
      for (;;) {
        signal?.throwIfAborted();
        const { value: page } = await reading;
        if (page === undefined) break;
        const isTimeOver = performance.now() - startedAt > sliceMs;
        // the source answers while what it answered before is written
        if (!page.isLast && !isTimeOver) reading = readOn();
        counted.written += await writePage(database, options, stream, page);
        counted.read += page.rows.length;
        read += page.rows.length;
        progress = progressOf(stream.name, read, expected, counted.read, performance.now() - startedAt);
        await noteSync(database, source.name, { serverClock: reader.clock, progress });
        options.onProgress?.(progress);
        if (page.isLast) break;
        if (isTimeOver) return false;
      }
      if (first) await markWhole(database, source.name, stream.name);
    }
    return true;
  });
  return { done, ...counted, progress: done ? null : progress };
}

function positionOf(state: SourceStream | undefined): Position | null {
  return state?.changedAt == null ? null : { changedAt: state.changedAt, changedKey: state.changedKey ?? '' };
}

/** A little before the last change, and never ahead of the source's own clock: a row dated in the future would hide all others. */
function rewound(state: SourceStream | undefined, clock: Date): Position | null {
  if (state?.changedAt == null) return null;
  const from = Math.min(Date.parse(state.changedAt), clock.getTime()) - overlapMs;
  return { changedAt: new Date(from).toISOString(), changedKey: '' };
}

/** What was changed while a clock was ahead lies before the watermark once it is set right. */
function requireSteadyClock({ name, serverClock }: Source, clock: Date): void {
  if (serverClock === null || clock.getTime() >= serverClock.getTime() - clockToleranceMs) return;
  throw new PerennialError(
    'source_clock',
    `${name}: the clock of its server went back, from ${serverClock.toISOString()} to ${clock.toISOString()}.`,
    `Set the clock right. Then read everything once more: npx perennial source sync ${name} --again.`,
    { source: name },
  );
}

async function expectedOf(
  database: Database,
  { source }: SyncOptions,
  reader: SourceReader,
  stream: SourceStreamDefinition,
  state: SourceStream | undefined,
): Promise<number> {
  if (state?.expected != null) return state.expected;
  const { sql, parameters } = countQuery(stream, source.settings.account);
  const counted = await reader.rows(sql, parameters);
  const expected = Number(counted.rows[0]?.[0] ?? 0);
  await expectRows(database, source.name, stream.name, expected);
  return expected;
}

type Page = {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly (string | null)[])[];
  /** The position of its last row; null: it has none. */
  readonly last: Position | null;
  readonly isLast: boolean;
};

/** Pages to the end of the stream, of which the last one may be empty. */
async function* readPages(
  { source, pageRows = pageRowsByDefault }: SyncOptions,
  reader: SourceReader,
  stream: SourceStreamDefinition,
  position: Position | null,
): AsyncGenerator<Page, undefined> {
  let from = position;
  for (;;) {
    const { sql, parameters } = pageQuery(stream, from, pagesOfQuery * pageRows, source.settings.account);
    const next = await reader.open(sql, parameters);
    for (let pages = 0; pages < pagesOfQuery; pages++) {
      const { columns, rows } = await next(pageRows);
      const end = rows.at(-1);
      const last = end === undefined ? null : { changedAt: end[0] ?? '', changedKey: end[1] ?? '' };
      const isLast = rows.length < pageRows;
      yield { columns, rows, last, isLast };
      if (isLast) return;
      from = last;
    }
  }
}

/** @returns how many rows were added, changed, deleted or merged. */
async function writePage(
  database: Database,
  { source, settings, signal, clock = () => new Date() }: SyncOptions,
  stream: SourceStreamDefinition,
  { columns, rows, last }: Page,
): Promise<number> {
  if (last === null) return 0;
  const mapper = createPageMapper(stream.mapping, columns.slice(2));
  const records = rows.flatMap(([changedAt = '', , ...cells]) => mapper.map(cells, changedAt ?? '') ?? []);
  const { addedUp } = mapper;
  const upsert = { origin: source.name, label: stream.mapping.name, settings, now: clock(), addedUp };
  const outcome = await inTransaction(
    database,
    async (client) => {
      const written = await upsertRecords(client, records, upsert);
      await moveWatermark(client, source.name, stream.name, last, changeOf(rows.length, written, records));
      return written;
    },
    signal === undefined ? {} : { signal },
  );
  const { inserted, updated, deleted, merged } = countStatuses(outcome.results);
  return inserted + updated + deleted + merged;
}

function changeOf(read: number, { results }: UpsertOutcome, records: readonly GivenRecord[]) {
  const { inserted, updated, deleted, merged, parked, rejected, erased } = countStatuses(results);
  const at = results.findIndex(({ status }) => status === 'rejected');
  const id = records[at]?.rows.at(-1)?.values.external_id ?? '';
  const why = results[at]?.problems.map(({ column, value, reason }) => `${column} "${value}" ${reason}`).join('; ');
  return {
    read,
    written: inserted + updated + deleted + merged,
    ...{ parked, rejected, erased, rejectExample: at < 0 ? null : `${id}: ${why}` },
  };
}

function progressOf(
  stream: string,
  read: number,
  expected: number | null,
  readNow: number,
  elapsedMs: number,
): SourceProgress {
  const left = expected === null ? null : Math.max(0, expected - read);
  const remaining = left === null || readNow === 0 ? null : Math.round((left / readNow) * elapsedMs);
  return { stream, read, expected, remaining };
}
