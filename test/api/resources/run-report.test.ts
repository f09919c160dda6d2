import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { fakePorts, fakeWorld, listen, type TestApi } from '../fakes.ts';
import { version } from '../records.ts';
import { churnDetails, failedDetails, leadDetails, leadVerdict, oldDetails } from '../run-details.ts';

describe('the reports of runs', () => {
  let api: TestApi;
  before(async () => {
    const details = [leadDetails, churnDetails, oldDetails, failedDetails];
    api = await listen(fakePorts(fakeWorld({ details, versions: [version], verdicts: { lead_scoring: leadVerdict } })));
  });
  after(() => api.close());

  it('tell when each step began and how long it took', async () => {
    const { body } = await api.call('GET', '/api/v1/runs/r1/lead_scoring');
    assert.deepEqual(
      body.stages.map(({ stage, state, seconds }: Record<string, unknown>) => [stage, state, seconds]),
      [
        ...['extract', 'validate', 'train', 'evaluate', 'gate'].map((stage) => [stage, 'done', 2]),
        ['deploy', 'done', 2.5],
      ],
    );
    assert.equal(body.workflow.id, 'retrain/r1/lead_scoring');
    assert.equal(body.workflow.url, 'http://localhost:8233/namespaces/default/workflows/retrain%2Fr1%2Flead_scoring');
  });

  it('name metrics with targets first, each beside knowing nothing, and the features by group', async () => {
    const { body } = await api.call('GET', '/api/v1/runs/r1/lead_scoring');
    const [mae] = body.metrics;
    assert.deepEqual([mae.metric, mae.value, mae.low, mae.high, mae.without_model], ['mae', 8.45, 6.2, 10.9, 21.2]);
    assert.equal(mae.target.met, true);
    assert.deepEqual(
      body.importance.map(({ group, features }: { group: string; features: unknown[] }) => [group, features.length]),
      [
        ['Replies and activity', 2],
        ['Your own columns', 1],
      ],
    );
    assert.deepEqual([body.search.chosen, body.search.candidates[1].losses], [0, [7.8, 6.9]]);
    assert.equal(body.beside_champion.champion_metrics.mae, 9.65);
    assert.equal(body.plots.points.length, 23);
  });

  it('have plots of a classifier', async () => {
    const { body } = await api.call('GET', '/api/v1/runs/r1/churn');
    const { true_positive, false_positive, true_negative, false_negative } = body.plots.confusion;
    assert.equal(true_positive + false_positive + true_negative + false_negative, 60);
    assert.deepEqual([body.plots.curve.at(-1).recall, body.plots.curve.at(-1).false_positive_rate], [1, 1]);
    const { body: both } = await api.call('GET', '/api/v1/runs/r1');
    assert.deepEqual(
      both.runs.map(({ model }: { model: string }) => model),
      ['lead_scoring', 'churn'],
    );
  });

  it('say what an earlier release did not keep, where a run failed, and that there is none', async () => {
    const { body: old } = await api.call('GET', '/api/v1/runs/r0/lead_scoring');
    assert.deepEqual([old.plots, old.search, old.quality, old.stages[0].entered_at], [null, null, null, null]);
    const { body: failed } = await api.call('GET', '/api/v1/runs/r2/lead_scoring');
    assert.deepEqual(
      failed.stages.slice(0, 3).map(({ state }: { state: string }) => state),
      ['done', 'ended', 'ahead'],
    );
    for (const path of ['r9', 'r9/churn']) {
      const { status, body } = await api.call('GET', `/api/v1/runs/${path}`);
      assert.deepEqual([status, body.code], [404, 'run_not_found']);
    }
  });

  it('come with the verdict on the version that serves, and the file of any version', async () => {
    const { body } = await api.call('GET', '/api/v1/models/lead_scoring/verdict');
    assert.equal(body.sentence, 'Of ten leads it called hot, eight bought; without a model, three.');
    assert.equal((await api.call('GET', '/api/v1/models/churn/verdict')).body.code, 'model_not_found');
    const file = await api.call('GET', `/api/v1/models/lead_scoring/versions/${version.name}/onnx`);
    assert.deepEqual([file.status, file.body], [200, `ONNX of ${version.name}`]);
    assert.match(
      file.headers.get('content-disposition') ?? '',
      /^attachment; filename="lead_scoring-2024-01-15\.1\.onnx"$/,
    );
    const none = await api.call('GET', '/api/v1/models/lead_scoring/versions/1999-01-01.1/onnx');
    assert.deepEqual([none.status, none.body.code], [404, 'version_not_found']);
  });
});
