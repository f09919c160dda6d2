import assert from 'node:assert/strict';
import { before, beforeEach, describe, it } from 'node:test';
import { openBlobs } from '../../store/artifacts/blobs.ts';
import { deleteExpired } from '../../store/retention.ts';
import { temporaryFolder } from '../infrastructure.ts';
import { addVersion, openHistory } from '../serving/random-model.ts';
import { openTestDatabase } from './test-database.ts';

const database = await openTestDatabase({ poolSize: 4 });
const cutOff = new Date('2026-06-01T00:00:00Z');
const dayMs = 86_400_000;
/** Days before (negative) and after the cut-off. */
const day = (number: number) => new Date(cutOff.getTime() + number * dayMs);
let champion = 0;
let challenger = 0;

before(async () => {
  await openHistory(database);
  const blobs = openBlobs(temporaryFolder());
  champion = (await addVersion({ database, blobs }, 'churn', 1)).id;
  challenger = (await addVersion({ database, blobs }, 'churn', 2)).id;
});
beforeEach(() => database.query('truncate predictions, prediction_batches, steps, experiments cascade'));

async function predict(subject: string, at: Date, batch: string | null = null, experiment: string | null = null) {
  await database.query(
    `insert into predictions (id, model, subject, version_id, experiment_id, batch, value, model_output, confidence, features,
       milliseconds, created_at)
     values (gen_random_uuid(), 'churn', $1, $2, $3, $4, 0.5, 0.5, 0.5, '{}', 1, $5)`,
    [subject, champion, experiment, batch, at],
  );
}

async function finishBatch(id: string, model: string, at: Date) {
  await database.query('insert into prediction_batches values ($1, $2, $3, 1, $4, $4)', [id, model, champion, at]);
}

/** An experiment with two exposed units. */
async function experiment(id: string, state: 'running' | 'ended', endedAt: Date | null) {
  await database.query(
    `insert into experiments (id, model, champion_version_id, challenger_version_id, state, outcome, config, ended_at)
     values ($1, 'churn', $2, $3, $4, case when $5::timestamptz is not null then 'promoted' end, '{}', $5)`,
    [id, champion, challenger, state, endedAt],
  );
  await database.query(
    `insert into experiment_phases (experiment_id, number, challenger_share, salt, planned_total, started_at)
     values ($1, 1, 0.1, $1, 1000, $2)`,
    [id, day(-30)],
  );
  await database.query(
    `insert into exposures (experiment_id, phase, unit, arm, exposed_at)
     select $1, 1, 'u' || n, 'champion', $2 from generate_series(1, 2) as n`,
    [id, day(-30)],
  );
}

async function subjects(): Promise<string[]> {
  const rows = await database.query<{ subject: string }>('select subject from predictions order by subject');
  return rows.map(({ subject }) => subject);
}

describe('the prediction log', () => {
  it('keeps predictions that are young enough', async () => {
    await predict('just too old', new Date(cutOff.getTime() - 1));
    await predict('just young enough', cutOff);
    assert.equal(await deleteExpired(database, 'predictions', cutOff), 1);
    assert.deepEqual(await subjects(), ['just young enough']);
  });

  it('keeps the latest finished scoring of each model, however old, and no earlier one', async () => {
    await finishBatch('b1', 'churn', day(-9));
    await finishBatch('b2', 'churn', day(-8));
    await finishBatch('b3', 'engagement', day(-30));
    for (const batch of ['b1', 'b2', 'b3', 'broken off']) await predict(batch, day(-10), batch);
    assert.equal(await deleteExpired(database, 'predictions', cutOff), 2);
    assert.deepEqual(await subjects(), ['b2', 'b3']);
  });

  it('keeps the predictions of a running experiment until it ends', async () => {
    await experiment('e', 'running', null);
    await predict('served', day(-20), null, 'e');
    assert.equal(await deleteExpired(database, 'predictions', cutOff), 0);
    await database.query(`update experiments set state = 'ended', outcome = 'promoted', ended_at = $1`, [day(-1)]);
    assert.equal(await deleteExpired(database, 'predictions', cutOff), 1);
  });

  it('is deleted in batches, each committed separately, until no old rows are left', async () => {
    for (let n = 0; n < 7; n++) await predict(`s${n}`, day(-7 + n));
    const told: number[] = [];
    const options = { rows: 3, onBatch: (deleted: number) => told.push(deleted) };
    assert.equal(await deleteExpired(database, 'predictions', cutOff, options), 7);
    assert.deepEqual(told, [3, 6, 7]);
    assert.equal(await deleteExpired(database, 'predictions', cutOff, options), 0);
  });

  it('loses its oldest rows first, and a cancellation keeps the rest', async () => {
    for (let n = 0; n < 7; n++) await predict(`s${n}`, day(-7 + n));
    const stop = new AbortController();
    const options = { rows: 3, onBatch: () => stop.abort(new Error('stopped')), signal: stop.signal };
    await assert.rejects(deleteExpired(database, 'predictions', cutOff, options), /stopped/);
    assert.deepEqual(await subjects(), ['s3', 's4', 's5', 's6']);
  });
});

describe('the steps', () => {
  async function retrain(id: string, state: 'running' | 'failed', finishedAt: Date | null) {
    await database.query(
      `insert into retrains (id, trigger, models, input, state, started_at, finished_at) values ($1, 'cli', '{churn}', '{}', $2, $3, $4)`,
      [id, state, day(-40), finishedAt],
    );
    const keys = [`${id}/churn/extract`, `${id}/churn/candidate/0/1`];
    await database.query(`insert into steps (key, result, created_at) select unnest($1::text[]), '{}', $2`, [
      keys,
      day(-40),
    ]);
  }

  it('of a training that ended long ago are deleted, those of a running or recent one stay', async () => {
    await database.query(`delete from retrains where id <> 'r'`);
    await database.query(`update retrains set state = 'completed', finished_at = $1 where id = 'r'`, [day(-50)]);
    await retrain('r1', 'failed', day(-1));
    await retrain('r11', 'failed', day(1));
    await retrain('r12', 'running', null);
    assert.equal(await deleteExpired(database, 'steps', cutOff, { rows: 1 }), 2);
    const kept = await database.query<{ key: string }>('select key from steps order by key');
    assert.deepEqual([...new Set(kept.map(({ key }) => key.split('/')[0]))], ['r11', 'r12']);
    assert.equal(kept.length, 4);
  });
});

describe('what webhooks posted', () => {
  it('is deleted once it is old, whatever became of it', async () => {
    await database.query(
      `insert into hooks (name, kind, ids, secret) values ('shop', 'shopify', 'shopify', '{"env": "SHOP"}')`,
    );
    await database.query(
      `insert into hook_deliveries (source, delivery_id, received_at, headers, body, state)
       select 'shop', state || at, at, '{}', '', state from unnest($1::timestamptz[]) as at, unnest(array['waiting', 'taken', 'failed']) as state`,
      [[day(-1), day(1)]],
    );
    assert.equal(await deleteExpired(database, 'hook_deliveries', cutOff, { rows: 2 }), 3);
    assert.equal((await database.query('select from hook_deliveries')).length, 3);
  });
});

describe('the exposures', () => {
  it('of an experiment that ended long ago are deleted, its numbers and decision stay', async () => {
    await experiment('old', 'ended', day(-1));
    assert.equal(await deleteExpired(database, 'exposures', cutOff, { rows: 1 }), 2);
    const [{ phases }] = await database.query<{ phases: number }>('select count(*) as phases from experiment_phases');
    assert.equal(phases, 1);
  });

  it('of an experiment that is running or ended recently stay', async () => {
    for (const [state, endedAt] of [
      ['ended', day(1)],
      ['running', null],
    ] as const) {
      await database.query('truncate experiments cascade');
      await experiment('e', state, endedAt);
      assert.equal(await deleteExpired(database, 'exposures', cutOff), 0, state);
    }
  });

  it('of past monitoring are deleted once they are old', async () => {
    await database.query(`insert into steps (key, result, created_at) select unnest($1::text[]), '{}', $2`, [
      ['watch/hour-1/repeat', 'live/churn/1'],
      day(-1),
    ]);
    await database.query(`insert into steps (key, result, created_at) values ('watch/hour-2/repeat', '{}', $1)`, [
      day(1),
    ]);
    assert.equal(await deleteExpired(database, 'steps', cutOff, { rows: 10 }), 2);
    const kept = await database.query<{ key: string }>('select key from steps');
    assert.deepEqual(
      kept.map(({ key }) => key),
      ['watch/hour-2/repeat'],
    );
  });
});
