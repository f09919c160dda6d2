import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { workflowTypes } from '../../contract/messages.ts';
import type { MonitorInput, MonitorResult } from '../../contract/watch-messages.ts';
import type { Adaptation } from '../../domain/adaptation.ts';
import { listIncidents } from '../../store/alerts/incidents.ts';
import { readMetricRecords } from '../../store/alerts/metric-records.ts';
import { readRetrain } from '../../store/training/retrains.ts';
import { readRun } from '../../store/training/runs.ts';
import { readChampion } from '../../store/training/versions.ts';
import { deployRandom, predicted } from '../activities/monitor-rows.ts';
import { openHistory } from '../serving/random-model.ts';
import { type RunningPipeline, startPipeline, testLimits } from './running-pipeline.ts';

const model = 'lead_scoring';
const windowDays = 60;

describe('a champion that labels prove wrong', () => {
  let pipeline: RunningPipeline;
  let retrainId: string;

  before(async () => {
    pipeline = await startPipeline({ seed: 4, world: { leads: 400 } });
    const { database, blobs } = pipeline;
    await openHistory(database);
    await database.query(`update retrains set state = 'completed', finished_at = now()`);
    const champion = await deployRandom(database, blobs, model);
    await database.query(`update model_versions set metrics = '{"mae": 8, "r2": 0.85}' where id = $1`, [champion]);
    // as wrong as possible about the leads whose labels came within the window
    const leads = await database.query<{ lead: string; moment: Date }>(
      `select external_id as lead, created_at + interval '2 days' as moment from leads
       where created_at + interval '32 days' between now() - $1 * interval '1 day' and now()`,
      [windowDays],
    );
    assert.ok(leads.length >= 100, `${leads.length} leads`);
    for (const { lead, moment } of leads) await predicted(database, model, lead, moment, 100);
  });
  after(() => pipeline.close());

  async function monitor(workflowId: string): Promise<{ result: MonitorResult; details: string }> {
    const { client, installation } = pipeline;
    const input: MonitorInput = { models: [model, 'churn'], limits: testLimits, windowDays, cooldownDays: 7 };
    const handle = await client.workflow.start<(input: MonitorInput) => Promise<MonitorResult>>(workflowTypes.monitor, {
      workflowId,
      taskQueue: installation.taskQueue('orchestration'),
      args: [input],
    });
    const result = await handle.result();
    const { currentDetails } = await handle.query<{ currentDetails?: string }>('__temporal_workflow_metadata');
    return { result, details: currentDetails ?? '' };
  }

  it('is trained again by the monitoring that finds it', async () => {
    const { result, details } = await monitor('monitor-1');
    const [answer] = result.answers;
    assert.equal(answer?.outcome, 'started');
    retrainId = answer?.retrainId ?? '';
    assert.ok(details.endsWith(`**lead_scoring** is degraded. ${answer?.said}`), details);
    const incidents = await listIncidents(pipeline.database, { model, states: ['firing'] });
    assert.ok(incidents[0] !== undefined && incidents[0].figures.length > 1, 'one cause, several figures');
    for (const incident of incidents)
      assert.deepEqual([incident.retrainId, incident.answer], [retrainId, answer?.said]);
  });

  it('starts no second training while the first runs', async () => {
    const { result } = await monitor('monitor-2');
    assert.notEqual(result.answers[0]?.outcome, 'started');
  });

  it('gives way without a trial to a model that is better beyond doubt', async () => {
    await pipeline.control.waitFor(retrainId);
    const { trigger, reason } = (await readRetrain(pipeline.database, retrainId)) ?? {};
    assert.equal(trigger, 'degradation');
    assert.match(reason ?? '', /^lead_scoring 2026-06-01\.1 is degraded: incident \d+, .*limit/);
    const run = await readRun(pipeline.database, `${retrainId}/${model}`);
    assert.equal(run.outcome, 'deployed');
    const { gate } = run.report as { gate: { verdict: string; reason: string } };
    assert.equal(gate.verdict, 'better_than_degraded');
    assert.match(gate.reason, /predicts the newest labels better than champion 2026-06-01\.1: mae -.* known before it/);
    assert.match(run.windowReason ?? '', /the change of \d{4}-/);
    const champion = await readChampion(pipeline.database, model);
    assert.ok(champion !== null);
    assert.equal(champion.runId, run.id);
    const { adaptation } = champion.card as { adaptation: Adaptation };
    assert.equal(adaptation.champion, '2026-06-01.1');
    assert.deepEqual(champion.metrics, adaptation.metrics);
  });

  it('takes its incidents along, and its successor, judged at once, is not trained again', async () => {
    const champion = await readChampion(pipeline.database, model);
    const live = (await listIncidents(pipeline.database, { model })).filter(({ source }) => source === 'live');
    assert.ok(live.length > 0);
    for (const { state, supersededBy } of live) assert.deepEqual([state, supersededBy], ['superseded', champion?.id]);
    const { result } = await monitor('monitor-3');
    assert.deepEqual(result.answers, []);
    const rescored = await readMetricRecords(pipeline.database, { model, days: 1, source: 'rescored', metric: 'mae' });
    assert.deepEqual(
      rescored.map(({ version, samples }) => [version, samples > 0]),
      [[champion?.name, true]],
    );
    assert.equal((await pipeline.database.query(`select from retrains where trigger = 'degradation'`)).length, 1);
  });
});
