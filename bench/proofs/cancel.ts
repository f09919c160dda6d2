import { readdir } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { defaultTrainingOptions } from '../../contract/messages.ts';
import { isPerennialError } from '../../domain/errors.ts';
import type { ModelName } from '../../domain/models.ts';
import { type StageName, stages } from '../../domain/runs.ts';
import { createRandom } from '../../engine/random.ts';
import { readRun } from '../../store/training/runs.ts';
import { type RunningPipeline, startPipeline } from '../../test/workflows/running-pipeline.ts';
import type { StartedWorkers } from '../../workers/start-workers.ts';
import { holds, print, quantile } from '../figures.ts';
import type { RunOptions } from '../run-named.ts';

/** ms from the request until no thread works and no query of before it runs. */
const bar = 500;
/** Enough leads for every stage to last: the default business is through `evaluate` in a tenth of a second. */
const world = { contacts: 1_500, conversations: 1_000, leads: 1_000 };
const options = { ...defaultTrainingOptions, candidates: 4 };
/** A stage may end sooner than the dice expected; so often it is tried again until the cancel hits the stage that is meant. */
const tries = 10;

type Cancelled = {
  /** ms into the stage */
  readonly after: number;
  /** ms from the request until all had stopped */
  readonly stopped: number;
  readonly state: string;
  /** The stage was still the one that was meant when the request was sent. */
  readonly hit: boolean;
};

/** Another model trains beside it, in a slot of its own where the machine has one: it too must have stopped. */
const models: readonly ModelName[] = ['lead_scoring', 'churn'];

/** Cancels runs, so many in each stage of lead scoring, at random moments of that stage. */
export async function run({ reduced }: RunOptions): Promise<{ passed: boolean }> {
  const perStage = reduced ? 2 : 10;
  const random = createRandom(20_261_122);
  const pipeline = await startPipeline({ workers: false, world });
  try {
    const workers = await pipeline.startWorkers();
    await stageLengths(pipeline); // the first run warms threads and caches
    const lengths = await stageLengths(pipeline);
    print(`Lengths of the stages, undisturbed: ${[...lengths].map(([stage, ms]) => `${stage} ${ms} ms`).join(', ')}`);
    print('\nstage      cancelled after   all stopped after   run');
    const results: Cancelled[] = [];
    for (const { name } of stages) {
      for (let each = 0; each < perStage; each++) {
        let result: Cancelled | undefined;
        for (let attempt = 0; attempt < tries && result?.hit !== true; attempt++) {
          const after = Math.floor(random.next() * (lengths.get(name) ?? 0));
          result = await cancelIn(pipeline, workers, name, after);
        }
        if (result === undefined || !result.hit) throw new Error(`${name} ended before every cancel`);
        results.push(result);
        print(
          `${name.padEnd(10)} ${`${result.after} ms`.padStart(15)} ${`${result.stopped.toFixed(0)} ms`.padStart(19)}   ${result.state}`,
        );
      }
    }
    return { passed: await judge(pipeline, results) };
  } finally {
    await pipeline.close();
  }
}

/** An undisturbed run, timed by the stage that its row names. */
async function stageLengths(pipeline: RunningPipeline): Promise<Map<StageName, number>> {
  const { retrainId } = await start(pipeline);
  const begun = new Map<StageName, number>();
  let ended = false;
  const waiting = pipeline.control.waitFor(retrainId).finally(() => {
    ended = true;
  });
  while (!ended) {
    const stage = await stageOf(pipeline, retrainId);
    if (stage !== null && !begun.has(stage)) begun.set(stage, performance.now());
    await sleep(2);
  }
  await waiting;
  const moments = [...begun.entries()];
  return new Map(
    moments.map(([stage, at], index) => [stage, Math.round((moments[index + 1]?.[1] ?? performance.now()) - at)]),
  );
}

async function cancelIn(
  pipeline: RunningPipeline,
  workers: StartedWorkers,
  stage: StageName,
  after: number,
): Promise<Cancelled> {
  const { control, database } = pipeline;
  const { retrainId } = await start(pipeline);
  const waiting = control.waitFor(retrainId).then(
    () => 'completed',
    (error: unknown) => (isPerennialError(error) ? error.code : String(error)),
  );
  while ((await stageOf(pipeline, retrainId)) !== stage) await sleep(4);
  await sleep(after);
  const hit = (await stageOf(pipeline, retrainId)) === stage;
  const requested = performance.now();
  const [{ now } = { now: new Date() }] = await database.query<{ now: Date }>('select clock_timestamp() as now');
  await control.cancel().catch((error: unknown) => {
    // The last stages may end between the dice and the request.
    if (!isPerennialError(error) || error.code !== 'nothing_running') throw error;
  });
  const { threads } = workers.composition.dependencies;
  // Until the run has ended: between two steps all is quiet for a moment, which is not the end.
  let stopped = 0;
  let ended = false;
  void waiting.then(() => {
    ended = true;
  });
  while (!ended) {
    if (threads.busy > 0 || (await queriesSince(pipeline, now)) > 0) stopped = performance.now() - requested;
    await sleep(2);
  }
  const state = await waiting;
  return { after, stopped, state, hit };
}

/** Statements that were running when the cancel was asked for and still are. */
async function queriesSince({ database }: RunningPipeline, moment: Date): Promise<number> {
  const [row] = await database.query<{ count: number }>(
    `select count(*)::int as count from pg_stat_activity
     where application_name = 'perennial-worker' and state = 'active' and query_start < $1`,
    [moment],
  );
  return row?.count ?? 0;
}

function start({ control }: RunningPipeline): Promise<{ readonly retrainId: string }> {
  return control.start({ models, options, trigger: 'cli' });
}

async function stageOf({ database }: RunningPipeline, retrainId: string): Promise<StageName | null> {
  const rows = await database.query<{ stage: StageName | null }>(
    `select stage from runs where retrain_id = $1 and model = 'lead_scoring'`,
    [retrainId],
  );
  return rows[0]?.stage ?? null;
}

async function judge(pipeline: RunningPipeline, results: readonly Cancelled[]): Promise<boolean> {
  const { database, config, control } = pipeline;
  const times = results.map((result) => result.stopped);
  print(
    `\n${results.length} cancels; ms until all stopped: median ${quantile(times, 0.5).toFixed(0)}, p95 ${quantile(times, 0.95).toFixed(0)}, worst ${Math.max(...times).toFixed(0)}`,
  );
  const [orphans] = await database.query<{ count: number }>(
    `select count(*)::int as count from runs where state = 'running'
       or (state = 'cancelled' and (version_id is not null or outcome is not null
         or exists (select from model_versions v where v.run_id = runs.id)))
       or (state = 'completed' and (version_id is null or outcome is null))`,
  );
  if (config.artifacts.kind !== 'folder') throw new Error('The proof looks into a folder.');
  const files = await readdir(config.artifacts.folder, { recursive: true });
  const temporary = files.filter((file) => !/^([0-9a-f]{2})(\/[0-9a-f]{64})?$|^installation$/.test(file));
  const { retrainId } = await start(pipeline);
  const next = await control.waitFor(retrainId);
  const run = await readRun(database, `${retrainId}/lead_scoring`);
  const [late] = await database.query<{ count: number }>(
    `select count(*)::int as count from runs join retrains on retrains.id = retrain_id
     where retrains.state = 'cancelled' and runs.state = 'completed'`,
  );
  print(`${late?.count} models were being deployed by then, and completed whole`);
  return [
    holds(
      'p95 until threads and queries have stopped',
      `${quantile(times, 0.95).toFixed(0)} ms (< ${bar})`,
      quantile(times, 0.95) < bar,
    ),
    holds('runs left open or half-written', String(orphans?.count), orphans?.count === 0),
    holds('temporary files left', String(temporary.length), temporary.length === 0),
    holds('the next run', `${next.models[0]?.state}, ${run.outcome}`, run.state === 'completed'),
  ].every(Boolean);
}
