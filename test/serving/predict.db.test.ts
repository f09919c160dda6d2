import assert from 'node:assert/strict';
import { rm } from 'node:fs/promises';
import { test } from 'node:test';
import { PerennialError } from '../../domain/errors.ts';
import { modelNames } from '../../domain/models.ts';
import { predictedValue } from '../../models/output.ts';
import { createLiveModels, readLiveModels } from '../../serving/live/live-models.ts';
import { createPredictions } from '../../serving/predict.ts';
import { eligibleSubjects } from '../../serving/subjects/subjects.ts';
import { openBlobs } from '../../store/artifacts/blobs.ts';
import { mergeContacts } from '../../store/crm/merge-contacts.ts';
import { unmergeContacts } from '../../store/crm/unmerge-contacts.ts';
import { inTransaction } from '../../store/database/transaction.ts';
import { temporaryFolder } from '../infrastructure.ts';
import { openTestDatabase } from '../store/test-database.ts';
import { deploy, now, trainBusiness } from './trained-business.ts';

const database = await openTestDatabase();
const blobs = openBlobs(temporaryFolder());
const live = createLiveModels({ database, blobs });
const predictions = createPredictions({ database, live });

function refusal(code: string, saying: RegExp) {
  return (error: unknown) =>
    error instanceof PerennialError && error.code === code && saying.test(`${error.message} ${error.remedy}`);
}

test('a prediction before any training is refused with the advice to train', async () => {
  for (const model of modelNames)
    await assert.rejects(predictions.top(model, 5, now), refusal('model_not_found', /npx perennial train/));
});

test('the champions predict', async (t) => {
  await trainBusiness(database, blobs);
  await live.refresh();

  await t.test('those with the highest values come on top, highest first', async () => {
    for (const model of modelNames) {
      const top = await predictions.top(model, 6, now);
      assert.equal(top.length, 6);
      const values = top.map(predictedValue);
      assert.deepEqual(
        values,
        values.toSorted((a, b) => b - a),
      );
      const [again] = await predictions.predictById(model, [top[2].id], now);
      assert.deepEqual([again.id, again.output], [top[2].id, top[2].output]);
    }
  });

  await t.test('predictions come in the order of the ids', async () => {
    const ids = ['sim-3-c-000031', 'sim-3-c-000007', 'sim-3-c-000100'];
    const found = await predictions.predictById('churn', ids, now);
    assert.deepEqual(
      found.map(({ id }) => id),
      ids,
    );
  });

  await t.test('ids that do not exist are named', async () => {
    await assert.rejects(
      predictions.predictById('lead_scoring', ['sim-3-l-000001', 'nobody'], now),
      refusal('subject_not_found', /no leads with the id "nobody"/),
    );
    const message = { content_type: 'promotional', text: 'Hi', campaign_id: 'none' } as const;
    await assert.rejects(
      predictions.predictMessages([{ contactId: 'sim-3-c-000001', message }], now),
      refusal('subject_not_found', /no campaign with the id "none"/),
    );
  });

  await t.test('a contact that was merged is answered for as its survivor', async () => {
    const [survivor, merged] = ['sim-3-c-000041', 'sim-3-c-000042'];
    const keys = await database.query<{ id: number }>(
      'select id from contacts where external_id = any($1) order by external_id',
      [[survivor, merged]],
    );
    const [survivorId, mergedId] = keys.map(({ id }) => id);
    const request = { survivorId, mergedId, actor: 'ann', reason: 'the same person' };
    const { id } = await inTransaction(database, (client) => mergeContacts(client, request));
    const asked = [merged, 'sim-3-c-000043', survivor];
    const found = await predictions.predictById('churn', asked, now);
    assert.deepEqual(
      found.map((answer) => answer.id),
      [survivor, 'sim-3-c-000043', survivor],
    );
    const message = { content_type: 'promotional', text: 'Hi' } as const;
    const [planned] = await predictions.predictMessages([{ contactId: merged, message }], now);
    assert.equal(planned.id, survivor);
    const unmerge = { id, actor: 'ann', reason: 'it was not' };
    await inTransaction(database, (client) => unmergeContacts(client, unmerge));
    assert.deepEqual(
      (await predictions.predictById('churn', [merged], now)).map((answer) => answer.id),
      [merged],
    );
  });

  await t.test('a planned message is judged at its time, and the best slot does not depend on it', async () => {
    const contactId = 'sim-3-c-000012';
    const message = { content_type: 'informational', text: 'Your order is ready. Shall we send it?' } as const;
    const [{ output: free }] = await predictions.predictMessages([{ contactId, message }], now);
    const atNight = new Date('2026-06-03T02:00:00Z');
    const [{ output: fixed }] = await predictions.predictMessages([{ contactId, message, sendAt: atNight }], now);
    assert.deepEqual([fixed.best_day, fixed.optimal_send_time], [free.best_day, free.optimal_send_time]);
    assert.notEqual(fixed.engagement_probability, free.engagement_probability);
    const hour = Number(free.optimal_send_time?.slice(0, 2));
    assert.ok(hour >= 8 && hour < 21, String(free.optimal_send_time));
  });

  await t.test("times are the business's where the contact's own are not known", async () => {
    const [{ id }] = await database.query<{ id: string }>(
      'select external_id as id from contacts where timezone is null and opted_in order by id limit 1',
    );
    const inTokyo = createPredictions({ database, live, businessTimezone: 'Asia/Tokyo' });
    const message = { content_type: 'informational', text: 'Hello' } as const;
    const [{ output: advice }] = await inTokyo.predictMessages([{ contactId: id, message }], now);
    assert.equal(advice.recommendations.at(-1), "Times are in the business's time zone, Asia/Tokyo");
  });

  await t.test('who opted out since is not recommended a message', async () => {
    const contactId = 'sim-3-c-000012';
    await database.query('update contacts set opted_in = false where external_id = $1', [contactId]);
    const later = new Date(Date.now() + 60_000);
    const message = { content_type: 'promotional', text: 'Sale' } as const;
    const [{ output }] = await predictions.predictMessages([{ contactId, message }], later);
    assert.deepEqual(output.recommendations, ['Do not message, the contact opted out']);
    const eligible = await eligibleSubjects(database, 'engagement', 1000, later);
    assert.ok(eligible.length > 50 && eligible.every(({ id }) => id !== contactId));
  });

  await t.test('the test of a deployed model passes with five samples and their average', async () => {
    for (const model of modelNames) {
      const tested = await predictions.testModel(model, now);
      assert.deepEqual(
        tested.checks.filter(({ passed }) => !passed),
        [],
      );
      assert.deepEqual([tested.passed, tested.asked, tested.predictions.length], [true, 5, 5]);
      const sum = tested.predictions.map(predictedValue).reduce((a, b) => a + b, 0);
      assert.equal(tested.average, sum / 5);
    }
  });

  await t.test('a deployed file that is lost says so until it is back', async () => {
    const [{ artifact_hash: hash }] = await database.query<{ artifact_hash: string }>(
      `select artifact_hash from model_versions where model = 'churn'`,
    );
    const bytes = await blobs.get(hash);
    await rm(blobs.path(hash));
    const other = await readLiveModels({ database, blobs });
    const ofOther = createPredictions({ database, live: other });
    await assert.rejects(ofOther.top('churn', 1, now), refusal('not_found', new RegExp(hash)));
    await blobs.put(bytes);
    await other.refresh();
    assert.equal((await ofOther.top('churn', 1, now)).length, 1);
    const [lead] = await database.query<{ artifact_hash: string }>(
      `select artifact_hash from model_versions where model = 'lead_scoring'`,
    );
    await deploy(database, 'churn', lead.artifact_hash, 'r/mistaken');
    const third = createPredictions({ database, live: await readLiveModels({ database, blobs }) });
    await assert.rejects(third.top('churn', 1, now), refusal('artifact_damaged', /trained for regression/));
  });
});
