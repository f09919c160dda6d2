import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { defaultTrainingOptions, type ScheduledRetrainResult } from '../../contract/messages.ts';
import { reconcileSchedules } from '../../schedules/reconcile.ts';
import { createSchedules } from '../../schedules/schedules.ts';
import { listFirings, type ScheduleFiring } from '../../store/schedules/schedules.ts';
import { readRetrain } from '../../store/training/retrains.ts';
import { runsOfRetrain } from '../../store/training/runs.ts';
import { until } from '../until.ts';
import { type RunningPipeline, startPipeline } from './running-pipeline.ts';

const schedule = 'retrain-weekly';
const options = { ...defaultTrainingOptions, candidates: 2 };

describe('scheduledRetrain', () => {
  let pipeline: RunningPipeline;
  const known = new Set<string>();

  before(async () => {
    pipeline = await startPipeline();
    const { client, config, installation, database } = pipeline;
    await reconcileSchedules(client, createSchedules(config.schedules), installation);
    // an active business: 100 leads a week, too young to have labels
    await database.query(
      `insert into leads (external_id, contact_id, created_at)
       select 'fresh-' || n, (select min(id) from contacts), now() - n * interval '1 hour' from generate_series(1, 400) as n`,
    );
  });
  after(() => pipeline.close());

  /** Fires the schedule and waits for the end of the workflow that it starts. */
  async function fire(): Promise<{ result: ScheduledRetrainResult; details: string; record: ScheduleFiring }> {
    const { client, database } = pipeline;
    const handle = client.schedule.getHandle(pipeline.installation.schedule(schedule));
    await handle.trigger();
    const started = async () => {
      const { recentActions } = (await handle.describe()).info;
      return recentActions.map(({ action }) => action.workflow).find((one) => !known.has(one.firstExecutionRunId));
    };
    const { workflowId, firstExecutionRunId: runId } = (await until(started)) ?? assert.fail();
    known.add(runId);
    const firing = client.workflow.getHandle(workflowId, runId);
    const result = (await firing.result()) as ScheduledRetrainResult;
    const { currentDetails } = await firing.query<{ currentDetails?: string }>('__temporal_workflow_metadata');
    const record = (await listFirings(database, schedule, 10)).find(({ id }) => id === `${workflowId}/${runId}`);
    assert.ok(record, 'the firing is on record');
    return { result, details: currentDetails ?? '', record };
  }

  async function retrains(): Promise<number> {
    return (await pipeline.database.query('select from retrains')).length;
  }

  it('during a manual run starts no second run and records a skip', async () => {
    const { control } = pipeline;
    const { retrainId } = await control.start({ options, trigger: 'cli' });
    const { result, details, record } = await fire();
    const reason = 'A training run is under way already.';
    assert.deepEqual(result, { started: false, reason });
    assert.equal(details, `Skipped. ${reason}`);
    assert.deepEqual([record.outcome, record.retrainId, record.reason], ['skipped', null, reason]);
    assert.deepEqual(
      record.verdict.models.map(({ train }) => train),
      [true, true, true],
    );
    const { models } = await control.waitFor(retrainId);
    assert.deepEqual(
      models.map(({ state }) => state),
      ['completed', 'completed', 'completed'],
    );
    assert.equal(await retrains(), 1);
  });

  it('trains nothing when nothing is new, and says so', async () => {
    const { result, details, record } = await fire();
    assert.equal(result.started, false);
    assert.equal(record.verdict.cadence, 'weekly');
    assert.match(record.reason, /new leads a week over the last 4 weeks training is weekly\./);
    for (const { changes, reason } of record.verdict.models) {
      assert.ok(changes !== null && changes < 10);
      assert.match(reason, /new or changed since its run of .*, fewer than 10$/);
    }
    assert.ok(details.includes(record.reason));
    assert.equal(await retrains(), 1);
  });

  it('trains only the model whose labels closed or changed, and the retrain records why', async () => {
    const { control, database } = pipeline;
    await database.query(
      `insert into leads (external_id, contact_id, created_at)
       select 'late-' || n, (select min(id) from contacts), now() - interval '40 days' - n * interval '1 hour' from generate_series(1, 10) as n`,
    );
    // the business rates its leads, and only rated ones are learnt from
    await database.query(`update leads set score = 33, scored_at = null where external_id like 'late-%'`);
    const { result, details, record } = await fire();
    assert.ok(result.started);
    assert.deepEqual(
      record.verdict.models.filter(({ train }) => train).map(({ model, changes }) => [model, changes]),
      [['lead_scoring', 10]],
    );
    await control.waitFor(result.retrainId);
    const retrain = await readRetrain(database, result.retrainId);
    assert.deepEqual(
      [retrain?.trigger, retrain?.models, retrain?.reason],
      ['schedule', ['lead_scoring'], record.reason],
    );
    assert.deepEqual(
      (await runsOfRetrain(database, result.retrainId)).map(({ model, state }) => [model, state]),
      [['lead_scoring', 'completed']],
    );
    assert.ok(details.startsWith(`Started ${result.retrainId}. `));
    assert.equal(record.retrainId, result.retrainId);
    assert.equal(await retrains(), 2);
  });

  it('starts one run, however often the same one is requested', async () => {
    const { control } = pipeline;
    const request = { options, trigger: 'schedule', models: ['churn'], retrainId: 'r20261122-020000-abcd' } as const;
    const first = await control.start(request);
    // at once, for the run is short
    const [again] = await Promise.all([
      control.start(request),
      assert.rejects(control.start({ ...request, retrainId: 'r20261122-020000-ffff' }), {
        code: 'training_in_progress',
      }),
    ]);
    assert.deepEqual(again, first);
    await control.waitFor(first.retrainId);
    assert.deepEqual(await control.start(request), first);
    assert.equal(await retrains(), 3);
  });
});
