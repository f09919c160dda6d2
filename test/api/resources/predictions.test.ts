import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { ModelName } from '../../../domain/models.ts';
import { modelDefinition } from '../../../models/registry.ts';
import { stubModel } from '../../serving/stub-model.ts';
import { fakePredictions, knownPrediction } from '../fake-predictions.ts';
import { fakePorts, fakeWorld, listen, type TestApi } from '../fakes.ts';

let api: TestApi;
before(async () => {
  api = await listen({ ...fakePorts(fakeWorld()), predictions: fakePredictions(new Set(['churn'])) });
});
after(() => api.close());

function ask(model: ModelName, json: unknown) {
  return api.call('POST', `/api/v1/predictions/${model}`, { json });
}

function featuresOf(model: ModelName, changes: Record<string, unknown> = {}): Record<string, unknown> {
  return { ...Object.fromEntries(modelDefinition(model).features.map(({ name }) => [name, 0.5])), ...changes };
}

async function refusalOf(model: ModelName, json: unknown, expected = 400): Promise<string> {
  const { status, body } = await ask(model, json);
  assert.deepEqual([status, body.code], [expected, 'invalid_input']);
  return body.detail;
}

describe('POST /api/v1/predictions/{model}', () => {
  it("answers ids in their order with the guide's fields, version, arm and prediction id", async () => {
    const { status, body } = await ask('lead_scoring', { ids: ['lead-2', 'lead-1'] });
    assert.equal(status, 200);
    const [first, second] = body.predictions;
    assert.deepEqual([first.id, second.id], ['lead-2', 'lead-1']);
    const { prediction_id, ...fields } = first;
    assert.match(prediction_id, /^[0-9a-f-]{36}$/);
    assert.deepEqual(fields, {
      id: 'lead-2',
      model: 'lead_scoring',
      version: '2026-06-01.1',
      arm: null,
      success: true,
      score: 0.8,
      quality_tier: 'cold',
      confidence: 0.9,
      recommendation: 'Nurture with automated campaigns',
      factors: first.factors,
    });
    assert.equal(first.factors.positive.length, 1);
  });

  it('answers rows of features, which may say whose they are', async () => {
    const json = {
      rows: [{ id: 'lead-7', features: featuresOf('lead_scoring') }, { features: featuresOf('lead_scoring') }],
    };
    const { body } = await ask('lead_scoring', json);
    assert.deepEqual(
      body.predictions.map(({ id, score }: { id: string | null; score: number }) => [id, score]),
      [
        ['lead-7', 0.8],
        [null, 0.8],
      ],
    );
  });

  it('takes null for a missing value and ignores further features', async () => {
    const [first] = modelDefinition('lead_scoring').features;
    const features = featuresOf('lead_scoring', { shoe_size: 43, opted_in: null });
    assert.equal((await ask('lead_scoring', { rows: [{ features }] })).status, 200);
    assert.ok(first !== undefined);
  });

  it('names a missing feature, and one that is not a finite number', async () => {
    const names = modelDefinition('lead_scoring').features.map(({ name }) => name);
    const { [names[3]]: _, ...incomplete } = featuresOf('lead_scoring');
    const whole = { features: featuresOf('lead_scoring') };
    assert.match(
      // the document can't know what the serving version reads
      await refusalOf('lead_scoring', { rows: [whole, { features: incomplete }] }, 422),
      new RegExp(`body\\.rows\\.1\\.features\\.${names[3]}: `),
    );
    for (const value of ['1', true, {}, [1], 1e31]) {
      const features = featuresOf('lead_scoring', { [names[0]]: value });
      assert.match(await refusalOf('lead_scoring', { rows: [{ features }] }), new RegExp(`features\\.${names[0]}: `));
    }
    const text = JSON.stringify({ rows: [whole] }).replace('0.5', '1e999');
    const { status, body } = await api.call('POST', '/api/v1/predictions/lead_scoring', { text });
    assert.deepEqual([status, body.code], [400, 'invalid_input']);
  });

  it('asks rows for what the serving version reads: no feature that was added since, each that was dropped', async () => {
    const challenger = stubModel('churn', 2, 0.25, ['added', 'dropped', 'opted_in']);
    const guardedUntil = new Date(8.64e15);
    const split = { phase: 1, salt: 'e/1', challengerShare: 1 };
    const trial = { experimentId: 'e', ...split, challenger, scoreMap: null, guardedUntil };
    const champion = stubModel('churn', 1, 0.25, ['dropped', 'opted_in']);
    const predictions = fakePredictions(new Set(), () => ({ champion, trial }));
    const other = await listen({ ...fakePorts(fakeWorld()), predictions });
    const askOther = (features: object) =>
      other.call('POST', '/api/v1/predictions/churn', { json: { rows: [{ id: 'contact-1', features }] } });
    try {
      const asBefore = await askOther({ opted_in: 1, dropped: 0.5 });
      // what is missing to this challenger makes its answer no number: the champion answers
      assert.deepEqual([asBefore.status, asBefore.body.predictions[0].churn_probability], [200, 0.75]);
      const asNow = await askOther({ added: 0.125, dropped: 0.5, opted_in: null });
      const [{ version, churn_probability }] = asNow.body.predictions;
      assert.deepEqual([version, churn_probability], ['2026-06-01.2', 0.38]);
      const without = await askOther({ added: 0.125, opted_in: 1 });
      assert.deepEqual([without.status, without.body.code], [422, 'invalid_input']);
      assert.match(without.body.detail, /body\.rows\.0\.features\.dropped: /);
    } finally {
      await other.close();
    }
  });

  it('takes exactly one of the two forms, of 1 to 1,000 subjects', async () => {
    const row = { features: featuresOf('lead_scoring') };
    const bodies = [
      {},
      { ids: [] },
      { rows: [] },
      { ids: ['a'], rows: [row] },
      { ids: Array(1001).fill('a') },
      { rows: Array(1001).fill(row) },
      { ids: [''] },
      { ids: ['a\0'] },
      { ids: [7] },
      { rows: [{ ...row, id: 'a\0' }] },
      { rows: [{ ...row, name: 'Ada' }] },
      { messages: [] },
      [row],
    ];
    for (const json of bodies) await refusalOf('lead_scoring', json);
  });

  it('reports at most twenty of the problems', async () => {
    const { body } = await ask('lead_scoring', { rows: Array(1000).fill({ features: {} }) });
    assert.equal(body.problems.length, 20);
  });

  it('takes 1,000 rows of every feature in one body, which other routes would refuse', async () => {
    const features = featuresOf('lead_scoring');
    for (const name of Object.keys(features)) features[name] = -Math.PI / 1e7;
    const json = { rows: Array.from({ length: 1000 }, (_, at) => ({ id: `lead-${at}`, features })) };
    assert.ok(JSON.stringify(json).length > 500_000);
    const { status, body } = await ask('lead_scoring', json);
    assert.deepEqual([status, body.predictions.length], [200, 1000]);
    assert.equal((await api.call('POST', '/api/v1/training/start', { json })).status, 413);
    const tooMuch = { rows: json.rows, padding: 'x'.repeat(4_000_000) };
    assert.equal((await ask('lead_scoring', tooMuch)).status, 413);
  });

  it('names unknown ids, and says when no model is deployed', async () => {
    const unknown = await ask('lead_scoring', { ids: ['lead-1', 'nobody'] });
    assert.deepEqual([unknown.status, unknown.body.code, unknown.body.ids], [404, 'subject_not_found', ['nobody']]);
    for (const json of [{ ids: ['contact-1'] }, { rows: [{ features: featuresOf('churn') }] }]) {
      const { status, body } = await ask('churn', json);
      assert.deepEqual([status, body.code], [404, 'model_not_found']);
    }
  });

  it('leaves out the best time when engagement gets rows of features', async () => {
    const { body } = await ask('engagement', { rows: [{ id: 'contact-1', features: featuresOf('engagement') }] });
    const [{ engagement_probability, optimal_send_time, best_day }] = body.predictions;
    assert.deepEqual([engagement_probability, optimal_send_time, best_day], [0.75, null, null]);
  });

  it('takes messages for engagement, and says which field is wrong', async () => {
    const message = { content_type: 'promotional', text: 'Sale', urgency: 1, campaign_id: null };
    const good = { contact_id: 'contact-1', message, send_at: '2026-06-03T10:00:00+02:00' };
    assert.equal((await ask('engagement', { messages: [good] })).status, 200);
    const cases: [unknown, RegExp][] = [
      [{ ...good, send_at: 'tomorrow' }, /messages\.0\.send_at/],
      [{ ...good, message: { ...message, content_type: 'spam' } }, /content_type/],
      [{ ...good, message: { ...message, urgency: 3 } }, /urgency/],
      [{ ...good, message: { ...message, text: 'x'.repeat(4097) } }, /text/],
    ];
    for (const [one, saying] of cases) assert.match(await refusalOf('engagement', { messages: [one] }), saying);
    assert.match(await refusalOf('engagement', { ids: ['contact-1'] }), /messages/);
  });

  it('is POST only', async () => {
    const { status, headers } = await api.call('GET', '/api/v1/predictions/churn');
    assert.deepEqual([status, headers.get('allow')], [405, 'POST']);
  });
});

describe('GET /api/v1/predictions/{prediction_id}', () => {
  it('explains with contributions that sum to the output', async () => {
    const { status, body } = await api.call('GET', `/api/v1/predictions/${knownPrediction}`);
    assert.equal(status, 200);
    const { base_value, contributions, sum, model_output, shadow, experiment_id, arm } = body;
    const added = contributions.reduce(
      (total: number, each: { contribution: number }) => total + each.contribution,
      base_value,
    );
    assert.deepEqual([added, sum, model_output], [0.75, 0.75, 0.75]);
    assert.deepEqual([shadow, experiment_id, arm], [{ version: '2026-06-01.2', output: 0.7 }, 'e', 'champion']);
    assert.ok(
      contributions.every(({ unit, description }: Record<string, string>) => unit !== '' && description !== ''),
    );
  });

  it('tells an unknown id from a malformed one', async () => {
    const unknown = await api.call('GET', '/api/v1/predictions/00000000-0000-4000-8000-000000000000');
    assert.deepEqual([unknown.status, unknown.body.code], [404, 'prediction_not_found']);
    const malformed = await api.call('GET', '/api/v1/predictions/7');
    assert.deepEqual([malformed.status, malformed.body.code], [400, 'invalid_input']);
  });
});
