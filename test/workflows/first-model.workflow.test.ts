import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { defaultTrainingOptions, type TrainingOptions } from '../../contract/messages.ts';
import type { ModelName } from '../../domain/models.ts';
import { latestRetrain } from '../../store/training/retrains.ts';
import { readRun } from '../../store/training/runs.ts';
import { readChampion } from '../../store/training/versions.ts';
import { type RunningPipeline, startPipeline } from './running-pipeline.ts';

/** Labels that say nothing of anything. */
const shuffled: TrainingOptions = { ...defaultTrainingOptions, candidates: 2, shuffleLabels: true };

describe('the first training of a model', () => {
  let pipeline: RunningPipeline;
  before(async () => {
    pipeline = await startPipeline();
  });
  after(() => pipeline.close());

  async function train(model: ModelName, options: TrainingOptions) {
    const { retrainId } = await pipeline.control.start({ models: [model], options, trigger: 'cli' });
    const [only] = (await pipeline.control.waitFor(retrainId)).models;
    assert.ok(only);
    return { only, run: await readRun(pipeline.database, `${retrainId}/${model}`) };
  }

  it('ends with no_better_than_baseline where nothing was learnt, says what is missing, and deploys nothing', async () => {
    for (const model of ['lead_scoring', 'churn'] as const) {
      const { only, run } = await train(model, shuffled);
      assert.ok(only.state === 'failed', `${model} was let through`);
      assert.equal(only.failure.code, 'no_better_than_baseline');
      assert.match(only.failure.message, /without a model: .* rows out of fold\)\. Nothing was deployed\.$/);
      assert.match(only.failure.remedy, /labels were shuffled on purpose.*perennial data.*--force/);
      assert.equal(run.error?.code, 'no_better_than_baseline');
      assert.equal(await readChampion(pipeline.database, model), null);
    }
  });

  it('that fails is a failed workflow in Temporal, with the reason; its record and its status say so too', async () => {
    const { client, control, database, installation } = pipeline;
    const { status, runId } = await client.workflow.getHandle(installation.retrain).describe();
    assert.equal(status.name, 'FAILED');
    const { events } = await client.workflow.getHandle(installation.retrain, runId).fetchHistory();
    const failure = events?.at(-1)?.workflowExecutionFailedEventAttributes?.failure;
    assert.equal(failure?.applicationFailureInfo?.type, 'no_better_than_baseline');
    assert.match(failure?.message ?? '', /Nothing was deployed\.$/);
    assert.equal((await latestRetrain(database))?.state, 'failed');
    assert.equal((await control.status()).status, 'failed');
  });

  it('names what the data lacks', async () => {
    const { database } = pipeline;
    await database.query('create table true_scores as select id, score from leads');
    await database.query('update leads set score = (id * 7919) % 101');
    const { only } = await train('lead_scoring', { ...shuffled, shuffleLabels: false });
    await database.query('update leads set score = t.score from true_scores as t where t.id = leads.id');
    assert.ok(only.state === 'failed');
    assert.match(only.failure.remedy, /^What is missing: 120 samples: 200 or more make a reliable model/);
  });

  it('deploys what is better than knowing nothing, and keeps the figures with the run', async () => {
    const { only, run } = await train('churn', { ...shuffled, shuffleLabels: false });
    assert.ok(only.state === 'completed');
    assert.equal(only.result.outcome, 'deployed');
    assert.match(only.result.reason, /better than knowing nothing: Log Loss/);
    const { beyondBaseline } = run.report as { beyondBaseline: { low: number } };
    assert.ok(beyondBaseline.low > 0);
  });

  it('deploys what is no better when it is forced', async () => {
    const { only } = await train('lead_scoring', { ...shuffled, force: true });
    assert.ok(only.state === 'completed');
    assert.equal(only.result.outcome, 'deployed');
    assert.match(only.result.reason, /deployed because it was forced/);
  });
});
