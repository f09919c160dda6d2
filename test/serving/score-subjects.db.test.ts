import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { type ModelName, modelNames } from '../../domain/models.ts';
import { listPredictions } from '../../serving/answers/list-predictions.ts';
import { type Scoring, scoreSubjects } from '../../serving/answers/score-subjects.ts';
import type { Served } from '../../serving/answers/serve-rows.ts';
import { addressBatch, wordBatch } from '../../serving/answers/stored-answers.ts';
import { createLiveModels } from '../../serving/live/live-models.ts';
import { noChampion } from '../../serving/live/load-version.ts';
import { createPredictions } from '../../serving/predict.ts';
import { everyEligibleSubject } from '../../serving/subjects/subjects.ts';
import { openBlobs } from '../../store/artifacts/blobs.ts';
import { batchIdOf, findBatch, readBatch } from '../../store/predictions/prediction-batches.ts';
import { readChampion } from '../../store/training/versions.ts';
import { temporaryFolder } from '../infrastructure.ts';
import { openTestDatabase } from '../store/test-database.ts';
import { addVersion, openExperiment } from './random-model.ts';
import { stubLive } from './stub-model.ts';
import { now, trainBusiness } from './trained-business.ts';

const database = await openTestDatabase();
const blobs = openBlobs(temporaryFolder());
const live = createLiveModels({ database, blobs });
const businessTimezone = 'Europe/Berlin';
const all = { sort: 'value', descending: true, limit: 100_000, offset: 0 } as const;
let moment = now.getTime();

before(async () => {
  await trainBusiness(database, blobs);
  await live.refresh();
});

/** A different moment at each call, so each test has its own batch. */
function scoring(model: ModelName, changes: Partial<Scoring> = {}): Scoring {
  moment += 1_000;
  const given = { database, model, live: live.of(model), businessTimezone, anew: true, now: new Date(moment) };
  return { ...given, clock: () => new Date(), pageSize: 40, ...changes };
}

async function written(batch: string) {
  return await database.query<{ id: string; subject: string; version_id: number; features: string }>(
    'select id, subject, version_id, features::text from predictions where batch = $1 order by subject',
    [batch],
  );
}

/** The answers of single predictions at the same moment, with their words. */
async function single(model: ModelName, ids: readonly string[], at: Date) {
  const served = new Map<string | null, Served>();
  const record = (_: ModelName, ones: readonly Served[]) => void ones.map((one) => served.set(one.subject, one));
  const answers = await createPredictions({ database, live, businessTimezone, record }).predictById(model, ids, at);
  return { served, answers };
}

/** Without ids, times and durations, so the rest can be compared to the bit. */
async function assertEqualToSingle(model: ModelName, given: Scoring): Promise<Served[]> {
  const batch = await scoreSubjects(given);
  const { listed } = await readBatch(database, batch, all);
  const ids = listed.map(({ prediction }) => prediction.subject);
  const { served, answers } = await single(model, ids, given.now);
  for (const { prediction, version } of listed) {
    const one = served.get(prediction.subject) ?? assert.fail(prediction.subject);
    assert.deepEqual(
      [prediction.value, prediction.modelOutput, prediction.confidence, prediction.arm, prediction.shadowOutput],
      [one.value, one.modelOutput, one.confidence, one.arm, one.shadow?.output ?? null],
    );
    assert.deepEqual(Float64Array.from(prediction.features), one.features);
    assert.equal(version, one.by.version.name);
  }
  const some = await addressBatch(
    { database, live, businessTimezone },
    model,
    listed.slice(0, 60),
    given.now,
    given.now,
  );
  const words = await wordBatch(live, model, some);
  assert.deepEqual(
    words.map(({ id, output }) => ({ id, output })),
    answers.slice(0, 60).map(({ id, output }) => ({ id, output })),
  );
  return [...served.values()];
}

describe('scoring everybody', () => {
  for (const model of modelNames) {
    it(`answers for ${model} what single predictions of the same moment answer, to the bit and in the same words`, async () => {
      const given = scoring(model);
      await assertEqualToSingle(model, given);
      const subjects = await everyEligibleSubject(database, model, given.now);
      const id = batchIdOf(model, given.now);
      assert.ok(subjects.length > (model === 'lead_scoring' ? 5 : 20), `${subjects.length} subjects`);
      assert.deepEqual(
        (await written(id)).map(({ subject }) => subject).toSorted(),
        subjects.map(({ id }) => id).toSorted(),
      );
      assert.equal((await findBatch(database, id))?.subjects, subjects.length);
    });
  }

  it('lists its latest batch page by page, and nothing before the first', async () => {
    const dependencies = { database, live, businessTimezone };
    const page = { ...all, limit: 3 };
    await database.query('delete from prediction_batches');
    assert.equal(await listPredictions(dependencies, 'churn', page, now), null);
    const undeployed = stubLive((model) => {
      throw noChampion(model);
    });
    const asked = listPredictions({ ...dependencies, live: undeployed }, 'churn', page, now);
    await assert.rejects(asked, { code: 'model_not_found' });
    await scoreSubjects(scoring('churn'));
    const latest = await scoreSubjects(scoring('churn'));
    const first = (await listPredictions(dependencies, 'churn', page, now)) ?? assert.fail();
    const second = (await listPredictions(dependencies, 'churn', { ...page, after: first.next }, now)) ?? assert.fail();
    const gone = listPredictions(dependencies, 'churn', { ...page, after: ['churn/gone', '1', 'c'] }, now);
    await assert.rejects(gone, { code: 'invalid_input' });
    assert.deepEqual([first.batch, first.total], [latest, latest.subjects]);
    const values = [...first.predictions, ...second.predictions].map(({ prediction }) => prediction.value);
    const best = await database.query<{ value: number }>(
      'select value from predictions where batch = $1 order by value desc limit 6',
      [latest.id],
    );
    assert.deepEqual(
      values,
      best.map(({ value }) => value),
    );
  });

  it('does nothing when its batch is already finished', async () => {
    const given = scoring('churn');
    const first = await scoreSubjects(given);
    const before = await written(first.id);
    const onPage = () => assert.fail('scored again');
    assert.deepEqual(await scoreSubjects({ ...given, onPage }), first);
    assert.deepEqual(await written(first.id), before);
  });

  it('continues where it was stopped, with the same result', async () => {
    for (const model of modelNames) {
      const given = scoring(model, { pageSize: 3 });
      const stop = new AbortController();
      let pages = 0;
      const onPage = () => void (++pages === 2 && stop.abort(new Error('killed')));
      await assert.rejects(scoreSubjects({ ...given, onPage, signal: stop.signal }), /killed/);
      const half = await written(batchIdOf(model, given.now));
      assert.equal(half.length, 6);
      assert.equal(await findBatch(database, batchIdOf(model, given.now)), null);
      const batch = await scoreSubjects(given);
      const whole = await written(batch.id);
      assert.equal(new Set(whole.map(({ subject }) => subject)).size, batch.subjects);
      const ids = new Set(whole.map(({ id }) => id));
      assert.ok(half.every(({ id }) => ids.has(id)));
      await database.query('delete from prediction_batches where id = $1', [batch.id]);
      await database.query('delete from predictions where batch = $1', [batch.id]);
      await scoreSubjects({ ...given, pageSize: 1_000 });
      assert.deepEqual(await written(batch.id), whole);
    }
  });

  it('writes each subject once when two attempts overlap', async () => {
    const given = scoring('lead_scoring');
    const [one, other] = await Promise.all([scoreSubjects(given), scoreSubjects({ ...given, pageSize: 37 })]);
    assert.deepEqual(one, other);
    assert.equal((await written(one.id)).length, one.subjects);
  });

  it('deals arms, maps scores and exposes as single predictions do while a trial runs', async () => {
    for (const model of modelNames) {
      const champion = (await readChampion(database, model)) ?? assert.fail();
      const challenger = await addVersion({ database, blobs }, model, 7);
      await openExperiment(database, `e-${model}`, champion, challenger, 0.3);
    }
    await database.query(
      `update experiments set score_map = '{"from": [0, 50, 100], "to": [10, 70, 90]}' where model = 'lead_scoring'`,
    );
    await live.refresh();
    for (const model of modelNames) {
      const given = scoring(model);
      const served = await assertEqualToSingle(model, given);
      assert.ok(served.some(({ arm }) => arm === 'challenger') && served.some(({ arm }) => arm === 'champion'));
      if (model === 'lead_scoring') assert.ok(served.some(({ value, modelOutput }) => value !== modelOutput));
      const exposed = await database.query<{ unit: string; arm: string }>(
        'select unit, arm from exposures where experiment_id = $1 order by unit',
        [`e-${model}`],
      );
      const dealt = served.map(({ subject, arm }) => ({ unit: subject ?? '', arm }));
      const byUnit = (a: { unit: string }, b: { unit: string }) => (a.unit < b.unit ? -1 : 1);
      assert.deepEqual(exposed.toSorted(byUnit), dealt.toSorted(byUnit));
    }
  });

  it('replaces what was scored before a trial ended in between', async () => {
    const given = scoring('churn');
    const stop = new AbortController();
    const onPage = () => stop.abort(new Error('killed'));
    await assert.rejects(scoreSubjects({ ...given, onPage, signal: stop.signal }), /killed/);
    await database.query(`update experiments set state = 'paused' where model = 'churn'`);
    await live.refresh();
    const batch = await scoreSubjects({ ...given, live: live.of('churn') });
    const { listed } = await readBatch(database, batch, all);
    assert.equal(listed.length, batch.subjects);
    assert.ok(listed.every(({ prediction }) => prediction.arm === null && prediction.versionId === batch.versionId));
  });
});
