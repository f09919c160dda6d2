import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { type RunningApi, startApi } from '../../api/start-api.ts';
import { defaultTrainingOptions, type TrainModelResult } from '../../contract/messages.ts';
import { createGateControl } from '../../control/gate-control.ts';
import { createScheduleControl } from '../../control/schedule-control.ts';
import { armOf } from '../../domain/experiment/assignment.ts';
import type { Arm } from '../../domain/experiment/experiment.ts';
import { modelDefinition } from '../../models/registry.ts';
import { readExperiment, readLooks, readPhases } from '../../store/experiments/experiments.ts';
import { type ModelVersion, readChampion } from '../../store/training/versions.ts';
import { createLogger } from '../../telemetry/log.ts';
import { call } from '../api/fakes.ts';
import { noReproduction, noSources } from '../api/no-sources.ts';
import { gateWorld, shortGate } from './gate-world.ts';
import { type RunningPipeline, startPipeline } from './running-pipeline.ts';

const model = 'lead_scoring';
const requests = 4;
const perRequest = 1_000;
const trial = { ...shortGate(model), dayMs: 1_000, minimumDays: 3, phaseDays: 20 };

type Answer = { prediction_id: string; id: string; version: string; arm: Arm | null; score: number };

/** Everything real, from training over HTTP predictions and outcomes to the promotion. */
describe('a retrained model', () => {
  let pipeline: RunningPipeline;
  let world: ReturnType<typeof gateWorld>;
  let api: RunningApi;
  let first: ModelVersion;
  let trained: TrainModelResult;
  const answers: Answer[] = [];

  before(async () => {
    pipeline = await startPipeline({ trials: trial, world: { leads: 300, contacts: 300, conversations: 200 } });
    world = gateWorld(pipeline);
    const { database, blobs, control, client, installation } = pipeline;
    api = await startApi({
      host: '127.0.0.1',
      port: 0,
      control,
      gate: createGateControl({ client, installation }),
      reproduction: noReproduction,
      schedules: createScheduleControl({ client, database, installation, schedules: [] }),
      sources: noSources(),
      database,
      blobs,
      businessTimezone: 'UTC',
      production: false,
      temporal: client.connection as never,
      log: createLogger('test-api', 'silent'),
      version: '0',
    });
  });
  after(async () => {
    await api.close();
    await pipeline.close();
  });

  async function train(seed: number): Promise<TrainModelResult> {
    const options = { ...defaultTrainingOptions, candidates: 2, seed };
    const { retrainId } = await pipeline.control.start({ models: [model], options, trigger: 'cli' });
    const { models } = await pipeline.control.waitFor(retrainId);
    assert.ok(models[0]?.state === 'completed');
    return models[0].result;
  }

  async function post(path: string, json: object) {
    const answer = await call(api.url, 'POST', path, { authorization: `Bearer ${api.newToken}`, json });
    assert.equal(answer.status, 200, JSON.stringify(answer.body));
    return answer.body;
  }

  const featureNames = modelDefinition(model).features.map(({ name }) => name);
  const features = Object.fromEntries(featureNames.map((name) => [name, null]));
  const leads = (request: number) => Array.from({ length: perRequest }, (_, at) => `live-${request * perRequest + at}`);

  async function predict(ids: readonly string[]): Promise<Answer[]> {
    return (await post(`/api/v1/predictions/${model}`, { rows: ids.map((id) => ({ id, features })) })).predictions;
  }

  it('goes on trial beside the champion when the holdout finds it no worse', async () => {
    assert.equal((await train(1)).outcome, 'deployed');
    const champion = await readChampion(pipeline.database, model);
    assert.ok(champion !== null);
    first = champion;
    await world.traffic(trial, 8_000, 0.4);
    trained = await train(2);
    assert.equal(trained.outcome, 'in_gate', trained.reason);
    assert.equal((await readChampion(pipeline.database, model))?.id, first.id);
  });

  it('serves a tenth of the predictions over HTTP, to the subjects that the split gives it', async () => {
    const id = `${model}-${trained.version}`;
    while ((await readExperiment(pipeline.database, id)).state !== 'running')
      await new Promise((resolve) => setTimeout(resolve, 50));
    const { mode, scoreMap, plan } = await readExperiment(pipeline.database, id);
    assert.equal(mode, 'live', plan?.reason);
    assert.ok(scoreMap !== null);
    // notified, the server serves the trial without a restart
    while ((await predict(['probe']))[0]?.arm === null) await new Promise((resolve) => setTimeout(resolve, 20));

    await pipeline.database.query(
      `insert into leads (external_id, contact_id, created_at)
       select 'live-' || n, (select min(id) from contacts), now() from generate_series(0, $1::int - 1) as n`,
      [requests * perRequest],
    );
    for (let request = 0; request < requests; request++) {
      const startedAt = Date.now();
      const answered = await predict(leads(request));
      answers.push(...answered);
      const converted = { champion: 0.4, challenger: 0.6 };
      const outcomes = answered.flatMap(({ id: subject, arm }, at) =>
        arm !== null && at % 10 < converted[arm] * 10
          ? [{ model, subject, occurred_at: new Date(startedAt + 0.5 * trial.dayMs).toISOString() }]
          : [],
      );
      const told = await post('/api/v1/outcomes', { outcomes });
      assert.deepEqual(told, { accepted: outcomes.length, duplicates: 0 });
    }
    const [phase] = await readPhases(pipeline.database, id);
    for (const { id: lead, arm, version } of answers) {
      assert.equal(arm, armOf(phase, lead));
      assert.equal(version, arm === 'challenger' ? trained.version : first.name);
    }
    const share = answers.filter(({ arm }) => arm === 'challenger').length / answers.length;
    const noise = 4 * Math.sqrt((0.1 * 0.9) / answers.length);
    assert.ok(Math.abs(share - 0.1) < noise, `${share}`);
    const again = await predict(leads(0));
    assert.deepEqual(
      again.map(({ arm }) => arm),
      answers.slice(0, perRequest).map(({ arm }) => arm),
    );
  });

  it('is promoted when outcomes show that it converts better, and every look is recorded', async () => {
    const id = `${model}-${trained.version}`;
    await world.idle(model);
    const { outcome, reason } = await readExperiment(pipeline.database, id);
    assert.equal(outcome, 'promoted', reason ?? '');
    const looks = await readLooks(pipeline.database, id);
    const last = looks[looks.length - 1];
    assert.equal(last.action, 'promote');
    assert.ok(looks.slice(0, -1).every(({ action }) => action === 'continue'));
    // 'probe' is not a lead
    assert.equal(last.numbers.champion.units + last.numbers.challenger.units, requests * perRequest);
    assert.equal(last.numbers.crossed, 0);
    while ((await predict(['live-0']))[0]?.version !== trained.version)
      await new Promise((resolve) => setTimeout(resolve, 20));
  });

  it('is rolled back to the earlier bytes on command, and the answers given meanwhile can still be explained', async () => {
    const back = await post(`/api/v1/models/${model}/rollback`, { reason: 'the season is over' });
    assert.deepEqual([back.version, back.previous, back.golden_rows], [first.name, trained.version, 8]);
    while ((await predict(['live-0']))[0]?.version !== first.name)
      await new Promise((resolve) => setTimeout(resolve, 20));
    const challenged = answers.find(({ arm }) => arm === 'challenger');
    const explained = await call(api.url, 'GET', `/api/v1/predictions/${challenged?.prediction_id}`, {
      authorization: `Bearer ${api.newToken}`,
    });
    assert.equal(explained.status, 200);
    const { base_value, contributions, model_output, version } = explained.body;
    const sum = contributions.reduce((total: number, each: { contribution: number }) => total + each.contribution, 0);
    assert.ok(Math.abs(base_value + sum - model_output) < 1e-9);
    assert.equal(version, trained.version);
  });
});
