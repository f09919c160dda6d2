import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { before, describe, it } from 'node:test';
import { openBlobs } from '../../store/artifacts/blobs.ts';
import { readPrediction, type StoredPrediction, writePredictions } from '../../store/predictions/predictions.ts';
import type { ModelVersion } from '../../store/training/versions.ts';
import { temporaryFolder } from '../infrastructure.ts';
import { addVersion, openExperiment, openHistory } from '../serving/random-model.ts';
import { openTestDatabase } from './test-database.ts';

const database = await openTestDatabase({ poolSize: 4 });
const blobs = openBlobs(temporaryFolder());
let champion: ModelVersion;
let challenger: ModelVersion;
before(async () => {
  await openHistory(database);
  champion = await addVersion({ database, blobs }, 'churn', 1);
  challenger = await addVersion({ database, blobs }, 'churn', 2);
  await openExperiment(database, 'e', champion, challenger);
});

function prediction(changes: Partial<StoredPrediction> = {}): StoredPrediction {
  return {
    id: randomUUID(),
    model: 'churn',
    subject: 'contact-1',
    versionId: champion.id,
    experimentId: null,
    phase: null,
    arm: null,
    value: 0.1 + 0.2,
    modelOutput: 1 / 3,
    confidence: 0.7,
    features: Float64Array.of(Math.PI, Number.NaN, -0.1, 1e-300, 0),
    shadowVersionId: null,
    shadowOutput: null,
    batch: null,
    milliseconds: 0.25,
    error: null,
    createdAt: new Date('2026-06-01T12:00:00.123Z'),
    ...changes,
  };
}

/** An exposure well within the phase. */
function exposing(changes: Partial<StoredPrediction> = {}): StoredPrediction {
  const shadow = { shadowVersionId: challenger.id, shadowOutput: 0.4 };
  return prediction({ experimentId: 'e', phase: 1, arm: 'champion', ...shadow, createdAt: new Date(), ...changes });
}

function exposures(unit: string) {
  return database.query<Record<string, unknown>>(
    `select arm, crossed, exposed_at, champion_output, challenger_output from exposures where unit = $1`,
    [unit],
  );
}

describe('predictions', () => {
  it('come back as they were written, to the last bit', async () => {
    const written = prediction({ subject: `O'Brien {"a",\\} ü`, error: 'a\tb\n"c"', batch: 'b1' });
    await writePredictions(database, [written]);
    const { features, ...read } = (await readPrediction(database, written.id)) ?? assert.fail();
    const { features: given, ...expected } = written;
    assert.deepEqual(read, expected);
    assert.deepEqual(Float64Array.from(features), given);
    assert.equal(await readPrediction(database, randomUUID()), null);
  });

  it('are written once, however often they are passed', async () => {
    const rows = [exposing({ subject: 'twice' }), exposing({ subject: 'twice', arm: 'challenger' })];
    await writePredictions(database, rows.slice(0, 1));
    await Promise.all([writePredictions(database, rows), writePredictions(database, rows)]);
    const [{ count }] = await database.query<{ count: number }>(
      `select count(*)::integer as count from predictions where subject = 'twice'`,
    );
    assert.equal(count, 2);
    assert.equal((await exposures('twice')).length, 1);
  });

  it('outlive their experiment', async () => {
    const gone = prediction({ experimentId: 'never-was', phase: 1, arm: 'champion' });
    await writePredictions(database, [gone]);
    assert.equal((await readPrediction(database, gone.id))?.experimentId, null);
    assert.deepEqual(await exposures(gone.subject), []);
  });

  it('are written a thousand at a time', async () => {
    const features = new Float64Array(32).fill(1 / 3);
    await writePredictions(
      database,
      Array.from({ length: 1000 }, (_, at) => exposing({ subject: `many-${at}`, features })),
    );
    const [{ count }] = await database.query<{ count: number }>(
      `select count(*)::integer as count from exposures where unit like 'many-%'`,
    );
    assert.equal(count, 1000);
  });
});

describe('an exposure', () => {
  it("is a unit's first prediction in the phase, with each model's own output", async () => {
    const [early, late] = [new Date(Date.now() - 2000), new Date(Date.now() - 1000)];
    const first = exposing({ subject: 'u1', createdAt: early, value: 0.9, modelOutput: 0.6, shadowOutput: 0.4 });
    const second = exposing({ subject: 'u1', createdAt: late, modelOutput: 0.1, shadowOutput: 0.1 });
    await writePredictions(database, [second, first]);
    await writePredictions(database, [exposing({ subject: 'u1', modelOutput: 0.2 })]);
    const only = { arm: 'champion', crossed: false, exposed_at: early, champion_output: 0.6, challenger_output: 0.4 };
    assert.deepEqual(await exposures('u1'), [only]);
  });

  it('records which model gave which output, also when the challenger failed', async () => {
    const served = {
      arm: 'challenger',
      versionId: challenger.id,
      modelOutput: 0.7,
      shadowVersionId: champion.id,
    } as const;
    await writePredictions(database, [
      exposing({ subject: 'u2', ...served, shadowOutput: 0.3 }),
      exposing({ subject: 'u3', arm: 'challenger', modelOutput: 0.3, shadowOutput: null, error: 'it threw' }),
      exposing({ subject: 'u4', shadowOutput: null }),
    ]);
    const outputs = async (unit: string) =>
      (await exposures(unit)).map(({ arm, champion_output, challenger_output }) => [
        arm,
        champion_output,
        challenger_output,
      ]);
    assert.deepEqual(await outputs('u2'), [['challenger', 0.3, 0.7]]);
    assert.deepEqual(await outputs('u3'), [['challenger', 0.3, null]]);
    assert.deepEqual(await outputs('u4'), [['champion', 1 / 3, null]]);
  });

  it('is marked when the other arm serves the unit too, within a batch and across batches', async () => {
    const other = { arm: 'challenger', createdAt: new Date(Date.now() + 1000) } as const;
    await writePredictions(database, [exposing({ subject: 'u5' }), exposing({ subject: 'u5', ...other })]);
    await writePredictions(database, [exposing({ subject: 'u6' })]);
    await writePredictions(database, [exposing({ subject: 'u6', ...other })]);
    await writePredictions(database, [exposing({ subject: 'u6' })]);
    for (const unit of ['u5', 'u6']) {
      const [{ arm, crossed }, ...others] = await exposures(unit);
      assert.deepEqual([arm, crossed, others], ['champion', true, []], unit);
    }
  });

  it('is not recorded after the phase was closed', async () => {
    await database.query('update experiment_phases set closed_at = now()');
    await writePredictions(database, [
      exposing({ subject: 'too-late', createdAt: new Date(Date.now() + 60_000) }),
      exposing({ subject: 'in-time', createdAt: new Date(Date.now() - 60_000) }),
    ]);
    assert.deepEqual(await exposures('too-late'), []);
    assert.equal((await exposures('in-time')).length, 1);
  });
});
