import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { PerennialError } from '../../domain/errors.ts';
import { createPredictionLog, type PredictionLogOptions } from '../../serving/answers/prediction-log.ts';
import { type Served, serveRows } from '../../serving/answers/serve-rows.ts';
import { openBlobs } from '../../store/artifacts/blobs.ts';
import type { Database } from '../../store/database/database.ts';
import { readPrediction } from '../../store/predictions/predictions.ts';
import type { ModelVersion } from '../../store/training/versions.ts';
import { temporaryFolder } from '../infrastructure.ts';
import { openTestDatabase } from '../store/test-database.ts';
import { addVersion, openHistory } from './random-model.ts';
import { stubFeatures, stubModel } from './stub-model.ts';

const database = await openTestDatabase({ poolSize: 4 });
const now = new Date('2026-06-01T12:00:00Z');
const never = 3_600_000;
let version: ModelVersion;
before(async () => {
  await openHistory(database);
  version = await addVersion({ database, blobs: openBlobs(temporaryFolder()) }, 'churn', 1);
});

function serve(subject: string, count = 1): Served[] {
  const live = { champion: { ...stubModel('churn', 1), version }, trial: null };
  const rows = Array.from({ length: count }, () => ({ subject, features: stubFeatures('churn', 0.5) }));
  return serveRows(live, rows, now);
}

async function written(subject: string): Promise<number> {
  const [{ count }] = await database.query<{ count: number }>(
    'select count(*)::integer as count from predictions where subject = $1',
    [subject],
  );
  return count;
}

/** A log over a database that can be stopped. */
function openLog(options: PredictionLogOptions = {}) {
  const said: object[] = [];
  const world = { away: false, attempts: 0, said };
  const query: Database['query'] = (...given) => {
    world.attempts++;
    return world.away
      ? Promise.reject(new PerennialError('database_unavailable', 'It is away.', 'Wait.'))
      : database.query(...given);
  };
  const note = (fields: object) => void said.push(fields);
  const log = createPredictionLog({
    database: { ...database, query },
    log: { info: note, error: note },
    retryInterval: 5,
    ...options,
  });
  return { log, world };
}

describe('the prediction log', () => {
  it('writes nothing during the request, but soon afterwards', async () => {
    const { log, world } = openLog({ interval: 1 });
    const [served] = serve('soon');
    log.record('churn', [served]);
    assert.deepEqual([world.attempts, log.waiting()], [0, 1]);
    assert.equal(log.find(served.id)?.subject, 'soon');
    await log.flush();
    assert.equal(log.find(served.id), null);
    assert.equal((await readPrediction(database, served.id))?.value, 0.75);
    await log.close();
  });

  it('writes a full batch at once, many in one statement', async () => {
    const { log, world } = openLog({ interval: never, batchSize: 50 });
    for (let at = 0; at < 5; at++) log.record('churn', serve('batched', 10));
    assert.equal(log.waiting(), 50);
    await log.flush();
    assert.deepEqual([await written('batched'), world.attempts], [50, 1]);
    await log.close();
  });

  it('is complete when it is closed', async () => {
    const { log } = openLog({ interval: never, batchSize: 100 });
    for (let at = 0; at < 37; at++) log.record('churn', serve('closed', 7));
    await log.close();
    assert.deepEqual([await written('closed'), log.dropped(), log.waiting()], [37 * 7, 0, 0]);
  });

  it('keeps predictions while the database is down, and writes them once when it is back', async () => {
    const { log, world } = openLog({ interval: 1 });
    world.away = true;
    log.record('churn', serve('away', 20));
    const flushed = log.flush();
    log.record('churn', serve('away', 5));
    while (world.attempts < 3) await new Promise((resolve) => setTimeout(resolve, 2));
    assert.equal(log.waiting(), 25);
    world.away = false;
    await flushed;
    await log.flush();
    assert.deepEqual([await written('away'), log.dropped()], [25, 0]);
    await log.close();
  });

  it('drops the oldest when it is full, and reports how many', async () => {
    const { log, world } = openLog({ interval: never, batchSize: 1000, capacity: 30 });
    const all = serve('full', 50);
    for (const one of all) log.record('churn', [one]);
    assert.deepEqual([log.waiting(), log.dropped()], [30, 20]);
    assert.deepEqual([log.find(all[19].id), log.find(all[20].id)?.id], [null, all[20].id]);
    await log.close();
    assert.equal(await written('full'), 30);
    assert.deepEqual(world.said, [{ event: 'predictions_dropped', dropped: 20, total: 20 }]);
  });

  it('gives up on closing if the database does not come back, and reports what is lost', async () => {
    const { log, world } = openLog({ interval: never });
    world.away = true;
    log.record('churn', serve('lost', 3));
    await log.close(20);
    assert.deepEqual([log.dropped(), log.waiting()], [3, 0]);
    assert.deepEqual(world.said.at(-1), { event: 'predictions_dropped', dropped: 3, total: 3 });
  });

  it('loses only the row that the database refuses', async () => {
    const { log, world } = openLog({ interval: never });
    const rows = serve('refused', 9);
    log.record('churn', [...rows.slice(0, 4), { ...rows[8], subject: 'no\0text' }, ...rows.slice(4, 8)]);
    await log.close();
    assert.deepEqual([await written('refused'), log.dropped()], [8, 1]);
    assert.equal((world.said[0] as { prediction: string }).prediction, rows[8].id);
  });
});
