import { setTimeout as sleep } from 'node:timers/promises';
import { defaultTrainingOptions, type TrainingOptions } from '../../contract/messages.ts';
import { createTrainingControl, type TrainingControl } from '../../control/training-control.ts';
import { modelNames } from '../../domain/models.ts';
import { createRandom } from '../../engine/random.ts';
import { secureTemporal } from '../../test/stack/secured-temporal.ts';
import {
  type RunningPipeline,
  startPipeline,
  testLimits,
  workerEnvironment,
} from '../../test/workflows/running-pipeline.ts';
import { holds, print } from '../figures.ts';
import type { RunOptions } from '../run-named.ts';
import { type Machine, type Role, startMachine } from './scale-out/machine.ts';
import { startS3Server } from './scale-out/s3-server.ts';

/** CPU seconds of all workers, four training processes beside one. */
const cpuBar = 1.15;
/** Wall time of two training processes with a slot each, beside one. */
const wallBar = 0.65;
const world = { contacts: 4_000, conversations: 3_000, leads: 3_000 };
/** A killed worker is noticed by its missing heartbeats. */
const limits = { ...testLimits, heartbeatTimeout: 3_000 };

type Run = {
  readonly machines: number;
  readonly seconds: number;
  readonly cpuSeconds: number | null;
  /** Candidates by training process. */
  readonly trained: readonly number[];
  readonly artifacts: string;
};

/**
 * One retrain of all models on 1, 2 and 4 training processes with a slot each, which share PostgreSQL, Temporal by TLS and a bucket, and
 * nothing else. Then the same again while workers of either kind are killed.
 */
export async function run({ reduced, args }: RunOptions): Promise<{ passed: boolean }> {
  const random = createRandom(Number(args[0] ?? 20_261_122));
  const s3 = await startS3Server();
  const pipeline = await startPipeline({ workers: false, world, env: s3.environment });
  const temporal = await secureTemporal(pipeline.temporal.address, { asks: 'tls' });
  const environment = {
    ...workerEnvironment(pipeline),
    ...s3.environment,
    ...temporal.environment,
    PERENNIAL_TRAINING_SLOTS: '1',
    // every run is compared with the champion before, and none begins a trial
    PERENNIAL_GATE: 'holdout',
  };
  const stage: Stage = {
    pipeline,
    control: createTrainingControl({ ...pipeline, limits }),
    start: (role) => startMachine(role, environment),
    options: {
      ...defaultTrainingOptions,
      // work enough that what each process has to learn anew, and to load, counts for little
      candidates: reduced ? 16 : 96,
      asOf: new Date(Date.now() - 40 * 86_400_000).toISOString(),
    },
  };
  try {
    // the first run has no champion to be compared with
    await measure({ ...stage, options: { ...stage.options, candidates: 2 } }, 2);
    print('training processes   wall time   CPU of all workers   candidates of each');
    const runs: Run[] = [];
    for (const machines of [1, 2, 4]) runs.push(await measure(stage, machines));
    const killed = await trainUnderKills(stage, random, reduced ? 3 : 12);
    return { passed: judge(runs, killed, reduced) };
  } finally {
    await temporal.close();
    await pipeline.close();
    await s3.stop();
  }
}

type Stage = {
  readonly pipeline: RunningPipeline;
  readonly control: TrainingControl;
  readonly options: TrainingOptions;
  start(role: Role): Promise<Machine>;
};

async function measure(stage: Stage, machines: number): Promise<Run> {
  const workers = [await stage.start('orchestration')];
  try {
    while (workers.length <= machines) workers.push(await stage.start('training'));
    const before = cpuOf(workers);
    const begun = performance.now();
    const artifacts = await retrain(stage);
    const seconds = (performance.now() - begun) / 1000;
    const after = cpuOf(workers);
    const cpuSeconds = before === null || after === null ? null : after - before;
    const trained = workers.filter(({ role }) => role === 'training').map((each) => each.trained);
    print(
      `${String(machines).padStart(18)} ${`${seconds.toFixed(1)} s`.padStart(11)} ${`${cpuSeconds?.toFixed(1) ?? '?'} s`.padStart(20)}   ${trained.join(', ')}`,
    );
    return { machines, seconds, cpuSeconds, trained, artifacts };
  } finally {
    await Promise.all(workers.map((each) => each.stop()));
  }
}

function cpuOf(workers: readonly Machine[]): number | null {
  const seconds = workers.map((each) => each.cpuSeconds());
  return seconds.some((each) => each === null) ? null : seconds.reduce<number>((sum, each) => sum + (each ?? 0), 0);
}

async function retrain(stage: Stage): Promise<string> {
  const { retrainId } = await stage.control.start({ options: stage.options, trigger: 'cli' });
  return await artifactsOf(stage, retrainId);
}

/** @returns the hashes of snapshot and model, by model, once the retrain has ended */
async function artifactsOf({ pipeline, control }: Stage, retrainId: string): Promise<string> {
  await control.waitFor(retrainId);
  const rows = await pipeline.database.query<{ model: string; snapshot: string; artifact: string }>(
    `select v.model, v.snapshot_hash as snapshot, v.artifact_hash as artifact
     from model_versions v join runs r on r.id = v.run_id where r.retrain_id = $1 order by v.model`,
    [retrainId],
  );
  if (rows.length !== modelNames.length) throw new Error(`only ${rows.length} models were trained`);
  return JSON.stringify(rows);
}

/** Each kind of worker is killed in turn, at random moments, and another one starts in its place. */
async function trainUnderKills(
  stage: Stage,
  random: { next(): number },
  kills: number,
): Promise<{ readonly artifacts: string; readonly killed: number }> {
  const workers = await Promise.all((['orchestration', 'training', 'training'] as const).map(stage.start));
  try {
    let ended = false;
    const { retrainId } = await stage.control.start({ options: stage.options, trigger: 'cli' });
    const artifacts = artifactsOf(stage, retrainId).finally(() => {
      ended = true;
    });
    let killed = 0;
    while (killed < kills && !ended) {
      await sleep(1_000 + random.next() * 2_000);
      const before = await stage.control.status();
      // the status is that of the run before until this one is on record
      if (before.retrain_id !== retrainId || before.progress === 0) continue;
      if (ended) break;
      const at = killed % workers.length;
      const [victim] = workers.slice(at);
      if (victim === undefined) break;
      print(`kill ${killed + 1}: ${victim.role} at ${before.progress}% (${before.message})`);
      await victim.kill();
      workers[at] = await stage.start(victim.role);
      killed++;
    }
    return { artifacts: await artifacts, killed };
  } finally {
    await Promise.all(workers.map((each) => each.stop()));
  }
}

/** At reduced repetition the work is too small for the ratios to mean anything: they are shown, and not judged. */
function judge(
  runs: readonly Run[],
  killed: { readonly artifacts: string; readonly killed: number },
  reduced: boolean,
): boolean {
  const [one, two, four] = runs;
  if (one === undefined || two === undefined || four === undefined) throw new Error('three runs');
  const wall = two.seconds / one.seconds;
  const cpu = (four.cpuSeconds ?? Number.NaN) / (one.cpuSeconds ?? Number.NaN);
  return [
    holds('wall time of two processes beside one', `${wall.toFixed(2)} (<= ${wallBar})`, reduced || wall <= wallBar),
    holds(
      'CPU of four processes beside one',
      `${cpu.toFixed(2)} (<= ${cpuBar})`,
      reduced || one.cpuSeconds === null || cpu <= cpuBar,
    ),
    holds(
      'processes that trained',
      runs.map(({ trained }) => trained.length).join(', '),
      runs.every(({ trained }) => trained.every((each) => each > 0)),
    ),
    holds(
      'bytes of all models equal',
      'on 1, 2 and 4 processes',
      runs.every(({ artifacts }) => artifacts === one.artifacts),
    ),
    holds('bytes after kills equal', `${killed.killed} kills`, killed.killed > 0 && killed.artifacts === one.artifacts),
  ].every(Boolean);
}
