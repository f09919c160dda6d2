import { readdirSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { Parameters } from '../../engine/data/parameters.ts';
import type { EngineName } from '../../engine/engine-names.ts';
import { createRandom, hashSeed } from '../../engine/random.ts';
import type { JobName } from '../../jobs/jobs.ts';
import { createThreadPool, type ThreadPool } from '../../jobs/pool.ts';
import type { PreparedData } from '../../jobs/prepare.ts';
import { encodeSnapshot } from '../../store/artifacts/snapshot-table.ts';
import { createLogger } from '../../telemetry/log.ts';
import { holds, mean, print, quantile } from '../figures.ts';
import type { RunOptions } from '../run-named.ts';

/** ms from the abort until the fit's thread is gone, and those that helped it. */
const bar = 100;
/** MB from the first to the last third of the cancels: it wavers by about as much, and a fit that stayed would add 10 to 100 each time. */
const growthBar = 32;
const features = 24;
/** A fit is cancelled within its first seconds, wherever it then is. */
const longest = 3_000;

type Fit = {
  readonly job: JobName;
  readonly engine: EngineName;
  readonly rows: number;
  readonly parameters: Parameters;
};

type Rows = {
  readonly snapshots: ReadonlyMap<number, Uint8Array>;
  readonly prepared: Map<string, PreparedData>;
};
const never = new AbortController().signal;

/** Alone on a thread as candidates are, and with a team as the final fit of many rows is. */
const fits: readonly Fit[] = [
  { job: 'crossValidate', engine: 'boosting', rows: 20_000, parameters: { n_estimators: 100 } },
  { job: 'crossValidate', engine: 'forest', rows: 20_000, parameters: { n_estimators: 100 } },
  { job: 'crossValidate', engine: 'logistic', rows: 100_000, parameters: { C: 1 } },
  { job: 'fitFinal', engine: 'boosting', rows: 100_000, parameters: { n_estimators: 300 } },
  { job: 'fitFinal', engine: 'forest', rows: 100_000, parameters: { n_estimators: 100 } },
  { job: 'prepare', engine: 'boosting', rows: 100_000, parameters: {} },
];

const division = { task: 'classification', testSize: 0.05, cvFolds: 5, seed: 1, shuffleLabels: false } as const;

/** Cancels fits of every engine at random moments, through the pool that the workers use. */
export async function run({ reduced }: RunOptions): Promise<{ passed: boolean }> {
  const cancels = reduced ? 12 : 100;
  const random = createRandom(20_261_122);
  const pool = createThreadPool(createLogger('cancel-fit', 'error'));
  try {
    const snapshots = new Map([20_000, 100_000].map((rows) => [rows, snapshotOf(rows)]));
    const rowsOf: Rows = { snapshots, prepared: new Map() };
    const lengths = new Map<Fit, number>();
    for (const fit of fits) lengths.set(fit, await lengthOf(pool, fit, rowsOf));
    print('job            engine     rows     undisturbed');
    for (const [fit, ms] of lengths) print(`${named(fit)} ${ms >= longest ? '>= ' : ''}${ms.toFixed(0)} ms`);
    // The first cancels start the threads that replace those cancelled, and let the allocator's pools grow to what they then stay at.
    for (let round = 0; round < 3; round++) {
      for (const fit of fits) await cancelAt(pool, fit, rowsOf, 300 * round);
    }
    const threadsBefore = await threadCount();
    print('\ncancel  job            engine     rows     after       gone after   resident');
    const gone: number[] = [];
    const resident: number[] = [];
    for (let at = 0; at < cancels; at++) {
      const fit = fits[at % fits.length];
      const after = Math.floor(random.next() * (lengths.get(fit) ?? longest));
      gone.push(await cancelAt(pool, fit, rowsOf, after));
      resident.push(await residentMegabytes());
      print(
        `${String(at + 1).padStart(6)}  ${named(fit)} ${`${after} ms`.padStart(8)} ${`${gone[at].toFixed(1)} ms`.padStart(13)} ${`${resident[at].toFixed(0)} MB`.padStart(10)}`,
      );
    }
    return { passed: judge(gone, resident, pool.busy, (await threadCount()) - threadsBefore) };
  } finally {
    await pool.close();
  }
}

function named({ job, engine, rows }: Fit): string {
  return `${job.padEnd(14)} ${engine.padEnd(9)} ${String(rows).padStart(7)}`;
}

/** ms of the job, undisturbed, or `longest` when it takes longer. */
async function lengthOf(pool: ThreadPool, fit: Fit, rowsOf: Rows): Promise<number> {
  const controller = new AbortController();
  const started = await start(pool, fit, rowsOf, controller.signal);
  const timer = setTimeout(() => controller.abort(new Error('long enough')), longest);
  const begun = performance.now();
  await started().catch(() => {});
  clearTimeout(timer);
  return Math.min(longest, performance.now() - begun);
}

/** @returns ms from the abort until the job's thread had ended. */
async function cancelAt(pool: ThreadPool, fit: Fit, rowsOf: Rows, after: number): Promise<number> {
  const controller = new AbortController();
  const started = await start(pool, fit, rowsOf, controller.signal);
  const job = started().then(
    () => 'ended before',
    () => 'stopped',
  );
  await sleep(after);
  const aborted = performance.now();
  controller.abort(new Error('cancelled by the proof'));
  await job;
  return performance.now() - aborted;
}

/** A fit's job; its rows are prepared before, undisturbed, and once for all its cancels. */
async function start(
  pool: ThreadPool,
  { job, engine, rows, parameters }: Fit,
  rowsOf: Rows,
  signal: AbortSignal,
): Promise<() => Promise<unknown>> {
  const preparing = { snapshot: rowsOf.snapshots.get(rows) ?? new Uint8Array(), division, engine };
  if (job === 'prepare') return () => pool.run('prepare', preparing, { signal });
  const key = `${engine} ${rows}`;
  const data = rowsOf.prepared.get(key) ?? (await pool.run('prepare', preparing, { signal: never }));
  rowsOf.prepared.set(key, data);
  const fit = { data, division, engine, parameters, range: undefined };
  if (job === 'crossValidate') return () => pool.run('crossValidate', fit, { signal });
  const outOfFold = data.y.map((label) => 0.25 + 0.5 * label);
  return () => pool.run('fitFinal', { ...fit, model: 'churn', outOfFold }, { signal });
}

function snapshotOf(rows: number): Uint8Array {
  const random = createRandom(hashSeed('rows', rows));
  const values = Float64Array.from({ length: rows * features }, () => random.normal());
  const names = Array.from({ length: features }, (_, at) => `f${at}`);
  return encodeSnapshot({
    model: 'churn',
    asOf: '2026-11-22T00:00:00.000Z',
    horizonDays: 30,
    features: names,
    units: names.map(() => '1'),
    subjects: Array.from({ length: rows }, (_, row) => `c-${row}`),
    contacts: Array.from({ length: rows }, (_, row) => `c-${row}`),
    moments: Float64Array.from({ length: rows }, () => Date.UTC(2026, 9, 1)),
    labels: Float64Array.from({ length: rows }, (_, row) => {
      const at = row * features;
      return (values[at] ?? 0) * (values[at + 1] ?? 0) + (values[at + 2] ?? 0) + random.normal() > 0 ? 1 : 0;
    }),
    values,
  });
}

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

async function residentMegabytes(): Promise<number> {
  for (let turn = 0; turn < 2; turn++) {
    collectGarbage();
    await sleep(20);
  }
  return process.memoryUsage().rss / 2 ** 20;
}

/** All threads of the process, V8's and libuv's own included; 0 where the system doesn't list them. */
async function threadCount(): Promise<number> {
  await sleep(200);
  return process.platform === 'linux' ? readdirSync('/proc/self/task').length : 0;
}

function judge(gone: readonly number[], resident: readonly number[], busy: number, threads: number): boolean {
  const worst = Math.max(...gone);
  const third = Math.floor(resident.length / 3);
  const [first, last] = [mean(resident.slice(0, third)), mean(resident.slice(-third))];
  print(`\n${gone.length} cancels; ms until the thread was gone: median ${quantile(gone, 0.5).toFixed(1)}`);
  return [
    holds(
      'p95 until the thread is gone',
      `${quantile(gone, 0.95).toFixed(1)} ms (<= ${bar})`,
      quantile(gone, 0.95) <= bar,
    ),
    holds('worst', `${worst.toFixed(1)} ms (<= ${bar})`, worst <= bar),
    holds(
      'resident memory in the mean of the first and of the last third',
      `${first.toFixed(0)} and ${last.toFixed(0)} MB (no more than ${growthBar} apart)`,
      last - first <= growthBar,
    ),
    holds('threads left with a job', String(busy), busy === 0),
    holds('threads more than before', String(threads), threads <= 0),
  ].every(Boolean);
}
