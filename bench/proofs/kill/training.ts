import { readdir } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { defaultTrainingOptions, type TrainingOptions } from '../../../contract/messages.ts';
import { createTrainingControl } from '../../../control/training-control.ts';
import { createRandom } from '../../../engine/random.ts';
import {
  type RunningPipeline,
  startPipeline,
  testLimits,
  workerEnvironment,
} from '../../../test/workflows/running-pipeline.ts';
import { holds, print } from '../../figures.ts';
import { type LogLine, type Program, workersProgram } from './program.ts';

/** A killed worker is noticed by its missing heartbeats: short, so that twenty kills don't take all day. */
const limits = { ...testLimits, heartbeatTimeout: 1_500 };

/** Enough that the world as known 40 days ago suffices: one fixed moment gives both runs the same snapshot. */
const world = { contacts: 300, conversations: 250, leads: 220 };

/** One retrain of all models under kills, beside an undisturbed one of the same seed and moment. */
export async function trainUnderKills({ seed, kills }: { seed: number; kills: number }): Promise<boolean> {
  const random = createRandom(seed);
  const pipeline = await startPipeline({ workers: false, world });
  const workers = workersProgram(workerEnvironment(pipeline));
  const honest: TrainingOptions = {
    ...defaultTrainingOptions,
    candidates: 2,
    asOf: new Date(Date.now() - 40 * 86_400_000).toISOString(),
  };
  // Shuffled labels breach the limits that the honest versions met, so that alerts are queued that could be doubled; force,
  // because what is refused serves nobody and alerts nobody.
  const options: TrainingOptions = { ...honest, candidates: 6, shuffleLabels: true, force: true };
  const control = createTrainingControl({ ...pipeline, limits });
  try {
    await workers.start();
    await control.waitFor((await control.start({ options: honest, trigger: 'schedule' })).retrainId);
    const started = performance.now();
    // by hand these options would be unusual, and raise nothing
    const calm = await control.start({ options, trigger: 'schedule' });
    await control.waitFor(calm.retrainId);
    const calmTime = performance.now() - started;
    print(`Undisturbed: ${(calmTime / 1000).toFixed(1)} s`);

    workers.lines.length = 0;
    // an incident that is open already would not be told again
    await pipeline.database.query('truncate incidents, alert_readings cascade');
    const { retrainId } = await control.start({ options, trigger: 'schedule' });
    let ended = false;
    const result = control.waitFor(retrainId).finally(() => {
      ended = true;
    });
    let killed = 0;
    for (; killed < kills && !ended; killed++) {
      // Moments are spread so that the run outlives all kills: at most a sixth of its undisturbed length apart.
      const wait = Math.floor(random.next() * (calmTime / 6));
      await sleep(wait);
      const status = await control.status();
      print(
        `kill ${String(killed + 1).padStart(2)} after ${String(wait).padStart(5)} ms, at ${status.current_model ?? '-'} ${status.progress}% (${status.message})`,
      );
      await workers.kill();
      await workers.start();
    }
    const { models } = await result;
    for (const model of models)
      if (model.state !== 'completed') print(`  ${model.model}: ${model.failure.code}: ${model.failure.message}`);
    return await judge(pipeline, workers, {
      calm: calm.retrainId,
      disturbed: retrainId,
      killed,
      kills,
      states: models.map((model) => model.state),
    });
  } finally {
    await workers.kill();
    await pipeline.close();
  }
}

async function judge(
  { database, config }: RunningPipeline,
  { lines }: Program,
  runs: {
    readonly calm: string;
    readonly disturbed: string;
    readonly killed: number;
    readonly kills: number;
    readonly states: readonly string[];
  },
): Promise<boolean> {
  const { calm, disturbed, killed, kills, states } = runs;
  const hashes = async (retrainId: string) =>
    database.query<{ model: string; artifact_hash: string }>(
      `select v.model, v.artifact_hash from model_versions v join runs r on r.id = v.run_id where r.retrain_id = $1 order by v.model`,
      [retrainId],
    );
  const [expected, found] = [await hashes(calm), await hashes(disturbed)];
  for (const [at, { model, artifact_hash }] of expected.entries()) {
    print(
      `  ${model.padEnd(13)} ${artifact_hash.slice(0, 16)} undisturbed, ${found[at]?.artifact_hash.slice(0, 16)} after the kills`,
    );
  }
  const [rows] = await database.query<{
    runs: number;
    versions: number;
    mails: number;
    calm_mails: number;
    retrains: number;
    open: number;
  }>(
    `select (select count(*)::int from runs where retrain_id = $1) as runs,
       (select count(*)::int from model_versions v join runs r on r.id = v.run_id where r.retrain_id = $1) as versions,
       (select count(*)::int from mails where key like '%/' || $1 || '/%') as mails,
       (select count(*)::int from mails where key like '%/' || $2 || '/%') as calm_mails,
       (select count(*)::int from retrains where id = $1) as retrains,
       (select count(*)::int from runs where state = 'running') as open`,
    [disturbed, calm],
  );
  const again = retrained(lines);
  const started = lines.filter((event) => event.event === 'candidate_started').length;
  const ended = new Set(lines.filter((event) => event.event === 'candidate_finished').map((event) => event.key)).size;
  print(`  ${started} candidate fits begun for ${ended} that ended: the others were interrupted before`);
  const mailbox = await readdir(config.mailboxFolder);
  return [
    holds('kills', `${killed} of ${kills}`, killed === kills),
    holds('models completed', states.join(', '), states.length === 3 && states.every((state) => state === 'completed')),
    holds('finished candidates trained again', String(again), again === 0),
    holds(
      'model bytes equal',
      String(expected.length),
      JSON.stringify(expected) === JSON.stringify(found) && found.length === 3,
    ),
    holds(
      'rows',
      JSON.stringify(rows),
      rows?.runs === 3 && rows.versions === 3 && rows.retrains === 1 && rows.open === 0,
    ),
    holds(
      'alerts queued',
      `${rows?.mails}, ${rows?.calm_mails} undisturbed`,
      rows !== undefined && rows.mails > 0 && rows.mails === rows.calm_mails,
    ),
    holds('mails in the mailbox, both runs', String(mailbox.length), mailbox.length === 2 * (rows?.mails ?? 0)),
  ].every(Boolean);
}

/** Fits that began after the same candidate had finished. */
function retrained(lines: readonly LogLine[]): number {
  const finished = new Set<string>();
  let again = 0;
  for (const { event, key } of lines) {
    if (key === undefined) continue;
    if (event === 'candidate_finished') finished.add(key);
    if (event === 'candidate_started' && finished.has(key)) again++;
  }
  return again;
}
