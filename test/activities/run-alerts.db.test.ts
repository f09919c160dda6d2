import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { MockActivityEnvironment } from '@temporalio/testing';
import { queueDigest } from '../../activities/alerts/digest.ts';
import { settleTargets } from '../../activities/alerts/settle-targets.ts';
import type { ActivityDependencies } from '../../activities/dependencies.ts';
import { createRunRecordActivities } from '../../activities/training/run-records.ts';
import { defaultTrainingOptions, type TrainingOptions } from '../../contract/messages.ts';
import type { FinishStep } from '../../contract/step-types.ts';
import { PerennialError } from '../../domain/errors.ts';
import type { Metrics } from '../../domain/targets.ts';
import { readTrainingsSince } from '../../store/alerts/degradations.ts';
import { createIncident, listIncidents, readIncident } from '../../store/alerts/incidents.ts';
import { listMails } from '../../store/alerts/mails.ts';
import { openBlobs } from '../../store/artifacts/blobs.ts';
import { lastTraining } from '../../store/training/cadence-facts.ts';
import { deployVersion } from '../../store/training/deployments.ts';
import { closeRetrain, openRetrain } from '../../store/training/retrains.ts';
import { openRun, updateRun } from '../../store/training/runs.ts';
import type { ModelVersion } from '../../store/training/versions.ts';
import { createLogger } from '../../telemetry/log.ts';
import { createMetrics } from '../../telemetry/metrics.ts';
import { temporaryFolder } from '../infrastructure.ts';
import { addVersion, openHistory } from '../serving/random-model.ts';
import { openTestDatabase } from '../store/test-database.ts';

const good: Metrics = { mae: 8, r2: 0.85 };
const bad: Metrics = { mae: 25.11, r2: -0.13 };

function around(metrics: Metrics): Record<string, { low: number; high: number }> {
  const known = Object.entries(metrics).flatMap(([metric, value]) => (value === null ? [] : [{ metric, value }]));
  return Object.fromEntries(known.map(({ metric, value }) => [metric, { low: value - 0.05, high: value + 0.05 }]));
}

describe('a run that ends', async () => {
  const database = await openTestDatabase();
  const blobs = openBlobs(temporaryFolder());
  const log = createLogger('test-run-alerts', 'error');
  const settings = { alertTo: ['operator@example.org'], dashboardUrl: 'http://localhost:8000', codeVersion: '0' };
  const { finishRun, abandonRun } = createRunRecordActivities(
    { database, log, metrics: createMetrics(), settings } as unknown as ActivityDependencies,
    { closeAbandoned: async () => ({ state: 'failed' }) as never },
  );
  let first: ModelVersion;
  let second: ModelVersion;

  before(async () => {
    await openHistory(database);
    await closeRetrain(database, 'r', 'completed');
    first = await deployed('lead_scoring', 1, good);
    second = await addVersion({ database, blobs }, 'lead_scoring', 2);
  });

  async function deployed(model: ModelVersion['model'], seed: number, metrics: Metrics): Promise<ModelVersion> {
    const version = await addVersion({ database, blobs }, model, seed);
    await database.query('update model_versions set metrics = $2 where id = $1', [version.id, JSON.stringify(metrics)]);
    const by = { key: `k/${model}/${seed}`, actor: 'test', reason: 'a test', evidence: {} };
    await deployVersion(database, { ...by, model, versionId: version.id, action: 'deploy' });
    return { ...version, metrics };
  }

  /** Opens a run and returns what all of its steps name. */
  async function opened(name: string, chosen: Partial<TrainingOptions>, model: ModelVersion['model'] = 'lead_scoring') {
    const options = { ...defaultTrainingOptions, ...chosen };
    const [startedAt, runId] = [new Date(), `${name}/${model}`];
    await openRetrain(database, { id: name, trigger: 'cli', models: [model], input: options, startedAt });
    await openRun(database, {
      id: runId,
      retrainId: name,
      model,
      seed: 1,
      input: options,
      codeVersion: '0',
      startedAt,
    });
    // one may run at a time
    await closeRetrain(database, name, 'completed');
    return { retrainId: name, runId, model, options, trigger: 'cli', requestedAt: startedAt.toISOString() } as const;
  }

  function finished(of: object, outcome: 'deployed' | 'champion_kept', version: ModelVersion, metrics: Metrics) {
    const step = {
      ...of,
      snapshot: { hash: 'c0ffee', asOf: '2026-11-22', training: 97, testing: 23, windowReason: null },
      plan: { notes: [] },
      trained: { parameters: {}, search: {}, byteCount: 1 },
      validation: { warnings: [] },
      evaluation: {
        metrics,
        intervals: around(metrics),
        undefinedMetrics: {},
        baseline: {},
        champion: first.name,
        importance: [],
      },
      gate: { reason: 'Worse than the champion.' },
      deployed: { version: version.name, versionId: version.id, outcome },
    };
    return new MockActivityEnvironment().run(finishRun, step as unknown as FinishStep);
  }

  const mails = async () => (await listMails(database)).map(({ subject }) => subject);

  it('without its version being deployed is news about a candidate, and no incident', async () => {
    await finished(await opened('refused', {}), 'champion_kept', second, bad);
    assert.deepEqual(await listIncidents(database), []);
    assert.deepEqual(await mails(), [
      'ML Model Performance Alert: lead scoring model candidate refused (MAE=25.11, R²=-0.13)',
    ]);
    const [mail] = await listMails(database);
    assert.match(
      mail?.body ?? '',
      /^The lead scoring model that serves is unchanged: version \S+, MAE=8\.00, R²=0\.85/,
    );
  });

  it('is no news where the candidate is as good as the guide asks', async () => {
    await finished(await opened('tie', {}), 'champion_kept', second, good);
    assert.equal((await mails()).length, 1);
  });

  it('by hand with unusual options raises nothing, cools nothing down and counts for no cadence', async () => {
    const before = await readTrainingsSince(database, 'lead_scoring', new Date(0));
    const last = await lastTraining(database, 'lead_scoring');
    const step = await opened('mistaken', { asOf: '2020-01-01T00:00:00.000Z' });
    await updateRun(database, step.runId, { snapshotHash: 'c0ffee' });
    const { code, message, remedy } = new PerennialError('not_enough_training_data', 'There are 0 samples.', 'Wait.');
    const failure = { code, message, remedy };
    const ended = { ...step, state: 'failed', failure } as const;
    assert.deepEqual(await new MockActivityEnvironment().run(abandonRun, ended), { mailIds: [] });
    assert.deepEqual(await listIncidents(database), []);
    assert.deepEqual(await readTrainingsSince(database, 'lead_scoring', new Date(0)), before);
    assert.deepEqual(await lastTraining(database, 'lead_scoring'), last);
    const usual = { ...(await opened('usual', {})), state: 'failed', failure } as const;
    await new MockActivityEnvironment().run(abandonRun, usual);
    assert.deepEqual(
      (await listIncidents(database)).map(({ rule, state }) => [rule, state]),
      [['no_data', 'firing']],
    );
    assert.equal((await readTrainingsSince(database, 'lead_scoring', new Date(0))).length, before.length + 1);
  });

  it('with a bad version that is deployed all the same is told with the rollback as advice', async () => {
    const worse = await deployed('lead_scoring', 3, bad);
    await finished(await opened('forced', { force: true }), 'deployed', worse, bad);
    const open = await listIncidents(database, { states: ['pending', 'firing'] });
    const [incident, ...others] = open.filter(({ rule }) => rule !== 'no_data');
    assert.deepEqual([incident?.version, others], [worse.name, []]);
    const figures = incident?.figures.map(({ rule, state, samples }) => `${rule} ${state} ${samples}`).toSorted();
    assert.deepEqual(figures, [
      'mae_high firing 23',
      'mae_rise firing 23',
      'r2_low firing 23',
      'r2_very_low firing 23',
    ]);
    const mail = (await listMails(database)).find(({ subject }) => subject.includes('(MAE=25.11'));
    assert.match(mail?.body ?? '', /^Lead scoring model performance degraded: MAE=25\.11, R²=-0\.13/);
    assert.match(mail?.body ?? '', /took over on .* though it is worse: MAE 25\.11 in its evaluation, after 8\.00/);
    assert.match(mail?.body ?? '', /npx perennial rollback lead_scoring .*to let version 2026-06-01\.1 serve again/);
    assert.match(mail?.html ?? '', /href="http:\/\/localhost:8000\/#rollback-lead_scoring"/);
  });

  it('with the first version of a hard business opens one note, which a better version closes', async () => {
    const weak = await deployed('churn', 1, { accuracy: 0.64 });
    const before = (await mails()).length;
    await finished(await opened('weak', {}, 'churn'), 'deployed', weak, { accuracy: 0.64 });
    await finished(await opened('weak-again', {}, 'churn'), 'deployed', weak, { accuracy: 0.64 });
    const churn = async () =>
      (await listIncidents(database, { model: 'churn' })).filter(({ rule }) => rule !== 'no_data');
    const [note, ...others] = await churn();
    assert.deepEqual([note?.rule, note?.state, others], ['below_target', 'pending', []]);
    assert.match(note?.detail ?? '', /accuracy 0\.64 \(the guide: at least 0\.70\).*What would help/);
    assert.equal((await mails()).length, before, 'not a mail a week');
    const better = await deployed('churn', 2, { accuracy: 0.78 });
    await finished(await opened('better', {}, 'churn'), 'deployed', better, { accuracy: 0.78 });
    assert.equal((await readIncident(database, note?.id ?? 0)).state, 'resolved');
  });

  it('ends incidents about limits that the model is not held against any more', async () => {
    const weak = await deployed('engagement', 1, { accuracy: 0.6 });
    const now = new Date('2026-11-22T05:00:00Z');
    const of = { model: 'engagement', source: 'live', state: 'firing', detail: '' } as const;
    const when = { openedAt: now, firedAt: now, resolvedAt: null, noticedAt: now, thread: null };
    const seen = { value: 0.6, limit: 0.7, versionId: null, samples: 80, windowDays: 14 };
    const figure = { ...seen, low: 0.5, high: 0.65, window: now.toISOString(), state: 'firing', told: true } as const;
    const open = (fingerprint: string, ...rules: string[]) => {
      const figures = rules.map((rule) => ({ ...figure, rule }));
      return createIncident(database, { ...of, ...when, ...seen, fingerprint, rule: rules[0] ?? '', figures });
    };
    const alone = await open('engagement/live/performance', 'accuracy_low');
    const among = await open('engagement/training/performance', 'accuracy_low', 'skill_nothing');
    const unmet = await database.em().transactional((em) => settleTargets(em, log, weak, now));
    assert.deepEqual(unmet, ['accuracy_low']);
    assert.equal((await readIncident(database, alone)).state, 'resolved');
    const { state, rule, figures } = await readIncident(database, among);
    assert.deepEqual(
      [state, rule, figures.map((each) => each.state)],
      ['firing', 'skill_nothing', ['firing', 'resolved']],
    );
  });

  it('is in the digest of its week, which goes out once', async () => {
    const monday = new Date('2026-11-23T06:07:00Z');
    await database.query(`update runs set started_at = '2026-11-18'`);
    await database.query(`update deployments set created_at = '2026-11-18'`);
    const wanted = { ...settings, digest: { timezone: 'UTC' } };
    const queue = (digest: typeof wanted | typeof settings) =>
      database.em().transactional((em) => queueDigest(em, digest, monday));
    assert.deepEqual(await queue(settings), [], 'it is off by default');
    assert.equal((await queue(wanted)).length, 1);
    assert.deepEqual(await queue(wanted), []);
    const digest = (await listMails(database)).find(({ subject }) => subject.startsWith('Perennial: the week of'));
    assert.match(
      digest?.body ?? '',
      /What was trained\n(?: {2}.*\n)* {2}Churn prediction model, .*: deployed; accuracy 0\.78/,
    );
    assert.match(digest?.body ?? '', /What was decided\n(?: {2}.*\n)* {2}.*deployed 2026-06-01\.\d\. a test/);
    assert.match(digest?.body ?? '', /What is due\n {2}Incident \d+ fires and nobody looks after it\./);
  });
});
