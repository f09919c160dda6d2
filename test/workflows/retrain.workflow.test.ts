import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { readCarriedHeaders } from '../../contract/carried-headers.ts';
import { defaultTrainingOptions, progressInterval, type RetrainResult } from '../../contract/messages.ts';
import type { SearchReport } from '../../contract/step-types.ts';
import type { TrainingStatus } from '../../control/status.ts';
import { parseAttributeName } from '../../domain/attributes.ts';
import { modelNames } from '../../domain/models.ts';
import { stages } from '../../domain/runs.ts';
import { loadPredictor } from '../../engine/file/predictor-file.ts';
import { currentFeatures } from '../../models/features.ts';
import { modelDefinition } from '../../models/registry.ts';
import { decodeSnapshot } from '../../store/artifacts/snapshot-table.ts';
import { listDeployments } from '../../store/training/deployments.ts';
import { readPicture, readStages } from '../../store/training/run-reports.ts';
import { readRun, runsOfRetrain } from '../../store/training/runs.ts';
import { readChampion } from '../../store/training/versions.ts';
import { inCircumstances } from '../../telemetry/circumstances.ts';
import { newTraceparent } from '../../telemetry/trace-context.ts';
import { reproduce } from './reproduce.ts';
import { type RunningPipeline, startPipeline } from './running-pipeline.ts';

const options = { ...defaultTrainingOptions, candidates: 2 };

describe('retrain', () => {
  let pipeline: RunningPipeline;
  let result: RetrainResult;
  const seen: TrainingStatus[] = [];
  const carried = { requestId: 'train-17', traceparent: newTraceparent('4bf92f3577b34da6a3ce929d0e0e4736') };

  before(async () => {
    pipeline = await startPipeline();
    const { retrainId } = await inCircumstances({ carried, fields: {} }, () =>
      pipeline.control.start({ options, trigger: 'cli' }),
    );
    result = await pipeline.control.waitFor(retrainId, (status) => seen.push(status));
  });
  after(() => pipeline.close());

  it('trains, evaluates and deploys all three models in order', async () => {
    assert.deepEqual(
      result.models.map((each) => (each.state === 'completed' ? [each.result.model, each.result.outcome] : each)),
      modelNames.map((model) => [model, 'deployed']),
    );
    for (const model of modelNames) {
      const champion = await readChampion(pipeline.database, model);
      assert.match(champion?.name ?? '', /^\d{4}-\d{2}-\d{2}\.1$/);
      const predictor = await loadPredictor(await pipeline.blobs.get(champion?.artifactHash ?? ''));
      const { featureNames } = predictor.description;
      assert.deepEqual(
        featureNames.filter((name) => parseAttributeName(name) === null),
        currentFeatures(modelDefinition(model)).map((feature) => feature.name),
      );
      assert.ok(featureNames.includes('contact:country'));
      predictor.free();
    }
  });

  it('records samples, metrics, parameters, snapshot and report of every run', async () => {
    for (const run of await runsOfRetrain(pipeline.database, result.retrainId)) {
      assert.equal(run.state, 'completed');
      const snapshot = decodeSnapshot(await pipeline.blobs.get(run.snapshotHash ?? ''));
      assert.equal((run.trainingSamples ?? 0) + (run.testingSamples ?? 0), new Set(snapshot.subjects).size);
      assert.ok(Object.values(run.metrics ?? {}).some((value) => value !== null && value > 0));
      assert.ok(run.parameters !== null && run.report !== null && run.finishedAt !== null);
      const entered = await readStages(pipeline.database, run.id);
      assert.deepEqual(
        entered.map(({ stage }) => stage),
        stages.map(({ name }) => name),
      );
      const picture = await readPicture(pipeline.database, run.id);
      const { moments } = snapshot;
      assert.ok(picture !== null && picture.rows > 0 && picture.rows < moments.length / 2);
      assert.equal(picture.plots.task === 'regression', run.model === 'lead_scoring');
      assert.equal(picture.beside, null);
      if (picture.plots.task !== 'classification') continue;
      const { truePositive, falsePositive } = picture.plots.confusion;
      assert.equal(truePositive / (truePositive + falsePositive), run.metrics?.precision);
      assert.deepEqual([picture.calls.called, picture.calls.calledTrue], [truePositive + falsePositive, truePositive]);
    }
  });

  it('is trained again with the same bytes and metrics, and nothing of it changes', async () => {
    const { database, blobs } = pipeline;
    async function everything(): Promise<unknown> {
      const artifacts: string[] = [];
      for await (const { hash } of blobs.list()) artifacts.push(hash);
      const steps = await database.query('select key, result from steps order by key');
      return [artifacts.toSorted(), steps, await database.query('select * from runs order by id')];
    }
    const earlier = await everything();
    for (const { id } of await runsOfRetrain(database, result.retrainId)) {
      const again = await reproduce(pipeline, id);
      assert.equal(again.verdict, 'same_bytes', JSON.stringify(again));
    }
    assert.deepEqual(await everything(), earlier);
    const acts = await database.query(`select 1 from audit_log where operation = 'reproduceRun' and actor = 'ana'`);
    assert.equal(acts.length, modelNames.length);
  });

  it('is found out where another seed is recorded, and refused by name where code or snapshot are not as they were', async () => {
    const { database, blobs } = pipeline;
    const { id, input, codeVersion, snapshotHash } = await readRun(database, `${result.retrainId}/churn`);
    await database.query('update runs set input = $2 where id = $1', [id, { ...Object(input), seed: 7 }]);
    assert.equal((await reproduce(pipeline, id)).verdict, 'different');
    await database.query(`update runs set input = $2, code_version = '0.0.1' where id = $1`, [id, input]);
    const other = await reproduce(pipeline, id);
    assert.equal(other.verdict === 'refused' && other.why, 'other_code');
    const snapshot = await blobs.get(snapshotHash ?? '');
    await blobs.remove(snapshotHash ?? '');
    const gone = await reproduce(pipeline, id, true);
    assert.equal(gone.verdict === 'refused' && gone.why, 'snapshot_gone');
    await blobs.put(snapshot);
    await database.query('update runs set code_version = $2 where id = $1', [id, codeVersion]);
    await assert.rejects(reproduce(pipeline, 'nothing/churn'), { code: 'run_not_found' });
  });

  it('carries the request that began it to each child and each step, without OpenTelemetry', async () => {
    const { client, installation } = pipeline;
    const ids = [installation.trainModel(`${result.retrainId}/churn`), installation.retrain];
    for (const id of ids) {
      const { events } = await client.workflow.getHandle(id).fetchHistory();
      const steps = (events ?? []).flatMap(({ activityTaskScheduledEventAttributes: scheduled }) => scheduled ?? []);
      assert.ok(steps.length > 1);
      for (const { header } of steps) assert.deepEqual(readCarriedHeaders(header?.fields ?? {}), carried);
    }
  });

  it('shows progress that only grows, with the first model that it works on, while others are trained beside it', () => {
    const live = seen.filter((status) => status.status === 'training' && !status.stale);
    const progress = live.map((status) => status.progress);
    assert.deepEqual(
      progress,
      progress.toSorted((a, b) => a - b),
    );
    const current = [...new Set(live.map((status) => status.current_model).filter((model) => model !== null))];
    assert.deepEqual(
      current,
      modelNames.filter((model) => current.includes(model)),
    );
    assert.equal(current[0], modelNames[0]);
    assert.ok(live.some(({ models }) => models.filter(({ state }) => state === 'running').length > 1));
  });

  it('keeps the champion when a model learnt from shuffled labels, and queues one alert', async () => {
    const { control, database } = pipeline;
    const { retrainId } = await control.start({
      models: ['lead_scoring'],
      options: { ...options, shuffleLabels: true },
      trigger: 'cli',
    });
    const shuffled = await control.waitFor(retrainId);
    const [only] = shuffled.models;
    assert.equal(only?.state === 'completed' ? only.result.outcome : only?.state, 'champion_kept');
    assert.equal((await listDeployments(database, { model: 'lead_scoring' })).length, 1);
    const beside = (await readPicture(database, `${retrainId}/lead_scoring`))?.beside;
    assert.ok((beside?.metrics.mae ?? 0) > (beside?.championMetrics.mae ?? 100));
    const mails = await database.query<{ key: string; subject: string }>('select key, subject from mails');
    assert.equal(mails.filter((mail) => mail.key.includes(`/${retrainId}/`)).length, 1);
    assert.match(mails[0]?.subject ?? '', /Performance Alert/);
  });

  it('searches rung by rung, says so, and needs few events for it', async () => {
    const { client, control, database } = pipeline;
    const messages = new Set<string>();
    const { retrainId } = await control.start({
      models: ['lead_scoring'],
      options: defaultTrainingOptions,
      trigger: 'cli',
    });
    await control.waitFor(retrainId, (status) => messages.add(status.message));
    const runId = `${retrainId}/lead_scoring`;
    const { parameters, report } = await readRun(database, runId);
    const { search } = report as { readonly search: SearchReport };
    assert.deepEqual(
      search.rungs.map((rung) => rung.candidates),
      [20, 7, 3],
    );
    assert.deepEqual(search.tried[search.chosen]?.parameters, parameters);
    assert.equal(search.tried[search.chosen]?.losses.at(-1), search.loss);
    assert.equal(search.tried.flatMap(({ losses }) => losses).length, 30);
    assert.ok([...messages].some((message) => /^Candidate \d+ of \d+ cross-validated, rung \d of 3$/.test(message)));

    const { events } = await client.workflow.getHandle(pipeline.installation.trainModel(runId)).fetchHistory();
    assert.ok((events?.length ?? 0) < 500, `${events?.length} events`);
    const at = (event: number) => Number(events?.at(event)?.eventTime?.seconds) * 1_000;
    const told = events?.filter((event) => event.signalExternalWorkflowExecutionInitiatedEventAttributes).length ?? 0;
    // each stage, the end, and one every few seconds
    const most = stages.length + 2 + (at(-1) + 1_000 - at(0)) / progressInterval;
    assert.ok(told > stages.length && told <= most, `${told} signals to the parent, at most ${most}`);
    const summaries = (events ?? []).map(({ userMetadata }) => userMetadata?.summary?.data?.toString() ?? '');
    assert.ok(summaries.includes('"candidate 1 of 20, rung 3 of 3, 5 folds"'), summaries.join());
  });

  it('gives the same model bytes for the same data, moment and seed', async () => {
    const { control, database } = pipeline;
    const { retrainId } = await control.start({ models: ['engagement'], options, trigger: 'cli' });
    await control.waitFor(retrainId);
    const rows = await database.query<{ snapshot_hash: string; artifact_hash: string }>(
      `select snapshot_hash, artifact_hash from model_versions where model = 'engagement'`,
    );
    assert.equal(rows.length, 2);
    assert.equal(new Set(rows.map((row) => row.artifact_hash)).size, 1);
  });
});
