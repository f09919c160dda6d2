import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import { modelNames } from '../../../domain/models.ts';
import { fakePorts, fakeWorld, listen, type TestApi } from '../fakes.ts';
import { finishedRun, idle, mail, training, version } from '../records.ts';

const world = fakeWorld();
let api: TestApi;
before(async () => {
  api = await listen(fakePorts(world));
});
after(() => api.close());
beforeEach(() => Object.assign(world, fakeWorld()));

describe('GET /api/v1/training/status', () => {
  it("has the guide's fields with its example's values", async () => {
    world.status = training;
    const { status, body } = await api.call('GET', '/api/v1/training/status');
    assert.equal(status, 200);
    const { status: state, current_model, progress, message, started_at, metrics } = body;
    assert.deepEqual(
      { state, current_model, progress, message, started_at, metrics },
      {
        state: 'training',
        current_model: 'churn',
        progress: 66,
        message: 'Training churn prediction model...',
        started_at: '2024-01-15T10:30:00.000Z',
        metrics: { lead_scoring: { mae: 8.45, r2: 0.87 } },
      },
    );
    assert.deepEqual(
      body.models.map((model: { model: string; training_samples: number }) => [model.model, model.training_samples]),
      [
        ['lead_scoring', 96],
        ['churn', 160],
      ],
    );
  });
});

describe('POST /api/v1/training/start', () => {
  it("starts what the guide's example asks for", async () => {
    const { status, body } = await api.call('POST', '/api/v1/training/start', {
      json: { model: 'all', test_size: 0.2, cv_folds: 5 },
    });
    assert.equal(status, 202);
    assert.deepEqual([body.status, body.retrain_id, body.models], ['training', 'r1', [...modelNames]]);
    assert.deepEqual(world.started, [
      { models: modelNames, trigger: 'api', options: { testSize: 0.2, cvFolds: 5, seed: 42, candidates: 20 } },
    ]);
  });

  it('takes every default when the body is left out', async () => {
    assert.equal((await api.call('POST', '/api/v1/training/start')).status, 202);
    assert.equal(world.started[0]?.options.testSize, 0.2);
  });

  it('passes every option on', async () => {
    await api.call('POST', '/api/v1/training/start', {
      json: {
        model: 'churn',
        test_size: 0.1,
        cv_folds: 3,
        seed: 7,
        candidates: 2,
        engine: 'logistic',
        as_of: '1997-09-30',
        horizon_days: 273,
      },
    });
    assert.deepEqual(world.started, [
      {
        models: ['churn'],
        trigger: 'api',
        options: {
          testSize: 0.1,
          cvFolds: 3,
          seed: 7,
          candidates: 2,
          engine: 'logistic',
          asOf: '1997-09-30T00:00:00.000Z',
          horizonDays: 273,
        },
      },
    ]);
  });

  for (const [why, json, at] of [
    ['an unknown model', { model: 'weather' }, 'body.model'],
    ['a test size that leaves nothing to train on', { test_size: 0.9 }, 'body.test_size'],
    ['a single fold', { cv_folds: 1 }, 'body.cv_folds'],
    ['a fraction of a fold', { cv_folds: 2.5 }, 'body.cv_folds'],
    ['a number as text', { seed: '7' }, 'body.seed'],
    ['a moment that does not exist', { as_of: '2024-02-30' }, 'body.as_of'],
    ['a misspelt field', { test_sise: 0.2 }, 'body'],
    ['a list', [], 'body'],
  ] as const) {
    it(`refuses ${why}, saying where`, async () => {
      const { status, body } = await api.call('POST', '/api/v1/training/start', { json });
      assert.equal(status, 400);
      assert.equal(body.code, 'invalid_input');
      assert.equal(body.problems[0].at, at);
      assert.deepEqual(world.started, []);
    });
  }

  it('answers 409 while training is in progress', async () => {
    world.status = training;
    const { status, body } = await api.call('POST', '/api/v1/training/start', { json: { model: 'churn' } });
    assert.equal(status, 409);
    assert.equal(body.code, 'training_in_progress');
    assert.equal(body.retrain_id, 'r1');
  });
});

describe('POST /api/v1/training/stop', () => {
  it('cancels what is running', async () => {
    world.status = training;
    const { status, body } = await api.call('POST', '/api/v1/training/stop');
    assert.equal(status, 202);
    assert.deepEqual([body.status, body.retrain_id], ['cancelling', 'r1']);
    assert.equal((await api.call('GET', '/api/v1/training/status')).body.status, 'cancelled');
  });

  it('answers 409 when nothing is running', async () => {
    world.status = idle;
    const { status, body } = await api.call('POST', '/api/v1/training/stop');
    assert.deepEqual([status, body.code], [409, 'nothing_running']);
  });
});

describe('GET /api/v1/training/history', () => {
  it('reports metrics with targets met or missed, and the duration', async () => {
    world.runs = [finishedRun];
    const { body } = await api.call('GET', '/api/v1/training/history');
    const [run] = body.runs;
    assert.equal(run.date, '2024-01-15');
    assert.equal(run.duration_seconds, 12.5);
    assert.deepEqual(
      run.targets.map((target: { metric: string; met: boolean }) => [target.metric, target.met]),
      [
        ['mae', true],
        ['r2', false],
      ],
    );
  });

  it('returns only the model and the number asked for', async () => {
    world.runs = [finishedRun, { ...finishedRun, id: 'r1/churn', model: 'churn', metrics: null }, finishedRun];
    const { body } = await api.call('GET', '/api/v1/training/history?model=churn');
    assert.deepEqual(
      body.runs.map((run: { model: string; targets: unknown[] }) => [run.model, run.targets]),
      [['churn', []]],
    );
    assert.equal((await api.call('GET', '/api/v1/training/history?limit=2')).body.runs.length, 2);
  });

  it('refuses a limit beyond its cap', async () => {
    const { status, body } = await api.call('GET', '/api/v1/training/history?limit=5000');
    assert.deepEqual([status, body.problems[0].at], [400, 'query.limit']);
  });
});

describe('GET /api/v1/training/models', () => {
  it('lists size, date and which version serves', async () => {
    world.versions = [version];
    const { body } = await api.call('GET', '/api/v1/training/models');
    const [model] = body.models;
    assert.deepEqual(
      [model.version, model.file_size_bytes, model.created_at, model.champion],
      ['2024-01-15.1', 48_213, '2024-01-15T10:30:12.000Z', true],
    );
  });
});

describe('GET /api/v1/mails', () => {
  it('lists mails without their text and gives one with it', async () => {
    world.mails = [mail];
    const list = await api.call('GET', '/api/v1/mails');
    assert.equal(list.body.mails[0].subject, mail.subject);
    assert.equal('body' in list.body.mails[0], false);
    assert.equal((await api.call('GET', '/api/v1/mails/7')).body.body, mail.body);
  });

  it('answers 404 for a mail that does not exist and 400 for what is not a number', async () => {
    assert.equal((await api.call('GET', '/api/v1/mails/8')).status, 404);
    const { status, body } = await api.call('GET', '/api/v1/mails/eight');
    assert.equal(status, 400);
    assert.match(body.detail, /path\.id.*\(was "eight"\)/);
    assert.doesNotMatch(body.detail, /NaN/);
  });
});
