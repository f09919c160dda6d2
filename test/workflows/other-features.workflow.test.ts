import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { measureDriftOf } from '../../activities/monitor/measure-drift-of.ts';
import { type RunningApi, startApi } from '../../api/start-api.ts';
import { examineModel } from '../../cli/examine-models.ts';
import { defaultTrainingOptions, type TrainModelResult } from '../../contract/messages.ts';
import { createGateControl } from '../../control/gate-control.ts';
import { createScheduleControl } from '../../control/schedule-control.ts';
import { createScoringControl } from '../../control/scoring-control.ts';
import { parseAttributeName } from '../../domain/attributes.ts';
import { type ModelName, modelNames } from '../../domain/models.ts';
import { driftLimit } from '../../domain/monitoring/drift.ts';
import type { Measurement } from '../../domain/monitoring/measurement.ts';
import { judgeDrift } from '../../domain/monitoring/weigh-drift.ts';
import type { Definitions } from '../../models/definition.ts';
import { currentFeatures } from '../../models/features.ts';
import { definitions as presentRelease } from '../../models/registry.ts';
import { readLiveModels } from '../../serving/live/live-models.ts';
import { describeVersion } from '../../serving/live/load-version.ts';
import { createPredictions } from '../../serving/predict.ts';
import { newestSubjects } from '../../serving/subjects/subjects.ts';
import { decodeSnapshot } from '../../store/artifacts/snapshot-table.ts';
import { readExperiment } from '../../store/experiments/experiments.ts';
import { readRun } from '../../store/training/runs.ts';
import { type ModelVersion, readChampion, readVersionById } from '../../store/training/versions.ts';
import { createLogger } from '../../telemetry/log.ts';
import type { StartedWorkers } from '../../workers/start-workers.ts';
import { call } from '../api/fakes.ts';
import { noReproduction, noSources } from '../api/no-sources.ts';
import { carelessRelease, nextRelease } from '../models/other-releases.ts';
import { until } from '../until.ts';
import { type RunningPipeline, startPipeline, testLimits } from './running-pipeline.ts';

const tables = { lead_scoring: 'leads', churn: 'contacts', engagement: 'contacts' } as const;

/** An installation with champions, and what is released after they were trained. */
describe('a release with other features', () => {
  let pipeline: RunningPipeline;
  let api: RunningApi | undefined;
  let token: string;
  let workers: StartedWorkers;
  let stop = async () => {};
  const first = new Map<ModelName, ModelVersion>();
  const measuredAt = new Date();
  const drifted = new Map<ModelName, Measurement[]>();
  /** By model, the experiments in which the next release's versions are tried. */
  const experiments = new Map<ModelName, string>();

  before(async () => {
    pipeline = await startPipeline({ workers: false, world: { leads: 300, contacts: 300, conversations: 300 } });
    await release(presentRelease);
    for (const { model, outcome, reason } of await train(modelNames))
      assert.equal(outcome, 'deployed', `${model}: ${reason}`);
    for (const model of modelNames) {
      first.set(model, await championOf(model));
      drifted.set(model, await drift(model));
    }
  });
  after(async () => {
    await stop();
    await pipeline.close();
  });

  /** Stops workers and API, and starts them as another release of the code. */
  async function release(definitions: Definitions): Promise<void> {
    await stop();
    const { database, blobs, control, client, installation } = pipeline;
    workers = await pipeline.startWorkers(undefined, definitions);
    const started = await startApi({
      host: '127.0.0.1',
      port: 0,
      control,
      gate: createGateControl({ client, installation }),
      reproduction: noReproduction,
      schedules: createScheduleControl({ client, database, installation, schedules: [] }),
      sources: noSources(),
      database,
      blobs,
      definitions,
      businessTimezone: 'UTC',
      production: false,
      temporal: client.connection as never,
      log: createLogger('test-api', 'silent'),
      version: '0',
    });
    api = started;
    const running = workers;
    token = started.newToken ?? token;
    stop = async () => {
      await started.close();
      await running.stop();
    };
  }

  async function train(models: readonly ModelName[]): Promise<TrainModelResult[]> {
    const options = { ...defaultTrainingOptions, candidates: 1, seed: first.size + 1 };
    const { retrainId } = await pipeline.control.start({ models: [...models], options, trigger: 'cli' });
    const result = await pipeline.control.waitFor(retrainId);
    return result.models.map((each) => (each.state === 'completed' ? each.result : assert.fail(JSON.stringify(each))));
  }

  async function championOf(model: ModelName): Promise<ModelVersion> {
    return (await readChampion(pipeline.database, model)) ?? assert.fail();
  }

  const namesOf = async (version: ModelVersion) => (await describeVersion(version, pipeline.blobs)).featureNames;

  async function ask(method: 'GET' | 'POST', path: string, json?: object) {
    return await call(api?.url ?? '', method, path, { authorization: `Bearer ${token}`, json });
  }

  /** Leads or contacts by id, or a message to each contact. */
  async function predict(model: ModelName, limit = 40) {
    const found = await pipeline.database.query<{ id: string }>(
      `select external_id as id from ${tables[model]} order by id limit $1`,
      [limit],
    );
    const ids = found.map(({ id }) => id);
    const message = { content_type: 'promotional', text: 'Hello!' };
    const json = model === 'engagement' ? { messages: ids.map((id) => ({ contact_id: id, message })) } : { ids };
    return await ask('POST', `/api/v1/predictions/${model}`, json);
  }

  /** As of one moment, as the release gives them, in full precision. */
  async function answers(definitions: Definitions, model: ModelName) {
    const { database } = pipeline;
    const live = await readLiveModels({ ...pipeline, definitions });
    const ids = (await newestSubjects(database, model, 40, measuredAt)).map(({ id }) => id);
    const found = await createPredictions({ database, live }).predictById(model, ids, measuredAt);
    assert.equal(found.length, 40);
    return found.map(({ id, output, served: { value, features } }) => ({ id, output, value, features }));
  }

  /** As the daily monitoring measures it. */
  async function drift(model: ModelName): Promise<Measurement[]> {
    const { dependencies } = workers.composition;
    const window = { model, now: measuredAt, windowDays: 14 };
    return await measureDriftOf(dependencies, window, await championOf(model), new AbortController().signal);
  }

  it('has no drift after its first trainings, though today is a horizon later than what they learnt', () => {
    const psi = (model: ModelName) =>
      (drifted.get(model) ?? []).filter(({ metric, segment }) => metric === 'psi' && segment !== 'prediction');
    assert.ok(
      psi('churn').some(({ value }) => (value ?? 0) > driftLimit),
      'a feature moves by the time that passed alone',
    );
    for (const model of modelNames) {
      const judged = judgeDrift(drifted.get(model) ?? []);
      assert.ok((judged?.low ?? 0) <= 0, `${model}: ${JSON.stringify(judged)}`);
    }
  });

  it('goes on predicting with the features of the deployed versions, in their order', async () => {
    await release(nextRelease);
    for (const model of modelNames) {
      const { status, body } = await predict(model);
      assert.deepEqual([status, body.predictions?.length], [200, 40], JSON.stringify(body));
      assert.deepEqual(await answers(nextRelease, model), await answers(presentRelease, model));
    }
    const { body } = await predict('churn', 1);
    const explained = await ask('GET', `/api/v1/predictions/${body.predictions[0].prediction_id}`);
    const contributions: { feature: string; unit: string }[] = explained.body.contributions;
    for (const { feature, unit } of contributions) {
      const known = presentRelease.churn.features.find(({ name }) => name === feature);
      assert.equal(unit, known === undefined && parseAttributeName(feature) !== null ? 'as imported' : known?.unit);
    }
    const features = Object.fromEntries((await namesOf(await championOf('churn'))).map((name) => [name, null]));
    const rows = await ask('POST', '/api/v1/predictions/churn', { rows: [{ features }] });
    assert.equal(rows.status, 200, JSON.stringify(rows.body));
  });

  it('scores everybody, and lists them', async () => {
    const { client, installation } = pipeline;
    const scoring = createScoringControl({ client, installation, limits: testLimits });
    for (const { state } of (await scoring.score(modelNames)).models) assert.equal(state, 'scored');
    for (const model of modelNames) {
      const { status, body } = await ask('GET', `/api/v1/predictions?model=${model}&limit=5`);
      assert.deepEqual([status, body.predictions.length], [200, 5], JSON.stringify(body));
    }
  });

  it('finds the same drift as the previous release, column by column', async () => {
    for (const model of modelNames) {
      const found = await drift(model);
      assert.deepEqual(found, drifted.get(model));
      const names = await namesOf(await championOf(model));
      const measured = new Set(found.filter(({ metric }) => metric === 'psi').map(({ segment }) => segment));
      assert.deepEqual(measured, new Set(['prediction', ...names.map((name) => `feature=${name}`)]));
    }
  });

  it('says which retired features must stay, and why', async () => {
    const findings = await examineModel({ ...pipeline, definitions: nextRelease }, 'churn');
    const last = presentRelease.churn.features.at(-1)?.name ?? '';
    const { name } = await championOf('churn');
    assert.deepEqual(
      findings.map(({ what, state }) => [what, state]),
      [
        ['model churn', 'ok'],
        ['retired, churn', 'ok'],
      ],
    );
    assert.equal(findings[1].detail, `${last} must stay in the code: champion ${name} reads it`);
  });

  it('trains on its own features, compared with the champion on the same rows, and deploys or tries the new version', async () => {
    const trained = await train(modelNames);
    for (const { model, outcome, reason, runId } of trained) {
      const run = await readRun(pipeline.database, runId);
      const { comparison, notCompared, gate } = run.report as Record<string, unknown>;
      // with small samples, one of the three models may be found worse; that is a comparison too
      assert.match(
        `${outcome}: ${reason}`,
        /^(in_gate|deployed): |^champion_kept: Worse than champion .* common holdout rows/,
      );
      assert.equal(notCompared, undefined, JSON.stringify({ gate }));
      assert.ok((comparison as { rows: number }).rows >= 10, JSON.stringify(comparison));
      const table = decodeSnapshot(await pipeline.blobs.get(run.snapshotHash ?? ''));
      assert.deepEqual(
        table.features,
        currentFeatures(nextRelease[model]).map(({ name }) => name),
      );
      assert.deepEqual(table.compared?.features, [presentRelease[model].features.at(-1)?.name]);
    }
    for (const { model, outcome, version } of trained)
      if (outcome === 'in_gate') experiments.set(model, `${model}-${version}`);
    assert.ok(experiments.size > 0, JSON.stringify(trained.map(({ reason }) => reason)));
  });

  const soon = { timeout: 60_000 };

  it(
    'gives champion and challenger their own features of the same rows while they are compared live',
    soon,
    async () => {
      const { database } = pipeline;
      const tried = modelNames.filter((model) => experiments.has(model));
      for (const model of tried) {
        const id = experiments.get(model) ?? '';
        const { challengerVersionId } = await until(
          () => readExperiment(database, id),
          ({ state }) => state === 'running',
        );
        const challenger = await readVersionById(database, challengerVersionId);
        assert.deepEqual(
          (await namesOf(challenger)).filter((name) => parseAttributeName(name) === null),
          currentFeatures(nextRelease[model]).map(({ name }) => name),
        );
        const { body } = await until<{ body: { predictions: { arm: string | null; version: string }[] } }>(
          () => predict(model, 200),
          (answer) => answer.body.predictions[0].arm !== null,
        );
        // a subject that is dealt to a failing challenger is answered by the champion
        assert.deepEqual(
          new Set(body.predictions.map(({ arm, version }) => `${arm} ${version}`)),
          new Set([`champion ${first.get(model)?.name}`, `challenger ${challenger.name}`]),
        );
      }
    },
  );

  it(
    "reports that it lacks a champion's feature, and the next training takes over from that champion",
    soon,
    async () => {
      const model = 'churn';
      const champion = await championOf(model);
      await release(carelessRelease);
      const gone = presentRelease[model].features.at(-1)?.name ?? '';
      const { status, body } = await predict(model, 1);
      assert.deepEqual([status, body.code, body.features], [409, 'unknown_features', [gone]]);
      assert.match(body.remedy, /npx perennial train churn/);
      const health = await ask('GET', '/healthz');
      assert.equal(health.status, 503);
      assert.match(
        health.body.checks.models.detail,
        new RegExp(`Version ${champion.name} of churn reads a feature .*${gone}`),
      );
      const [finding] = await examineModel({ ...pipeline, definitions: carelessRelease }, model);
      assert.deepEqual([finding.state, finding.detail.includes(gone)], ['broken', true]);
      const [none, ...others] = await drift(model);
      assert.deepEqual([none.value, others], [null, []]);
      assert.match(none.reason ?? '', new RegExp(gone));

      const [{ outcome, reason, version }] = await train([model]);
      assert.equal(outcome, 'deployed', reason);
      assert.match(reason, new RegExp(`Champion ${champion.name} .*${gone}.* takes over without a trial`));
      await until(
        () => predict(model, 1),
        (answer) => answer.status === 200,
      );
      assert.equal((await predict(model, 1)).body.predictions[0].version, version);
      assert.equal((await examineModel({ ...pipeline, definitions: carelessRelease }, model))[0].state, 'ok');
    },
  );
});
