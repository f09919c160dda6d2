import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { MockActivityEnvironment } from '@temporalio/testing';
import { raiseAlerts } from '../../activities/alerts/raise-alerts.ts';
import { createAnswerDegradationActivities } from '../../activities/monitor/answer-degradation.ts';
import type { DegradationAnswer, DegradationStep } from '../../contract/watch-messages.ts';
import type { StartRequest } from '../../control/training-control.ts';
import { PerennialError } from '../../domain/errors.ts';
import type { RunTrigger } from '../../domain/runs.ts';
import { readConceptChanges } from '../../store/alerts/degradations.ts';
import { listIncidents } from '../../store/alerts/incidents.ts';
import { listMails } from '../../store/alerts/mails.ts';
import { openBlobs } from '../../store/artifacts/blobs.ts';
import { closeRetrain, openRetrain } from '../../store/training/retrains.ts';
import { closeRun, openRun } from '../../store/training/runs.ts';
import type { ModelVersion } from '../../store/training/versions.ts';
import { createLogger } from '../../telemetry/log.ts';
import { temporaryFolder } from '../infrastructure.ts';
import { addVersion, openHistory, point } from '../serving/random-model.ts';
import { openTestDatabase } from '../store/test-database.ts';

const model = 'lead_scoring';
const at = (day: number) => new Date(Date.UTC(2026, 10, day, 5));

describe('answering degradation', async () => {
  const database = await openTestDatabase();
  const blobs = openBlobs(temporaryFolder());
  const asked: StartRequest[] = [];
  let busy = false;
  const { answerDegradation } = createAnswerDegradationActivities(
    { database, log: createLogger('test-degradation', 'error') },
    {
      start: async (request) => {
        if (busy) throw new PerennialError('training_in_progress', 'A training run is under way already.', 'Wait.');
        asked.push(request);
        return { retrainId: request.retrainId ?? '' };
      },
    },
  );
  let first: ModelVersion;
  let second: ModelVersion;

  before(async () => {
    await openHistory(database);
    await closeRetrain(database, 'r', 'completed');
    first = await addVersion({ database, blobs }, model, 1);
    second = await addVersion({ database, blobs }, model, 2);
    await database.query(`update model_versions set metrics = '{"mae": 8}'`);
    await point(database, first);
  });

  /** Monitoring found this MAE in the two weeks before a day, with an interval of one point on either side. */
  async function measured(day: number, mae: number, versionId: number): Promise<void> {
    const now = at(day);
    const window = `${now.toISOString().slice(0, 10)}T00:00:00.000Z`;
    const figure = { metric: 'mae', value: mae, low: mae - 1, high: mae + 1, baseline: 8 };
    const observation = { ...figure, model, window, versionId, windowDays: 14, source: 'live' } as const;
    const batch = { key: `live/${day}`, observations: [observation], context: { facts: [], causes: [] } };
    const settings = { alertTo: ['operator@example.org'], dashboardUrl: 'http://localhost:8000' };
    await database.em().transactional((em) => raiseAlerts(em, batch, settings, now));
  }

  async function answer(day: number): Promise<DegradationAnswer | undefined> {
    const step: DegradationStep = {
      monitor: `monitor/${day}`,
      models: [model, 'churn'],
      requestedAt: at(day).toISOString(),
      windowDays: 14,
      cooldownDays: 7,
    };
    const answers = (await new MockActivityEnvironment().run(answerDegradation, step)) as DegradationAnswer[];
    assert.ok(answers.length <= 1);
    return answers[0];
  }

  async function ran(retrainId: string, trigger: RunTrigger, day: number): Promise<void> {
    const [startedAt, models] = [at(day), [model] as const];
    await openRetrain(database, { id: retrainId, trigger, models, input: {}, startedAt });
    const id = `${retrainId}/${model}`;
    await openRun(database, { id, retrainId, model, seed: 1, input: {}, codeVersion: '0', startedAt });
    await closeRun(database, id, { state: 'completed', outcome: 'champion_kept' });
    await closeRetrain(database, retrainId, 'completed');
  }

  const incidents = async () => (await listIncidents(database, { model })).toReversed();

  it('does nothing while nothing fires', async () => {
    assert.equal(await answer(1), undefined);
    assert.deepEqual(asked, []);
  });

  it('waits for a training under way, and says so', async () => {
    await measured(10, 18, first.id);
    busy = true;
    assert.equal((await answer(10))?.outcome, 'under_way');
    busy = false;
    const [incident] = await incidents();
    assert.deepEqual(
      [incident?.answer, incident?.retrainId],
      ['Another training is under way: the next monitoring decides again.', null],
    );
  });

  it('starts one retrain that names its incidents, and each incident names it', async () => {
    await measured(11, 18, first.id);
    const answered = await answer(11);
    assert.deepEqual([answered?.outcome, asked.length], ['started', 1]);
    const [{ models, trigger, reason, retrainId }] = asked;
    assert.deepEqual([models, trigger], [[model], 'degradation']);
    assert.match(reason ?? '', /incident \d+, MAE is above 15 \(18\.00, limit 15\.00\); incident \d+, MAE is more/);
    for (const incident of await incidents()) {
      assert.equal(incident.retrainId, retrainId);
      assert.equal(incident.answer, `Trained again since 2026-11-11 05:00 UTC, run ${retrainId}.`);
    }
  });

  it('starts nothing and gives the same answer when it is repeated after the run has ended', async () => {
    const [{ retrainId = '' }] = asked;
    await ran(retrainId, 'degradation', 11);
    asked.length = 0;
    assert.deepEqual([(await answer(11))?.retrainId, asked[0]?.retrainId], [retrainId, retrainId]);
    asked.length = 0;
  });

  it('cools down for a week, as the incident and its mails say', async () => {
    await measured(12, 18, first.id);
    const answered = await answer(12);
    assert.deepEqual([answered?.outcome, answered?.notBefore], ['cooling_down', at(18).toISOString()]);
    assert.deepEqual(asked, []);
    await measured(13, 18, first.id);
    const [repeat, firing] = (await listMails(database)).filter(({ subject }) => /MAE/.test(subject));
    assert.match(repeat?.body ?? '', /Next retraining not before 2026-11-18 05:00 UTC/);
    assert.match(
      (await listMails(database)).at(-1)?.body ?? '',
      /Perennial trains the model again unless it did so recently/,
    );
    assert.notEqual(repeat?.id, firing?.id);
  });

  it('records since when what the champion learnt no longer holds', async () => {
    const [change, ...others] = await readConceptChanges(database, model);
    assert.deepEqual([change?.versionId, change?.since.toISOString()], [first.id, '2026-11-03T00:00:00.000Z']);
    assert.deepEqual(others, []);
  });

  it('keeps an incident open when another version is deployed, until that version has good labels', async () => {
    await point(database, second);
    const answered = await answer(19);
    assert.equal(answered?.outcome, 'watching');
    assert.match(
      answered?.said ?? '',
      /^Version 2026-06-01\.2 was deployed on .*the next monitoring judges it, on labels that are known/,
    );
    await measured(50, 8, second.id);
    assert.deepEqual(new Set((await incidents()).map(({ state }) => state)), new Set(['recovering']));
    assert.match((await answer(50))?.said ?? '', /is within the limit again/);
    await measured(51, 8, second.id);
    assert.deepEqual(new Set((await incidents()).map(({ state }) => state)), new Set(['resolved']));
    assert.equal((await readConceptChanges(database, model)).length, 1, 'the present goes on from where it began');
  });

  it('forgets a change from which the version recovered by itself', async () => {
    await measured(60, 18, second.id);
    assert.equal((await answer(60))?.outcome, 'started');
    const [change] = await readConceptChanges(database, model);
    assert.equal(change?.versionId, second.id);
    for (const day of [61, 62]) await measured(day, 8, second.id);
    const known = await readConceptChanges(database, model);
    assert.deepEqual(
      known.map(({ versionId }) => versionId),
      [first.id],
    );
  });
});
