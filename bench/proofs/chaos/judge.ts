import { setTimeout as sleep } from 'node:timers/promises';
import { loadPredictor } from '../../../engine/file/predictor-file.ts';
import type { Predictor } from '../../../engine/predictor/predictor.ts';
import { openBlobs } from '../../../store/artifacts/blobs.ts';
import type { Database } from '../../../store/database/database.ts';
import { holds, print } from '../../figures.ts';
import { withDatabase } from '../kill/stage.ts';
import type { Ledger, Prediction } from './ledger.ts';
import type { Scene } from './scene.ts';

type Recovery = { readonly healthyAfter: number | null; readonly recovery: number };

/** ms that a prediction may wait before it is written: the log's interval, and the write itself on a busy machine. */
const flushed = 2_000;
/** ms until the last run has ended and the last mail is delivered. */
const settled = 90_000;

/** What was promised against what is there. */
export async function judge(scene: Scene, ledger: Ledger, { healthyAfter, recovery }: Recovery): Promise<boolean> {
  const { counts, wrong } = ledger;
  print(
    `${counts.imports} imports, ${counts.requests} requests (${counts.refused} refused with 503, ${counts.unanswered} unanswered), ${ledger.predictions.length} predictions, ${ledger.trainings.size} trainings:`,
  );
  const ends = [scene.product, scene.worker].flatMap(({ endedByItself, failedStarts }) => [
    ...endedByItself,
    ...failedStarts,
  ]);
  for (const each of [...wrong, ...ends].slice(0, 20)) print(`  ${each}`);
  return await withDatabase(scene.databaseUrl(), async (database) => {
    const unsettled = await untilSettled(database);
    return [
      holds(
        'healthy after the last fault',
        healthyAfter === null ? 'never' : `${(healthyAfter / 1000).toFixed(1)} s`,
        healthyAfter !== null && healthyAfter <= recovery,
      ),
      holds('answers that no fault excuses', String(wrong.length), wrong.length === 0),
      holds(
        'ends that nobody asked for',
        `of the product ${scene.product.endedByItself.length}, of the worker ${scene.worker.endedByItself.length}; starts in vain ${scene.product.failedStarts.length} and ${scene.worker.failedStarts.length}`,
        scene.product.endedByItself.length + scene.worker.endedByItself.length === 0,
      ),
      holds('runs, retrains and mails that never ended', String(unsettled), unsettled === 0),
      await judgePurchases(database, ledger),
      await judgeOutcomes(database, ledger),
      await judgePredictions(database, scene, ledger),
      await judgeServed(database, scene),
      await judgeCommands(database, ledger),
      await judgeTrainings(database, ledger),
      await judgeMails(database, scene),
    ].every(Boolean);
  });
}

/** Test mails that their command gave up, and said so: nobody waits for them. */
const givenUp = `state = 'failed' and key like 'test/%'`;

async function untilSettled(database: Database): Promise<number> {
  for (const deadline = performance.now() + settled; ; await sleep(500)) {
    const [row] = await database.query<{ open: number }>(
      `select (select count(*) from runs where state = 'running') + (select count(*) from retrains where state = 'running')
         + (select count(*) from mails where state <> 'sent' and not (${givenUp})) as open`,
    );
    const open = Number(row?.open);
    if (open === 0 || performance.now() > deadline) return open;
  }
}

async function judgePurchases(database: Database, { purchases }: Ledger): Promise<boolean> {
  const rows = await database.query<{ id: string; amount: string }>(
    `select external_id as id, amount::text as amount from purchases where external_id like 'chaos-%'`,
  );
  const stored = new Map(rows.map(({ id, amount }) => [id, amount]));
  const lost = [...purchases].filter(([id, amount]) => Number(stored.get(id)) !== Number(amount)).length;
  const foreign = rows.filter(({ id }) => !purchases.has(id)).length;
  return holds('imported rows', `${purchases.size}, lost or changed ${lost}, unasked ${foreign}`, lost + foreign === 0);
}

async function judgeOutcomes(database: Database, { outcomes }: Ledger): Promise<boolean> {
  const rows = await database.query<{ id: string }>(`select id from outcomes where id like 'chaos-%'`);
  const stored = new Set(rows.map(({ id }) => id));
  const lost = [...outcomes].filter((id) => !stored.has(id)).length;
  const doubled = rows.length - stored.size;
  const told = `${outcomes.size}, lost ${lost}, doubled ${doubled}`;
  return holds('outcomes', told, lost + doubled === 0);
}

/** One may be lost that was answered just before the product was killed, or while it could not reach its database. */
async function judgePredictions(database: Database, scene: Scene, { predictions }: Ledger): Promise<boolean> {
  const rows = await database.query<{ id: string; version: string; exposed: boolean | null }>(
    `select p.id, v.name as version,
       case when p.arm is not null then exists (
         select from exposures as e where e.experiment_id = p.experiment_id and e.phase = p.phase) end as exposed
     from predictions as p join model_versions as v on v.id = p.version_id where p.id = any($1::uuid[])`,
    [predictions.map(({ id }) => id)],
  );
  const stored = new Map(rows.map((row) => [row.id, row]));
  const excused = (one: Prediction) =>
    scene.product.killedAt.some((at) => one.answeredAt <= at + 200 && one.answeredAt >= at - flushed);
  const missing = predictions.filter(({ id }) => !stored.has(id));
  const lost = missing.filter((one) => !excused(one));
  const other = predictions.filter(({ id, version }) => (stored.get(id)?.version ?? version) !== version);
  for (const { answeredAt } of lost.slice(0, 10)) {
    const kills = scene.product.killedAt.map((at) => `${((answeredAt - at) / 1000).toFixed(1)} s`);
    print(
      `  a prediction that was lost was answered ${new Date(answeredAt).toISOString()}, after kills: ${kills.join(', ')}`,
    );
  }
  const unexposed = rows.filter(({ exposed }) => exposed === false);
  return holds(
    'predictions in the log',
    `${rows.length}, ${missing.length - lost.length} answered within ${flushed / 1000} s of a kill were not written, lost ${lost.length}, of another version ${other.length}, without an exposure ${unexposed.length}`,
    lost.length + other.length + unexposed.length === 0 &&
      new Set(predictions.map(({ id }) => id)).size === predictions.length,
  );
}

/** Every logged output again, from the artifact of the version that is named. */
async function judgeServed(database: Database, scene: Scene): Promise<boolean> {
  const blobs = openBlobs(`${scene.home}/artifacts`);
  const rows = await database.query<{ hash: string; features: (number | null)[]; output: number }>(
    `select v.artifact_hash as hash, p.features, p.model_output as output
     from predictions as p join model_versions as v on v.id = p.version_id where p.error is null order by p.created_at desc limit 20000`,
  );
  const predictors = new Map<string, Predictor>();
  let wrong = 0;
  for (const { hash, features, output } of rows) {
    const predictor = predictors.get(hash) ?? (await loadPredictor(await blobs.get(hash)));
    predictors.set(hash, predictor);
    const values = Float64Array.from(features, (value) => value ?? Number.NaN);
    const [again] = predictor.predict({ rows: 1, columns: values.length, values }).output;
    if (Math.abs(again - output) > 1e-9 * Math.max(1, Math.abs(output))) wrong++;
  }
  return holds(
    'outputs again from their versions',
    `${rows.length}, other ones ${wrong}`,
    wrong === 0 && rows.length > 0,
  );
}

/** What was confirmed stands in the audit once; what was not, at most once. */
async function judgeCommands(database: Database, { commands }: Ledger): Promise<boolean> {
  const rows = await database.query<{ reason: string; schedule: string; command: string; count: number }>(
    `select reason, schedule, command, count(*)::int as count from schedule_commands where reason like 'chaos %' group by 1, 2, 3`,
  );
  const found = new Map(rows.map((row) => [row.reason, row]));
  const missing = commands.filter(({ reason, done }) => done && !found.has(reason));
  const doubled = rows.filter(({ count }) => count > 1);
  const confirmed = commands.filter(({ done }) => done).length;
  return holds(
    'commands to schedules in the audit',
    `${confirmed} confirmed of ${commands.length}, missing ${missing.length}, doubled ${doubled.length}`,
    missing.length + doubled.length === 0,
  );
}

/** What the data say, faults or not: rows keep coming while nobody looks after them. */
const ofTheData = ['not_enough_training_data', 'invalid_training_data', 'no_better_than_baseline'];

async function judgeTrainings(database: Database, { trainings }: Ledger): Promise<boolean> {
  const rows = await database.query<{ id: string; state: string; codes: readonly string[] }>(
    `select id, state, array(
       select distinct coalesce(error ->> 'code', state) from runs where retrain_id = retrains.id and state <> 'completed'
     ) as codes from retrains where id = any($1::text[])`,
    [[...trainings]],
  );
  const states = Object.entries(Object.groupBy(rows, ({ state }) => state)).map(
    ([state, of]) => `${of?.length} ${state}`,
  );
  const lost = trainings.size - rows.length;
  const unfinished = rows.filter(({ state }) => state !== 'completed');
  const refused = unfinished.filter(({ codes }) => codes.length > 0 && codes.every((code) => ofTheData.includes(code)));
  const failed = unfinished.filter((row) => !refused.includes(row));
  for (const { id, codes } of failed.slice(0, 10))
    print(`  training ${id} failed: ${codes.join(', ') || 'without a run'}`);
  return holds(
    'trainings accepted',
    `${trainings.size}: ${states.join(', ')}; refused by the data ${refused.length}, failed otherwise ${failed.length}, lost ${lost}`,
    lost + failed.length === 0,
  );
}

async function judgeMails(database: Database, { office }: Scene): Promise<boolean> {
  const rows = await database.query<{ id: string; owed: boolean }>(
    `select message_id as id, not (${givenUp}) as owed from mails`,
  );
  const delivered = new Set(office.deliveries.map(({ messageId }) => messageId));
  const lost = rows.filter(({ id, owed }) => owed && !delivered.has(id)).length;
  const known = new Set(rows.map(({ id }) => id));
  const foreign = [...delivered].filter((id) => !known.has(id));
  for (const id of foreign) print(`  a mail of nobody: ${JSON.stringify(id)}`);
  const again = office.deliveries.length - delivered.size;
  return holds(
    'mails',
    `${rows.length} queued, lost ${lost}, of nobody ${foreign.length}; taken again under the same Message-ID after a fault ${again}`,
    lost + foreign.length === 0,
  );
}
