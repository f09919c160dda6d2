import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { before, describe, it } from 'node:test';
import type { ModelName } from '../../domain/models.ts';
import { recordAction } from '../../store/actions/work-actions.ts';
import { openBlobs } from '../../store/artifacts/blobs.ts';
import {
  type BatchPage,
  batchIdOf,
  dropOtherAttempts,
  findBatch,
  finishBatch,
  latestBatch,
  readBatch,
  subjectsScored,
} from '../../store/predictions/prediction-batches.ts';
import { type StoredPrediction, writePredictions } from '../../store/predictions/predictions.ts';
import type { ModelVersion } from '../../store/training/versions.ts';
import { temporaryFolder } from '../infrastructure.ts';
import { addVersion, openExperiment, openHistory } from '../serving/random-model.ts';
import { openTestDatabase } from './test-database.ts';

const database = await openTestDatabase({ poolSize: 4 });
const blobs = openBlobs(temporaryFolder());
const day = (number: number) => new Date(Date.UTC(2026, 5, number, 4));
const versions = new Map<ModelName, ModelVersion>();

before(async () => {
  await openHistory(database);
  for (const model of ['lead_scoring', 'churn', 'engagement'] as const)
    versions.set(model, await addVersion({ database, blobs }, model, 1));
  await database.query(
    `insert into contacts (external_id, created_at) select 'c' || n, '2026-01-01' from generate_series(1, 6) as n`,
  );
  await database.query(
    `insert into leads (external_id, contact_id, created_at)
     select 'l' || n, (select id from contacts where external_id = 'c' || n), '2026-05-01' from generate_series(1, 6) as n`,
  );
});

function versionId(model: ModelName): number {
  return versions.get(model)?.id ?? assert.fail();
}

function prediction(model: ModelName, subject: string, value: number, changes: Partial<StoredPrediction>) {
  return {
    ...{ id: randomUUID(), model, subject, versionId: versionId(model), experimentId: null, phase: null, arm: null },
    ...{ value, modelOutput: value, confidence: 1 - value / 200, features: [1, Number.NaN], shadowVersionId: null },
    ...{ shadowOutput: null, batch: null, milliseconds: 0.1, error: null, createdAt: day(1), ...changes },
  } satisfies StoredPrediction;
}

/** A finished batch of subjects with these values. */
async function score(model: ModelName, at: Date, values: Readonly<Record<string, number>>) {
  const batch = batchIdOf(model, at);
  await writePredictions(
    database,
    Object.entries(values).map(([subject, value]) => prediction(model, subject, value, { batch })),
  );
  return await finishBatch(database, {
    id: batch,
    model,
    versionId: versionId(model),
    scoredAt: at,
    finishedAt: new Date(at.getTime() + 9_000),
  });
}

async function list(model: ModelName, at: Date, changes: Partial<BatchPage> = {}) {
  const page = { sort: 'value', descending: true, limit: 10, offset: 0, ...changes } as const;
  const { total, listed } = await readBatch(database, { id: batchIdOf(model, at), model }, page);
  return { total, subjects: listed.map(({ prediction: { subject } }) => subject).join(' '), listed };
}

describe('a batch of predictions', () => {
  it('counts once it is finished, and finishes only once', async () => {
    await writePredictions(database, [prediction('churn', 'c1', 0.5, { batch: batchIdOf('churn', day(1)) })]);
    assert.equal(await latestBatch(database, 'churn'), null);
    const finished = await score('churn', day(1), { c2: 0.25 });
    assert.deepEqual([finished.id, finished.subjects], ['churn/2026-06-01T04:00:00.000Z', 2]);
    assert.deepEqual(await finishBatch(database, { ...finished, finishedAt: day(9) }), finished);
    assert.deepEqual(await findBatch(database, finished.id), finished);
    const newer = await score('churn', day(2), { c1: 0.5 });
    assert.deepEqual(await latestBatch(database, 'churn'), newer);
    assert.equal(await latestBatch(database, 'engagement'), null);
  });

  it('is listed page by page, ordered by value, confidence or id in either direction, ties by id', async () => {
    await score('churn', day(3), { c1: 0.2, c2: 0.9, c3: 0.4, c4: 0.9, c5: 0.1 });
    assert.deepEqual((await list('churn', day(3))).subjects, 'c2 c4 c3 c1 c5');
    assert.deepEqual((await list('churn', day(3), { descending: false })).subjects, 'c5 c1 c3 c2 c4');
    assert.deepEqual((await list('churn', day(3), { sort: 'confidence' })).subjects, 'c5 c1 c3 c2 c4');
    assert.deepEqual((await list('churn', day(3), { sort: 'id' })).subjects, 'c5 c4 c3 c2 c1');
    const pages = [];
    for (const offset of [0, 2, 4, 6]) pages.push(await list('churn', day(3), { limit: 2, offset }));
    assert.deepEqual(
      pages.map(({ total, subjects }) => [total, subjects]),
      [
        [5, 'c2 c4'],
        [5, 'c3 c1'],
        [5, 'c5'],
        [5, ''],
      ],
    );
  });

  it('goes on behind the last row by any order, whoever is closed or scored meanwhile', async () => {
    const at = day(25);
    await score('churn', at, { c1: 0.2, c2: 0.9, c3: 0.4, c4: 0.9, c5: 0.1 });
    for (const sort of ['value', 'confidence', 'id'] as const)
      for (const descending of [true, false]) {
        const whole = (await list('churn', at, { sort, descending })).subjects;
        const found: string[] = [];
        let after: BatchPage['after'] = null;
        do {
          const page: BatchPage = { sort, descending, limit: 2, after };
          const { listed, next } = await readBatch(database, { id: batchIdOf('churn', at), model: 'churn' }, page);
          found.push(...listed.map(({ prediction: { subject } }) => subject));
          after = next;
          await score('churn', new Date(at.getTime() + found.length), { c1: 0.95, c6: 0.95 });
        } while (after !== null);
        assert.equal(found.join(' '), whole, `${sort} ${descending}`);
      }
  });

  it("tells what the scoring before said, and lists one colleague's people or those whom a text means", async () => {
    await score('lead_scoring', day(1), { l5: 35, l6: 50 });
    await score('lead_scoring', day(2), { l4: 30, l5: 40 });
    await database.query(`update leads set owner = 'Max' where external_id = 'l5'`);
    await database.query(`update contacts set name = 'Anna Berger', phone = '+43 660 1' where external_id = 'c4'`);
    const { listed } = await list('lead_scoring', day(2));
    assert.deepEqual(
      listed.map(({ previous }) => previous),
      [35, null],
    );
    assert.equal((await list('lead_scoring', day(2), { owner: 'Max' })).subjects, 'l5');
    assert.equal((await list('lead_scoring', day(2), { text: 'BERGER' })).subjects, 'l4');
    assert.equal((await list('lead_scoring', day(2), { text: '+436601' })).subjects, 'l4');
    assert.equal((await list('lead_scoring', day(2), { text: 'l5' })).subjects, 'l5');
    await score('churn', day(4), { c4: 0.5, c5: 0.6 });
    assert.equal((await list('churn', day(4), { owner: 'Max' })).subjects, 'c5');
  });

  it('leaves out those for whom something was done, until its time is over or the CRM says otherwise', async () => {
    const open = async () => (await list('lead_scoring', day(2), { unhandled: true })).subjects;
    const done = { model: 'lead_scoring', subject: 'l5', actor: 'Max' } as const;
    const called = await recordAction(database, { ...done, kind: 'called', occurredAt: new Date() });
    assert.equal(await open(), 'l4');
    await database.query(`update work_actions set hidden_until = now() where id = $1`, [called.id]);
    assert.equal(await open(), 'l5 l4');
    await recordAction(database, { ...done, kind: 'lost', occurredAt: new Date(Date.now() - 60_000) });
    assert.equal(await open(), 'l4');
    await database.query(`update leads set stage = 'proposal' where external_id = 'l5'`);
    assert.equal(await open(), 'l5 l4');
    assert.equal((await list('lead_scoring', day(2))).subjects, 'l5 l4');
  });

  it('lists no lead that was closed since, no recipient who opted out since and no erased contact', async () => {
    await score('lead_scoring', day(3), { l1: 10, l2: 20, l3: 30, l4: 40, l5: 50, gone: 60 });
    await database.query(`update leads set stage = 'won' where external_id = 'l1'`);
    await database.query(`update leads set stage = 'lost' where external_id = 'l2'`);
    await database.query(`update leads set converted_at = '2026-06-04' where external_id = 'l3'`);
    const leads = await list('lead_scoring', day(3));
    assert.deepEqual([leads.total, leads.subjects], [2, 'l5 l4']);
    assert.deepEqual(
      leads.listed.map(({ contact, version }) => [contact, version]),
      [
        ['c5', '2026-06-01.1'],
        ['c4', '2026-06-01.1'],
      ],
    );
    await score('engagement', day(3), { c1: 0.1, c2: 0.2, c3: 0.3 });
    await database.query(`update contacts set opted_in = false where external_id = 'c3'`);
    await database.query(
      `with campaign as (insert into campaigns (external_id, name, started_at) values ('k', 'k', '2026-05-01') returning id)
       insert into campaign_events (external_id, campaign_id, contact_id, type, occurred_at)
       select 'e', campaign.id, contacts.id, 'unsubscribed', '2026-06-04' from campaign, contacts where contacts.external_id = 'c2'`,
    );
    assert.deepEqual((await list('engagement', day(3))).subjects, 'c1');
    assert.ok((await list('churn', day(3))).subjects.includes('c3'), 'who opted out can still be called');
  });

  it('that was broken off keeps what the same models scored, and drops the rest', async () => {
    const id = batchIdOf('churn', day(5));
    const champion = versionId('churn');
    const challenger = (await addVersion({ database, blobs }, 'churn', 2)).id;
    await openExperiment(database, 'e', versions.get('churn') ?? assert.fail(), {
      ...(versions.get('churn') ?? assert.fail()),
      id: challenger,
    });
    const dealt = { batch: id, experimentId: 'e', phase: 1, createdAt: new Date() } as const;
    await writePredictions(database, [
      prediction('churn', 'c1', 0.1, { ...dealt, arm: 'champion', shadowVersionId: challenger }),
      prediction('churn', 'c2', 0.1, { ...dealt, arm: 'challenger', versionId: challenger, shadowVersionId: champion }),
      prediction('churn', 'c3', 0.1, { ...dealt, arm: 'challenger', shadowVersionId: challenger, error: 'failed' }),
      prediction('churn', 'c4', 0.1, { batch: id }),
      prediction('churn', 'c5', 0.1, { batch: id, versionId: challenger }),
    ]);
    const inTrial = { versionId: champion, experimentId: 'e', phase: 1 };
    assert.equal(await dropOtherAttempts(database, id, inTrial), 2);
    assert.deepEqual([...(await subjectsScored(database, id))].toSorted(), ['c1', 'c2', 'c3']);
    assert.deepEqual([...(await subjectsScored(database, id, ['c3', 'c4']))], ['c3']);
    assert.equal(await dropOtherAttempts(database, id, { ...inTrial, phase: 2 }), 3);
    assert.deepEqual([...(await subjectsScored(database, id))], []);
  });
});
