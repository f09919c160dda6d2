import { availableParallelism, loadavg } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { holds, mean, print } from '../figures.ts';
import type { RunOptions } from '../run-named.ts';
import type { LoadFigures, Times } from './load/generate-load.ts';
import { sendLoad } from './load/send-load.ts';
import { openStage, type Stage, token } from './load/stage.ts';

type Plan = { readonly seconds: number; readonly size: number; readonly candidates: number };
const whole: Plan = { seconds: 60, size: 2_000, candidates: 12 };
const short: Plan = { seconds: 15, size: 800, candidates: 6 };

const statuses = { path: '/api/v1/training/status', perSecond: 100 };
const everyday = { streams: 200, polls: statuses, predictions: 50 };
const listeners = 1_000;
/** ms within which PostgreSQL tells what an idle connection has done, and more. */
const statisticsDelay = 11_000;

/** Two hundred people follow, dashboards poll and a CRM asks for predictions while all models are trained, in one process. */
export async function run({ reduced }: RunOptions): Promise<{ passed: boolean }> {
  const plan = reduced ? short : whole;
  print('A simulated business and its first three models ...');
  const stage = await openStage(plan.size);
  try {
    const before = await stage.train(plan.candidates);
    print(`  trained alone in ${before.toFixed(1)} s`);
    const busy = await trainUnderLoad(stage, plan);
    const after = await stage.train(plan.candidates);
    print(`  trained alone again in ${after.toFixed(1)} s`);
    const watched = await tellThousand(stage);
    return { passed: judge(stage, plan, { alone: [before, after], ...busy, watched }) };
  } finally {
    await stage.close();
  }
}

type Busy = {
  readonly load: LoadFigures;
  /** Seconds of each training that began and ended under it. */
  readonly trainings: readonly number[];
  readonly memory: readonly number[];
  readonly processorSeconds: number;
};

/** The same training again and again, as long as the load lasts. */
async function trainUnderLoad(stage: Stage, { seconds, candidates }: Plan): Promise<Busy> {
  const { url, bodies } = stage;
  const sending = sendLoad({ url, token, bodies, ...everyday });
  await sending.ready;
  const from = performance.now();
  const usedBefore = stage.processorSeconds();
  const memory: number[] = [];
  const watching = setInterval(() => memory.push(stage.memory()), 500);
  const trainings: number[] = [];
  try {
    while (performance.now() - from < seconds * 1_000) {
      trainings.push(await stage.train(candidates));
      print(`  trained under load in ${trainings.at(-1)?.toFixed(1)} s`);
    }
  } finally {
    clearInterval(watching);
  }
  const processorSeconds = stage.processorSeconds() - usedBefore;
  return { load: await sending.stop(), trainings, memory, processorSeconds };
}

type Watched = { readonly load: LoadFigures; readonly opening: number; readonly scans: number; readonly bytes: number };

/** So many streams at once, and five events. */
async function tellThousand(stage: Stage): Promise<Watched> {
  const { url, database } = stage;
  await sleep(statisticsDelay);
  const scansBefore = await scansOfEvents(stage);
  const memoryBefore = stage.memory();
  const from = performance.now();
  const sending = sendLoad({
    url,
    token,
    bodies: [],
    streams: listeners,
    polls: { ...statuses, perSecond: 0 },
    predictions: 0,
  });
  await sending.ready;
  const opening = performance.now() - from;
  for (let each = 0; each < 5; each++) {
    await database.query(
      `insert into import_batches (file, content_hash, mapping, report) values ($1, $1, 'leads', '{}')`,
      [`proof-${each}.csv`],
    );
    await sleep(400);
  }
  const bytes = stage.memory() - memoryBefore;
  await sleep(statisticsDelay);
  const load = await sending.stop();
  return { load, opening, scans: (await scansOfEvents(stage)) - scansBefore, bytes };
}

async function scansOfEvents({ database }: Stage): Promise<number> {
  const [table] = await database.query<{ scans: number }>(
    `select seq_scan + coalesce(idx_scan, 0) as scans from pg_stat_user_tables where relname = 'events'`,
  );
  return Number(table?.scans);
}

function judge(
  stage: Stage,
  plan: Plan,
  { alone, load, trainings, memory, processorSeconds, watched }: Busy & { alone: readonly number[]; watched: Watched },
): boolean {
  const word = ({ count, p50, p99, most }: Times) =>
    `${count}, median ${p50.toFixed(1)} ms, p99 ${p99.toFixed(1)} ms, most ${most.toFixed(0)} ms`;
  print(`  status polls: ${word(load.polls)}`);
  print(`  predictions of ten rows: ${word(load.predictions)}`);
  print(`  p99 of the generator's own lateness: ${load.ownDelay.toFixed(1)} ms`);
  print(
    `  seconds of a processor in ${load.seconds.toFixed(0)} s: the product ${processorSeconds.toFixed(1)} with the training, the generator ${load.processorSeconds.toFixed(1)}; processors: ${availableParallelism()}, load ${loadavg()[0]?.toFixed(1)}`,
  );
  print(`  memory every 0.5 s, MB: ${memory.map((bytes) => Math.round(bytes / 1e6)).join(' ')}`);
  print(
    `  ${listeners} streams opened in ${(watched.opening / 1_000).toFixed(1)} s, with ${(watched.bytes / 1e6).toFixed(0)} MB more`,
  );
  const failures = [...Object.entries(load.failures), ...Object.entries(watched.load.failures)];
  const slower = mean(trainings) / mean(alone);
  const middle = memory.slice(Math.floor(memory.length / 3), Math.floor((2 * memory.length) / 3));
  const late = memory.slice(Math.floor((2 * memory.length) / 3));
  const expected = { polls: statuses.perSecond * load.seconds, predictions: everyday.predictions * load.seconds };
  return [
    holds(
      'requests that were not answered by 200',
      failures.map(([what, count]) => `${count} ${what}`).join('; ') || 'none',
      failures.length === 0,
    ),
    holds(
      'polls and predictions were sent as planned',
      `${(load.polls.count / load.seconds).toFixed(1)} and ${(load.predictions.count / load.seconds).toFixed(1)} a second`,
      load.polls.count > 0.98 * expected.polls && load.predictions.count > 0.98 * expected.predictions,
    ),
    holds(
      'streams that ended early',
      String(load.endedStreams + watched.load.endedStreams),
      load.endedStreams + watched.load.endedStreams === 0,
    ),
    holds('streams were told of trainings', `${load.told.run ?? 0} runs`, (load.told.run ?? 0) >= everyday.streams),
    holds(
      'p99 of a status',
      `${load.polls.p99.toFixed(1)} ms (under 100${plan === short ? ', not judged in a few seconds beside other work' : ''})`,
      plan === short || load.polls.p99 < 100,
    ),
    holds(
      'a training takes, against the same alone',
      `${slower.toFixed(2)} (at most 1.6): ${mean(trainings).toFixed(1)} s and ${mean(alone).toFixed(1)} s`,
      slower <= 1.6,
    ),
    holds(
      'memory, last third against the second',
      `${(mean(late) / mean(middle)).toFixed(2)} (at most 1.1)`,
      mean(late) <= 1.1 * mean(middle),
    ),
    holds(
      `${listeners} listeners were told of 5 events`,
      `${watched.load.told.import ?? 0}, the last after ${watched.load.tellingMost.toFixed(0)} ms`,
      watched.load.told.import === 5 * listeners,
    ),
    holds('reads of the table of events for them', `${watched.scans} (at most 40)`, watched.scans <= 40),
    holds('the product ended', stage.endedByItself().join('; ') || 'never', stage.endedByItself().length === 0),
  ].every(Boolean);
}
