import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { workflowTypes } from '../../contract/messages.ts';
import type { MonitorInput, MonitorResult } from '../../contract/watch-messages.ts';
import { reconcileSchedules } from '../../schedules/reconcile.ts';
import { createSchedules } from '../../schedules/schedules.ts';
import { readMetricRecords } from '../../store/alerts/metric-records.ts';
import { deployRandom } from '../activities/monitor-rows.ts';
import { runOnce } from '../cli/run-cli.ts';
import { openHistory } from '../serving/random-model.ts';
import { type RunningPipeline, startPipeline, testLimits } from './running-pipeline.ts';

describe('monitor', () => {
  let pipeline: RunningPipeline;
  let fired: MonitorResult;

  before(async () => {
    pipeline = await startPipeline({ seed: 4 });
    const { client, database, blobs, installation } = pipeline;
    await openHistory(database);
    for (const model of ['lead_scoring', 'engagement'] as const) await deployRandom(database, blobs, model);
    await reconcileSchedules(
      client,
      createSchedules({ timezone: 'UTC', minimumChanges: 10, cooldownDays: 7 }),
      installation,
    );
  });
  after(() => pipeline.close());

  it('is fired by its schedule, measures deployed models and skips those that never were deployed', async () => {
    const { client } = pipeline;
    const schedule = client.schedule.getHandle(pipeline.installation.schedule('monitor-daily'));
    await schedule.trigger();
    let workflowId: string | undefined;
    while (workflowId === undefined) {
      const action = (await schedule.describe()).info.recentActions[0]?.action;
      if (action?.type === 'startWorkflow') workflowId = action.workflow.workflowId;
    }
    fired = (await client.workflow.getHandle(workflowId).result()) as MonitorResult;
    assert.deepEqual(
      fired.models.map(({ model, state }) => [model, state]),
      [
        ['lead_scoring', 'monitored'],
        ['churn', 'skipped'],
        ['engagement', 'monitored'],
      ],
    );
    const records = await readMetricRecords(pipeline.database, { model: 'engagement', days: 1 });
    const drifted = records.find(({ metric }) => metric === 'drifted_features');
    assert.ok(drifted !== undefined && drifted.value !== null && drifted.samples > 0, 'messages of the week');
  });

  it('doubles no records and sends no second mail when it runs again on the same day', async () => {
    const { client, database, installation } = pipeline;
    const [first] = fired.models;
    assert.ok(first?.state === 'monitored');
    // on the same day as the first, and before a mail is due again
    const requestedAt = new Date(Math.min(Date.now(), Date.parse(`${first.date}T23:59:59.999Z`))).toISOString();
    const again = await client.workflow.execute<(input: MonitorInput) => Promise<MonitorResult>>(
      workflowTypes.monitor,
      {
        workflowId: 'monitor-again',
        taskQueue: installation.taskQueue('orchestration'),
        args: [{ models: ['lead_scoring'], limits: testLimits, windowDays: 14, cooldownDays: 7, requestedAt }],
      },
    );
    assert.deepEqual(again.models, [{ ...first, mailIds: [] }]);
    assert.equal((await readMetricRecords(database, { model: 'lead_scoring', days: 10 })).length, first.records);
  });

  it('is read on the command line', async () => {
    const env = { PERENNIAL_HOME: pipeline.config.home, DATABASE_URL: pipeline.databaseUrl };
    const { code, stdout } = await runOnce(['metrics', 'lead-scoring'], { env });
    assert.equal(code, 0);
    assert.match(
      stdout,
      /^\S+ of the lead scoring model, measured for \d{4}-\d\d-\d\d \(UTC\)\n-- No outcome of what \S+ predicted/,
    );
    assert.match(stdout, /\n\S+: no outcome of its predictions is known yet\.\n/);
    const json = JSON.parse((await runOnce(['metrics', 'lead_scoring', '--source', 'live', '--json'], { env })).stdout);
    assert.deepEqual(
      [json[0].model, json[0].value, json[0].samples, json[0].source],
      ['lead_scoring', null, 0, 'live'],
    );
  });
});
