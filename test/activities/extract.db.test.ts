import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { MockActivityEnvironment } from '@temporalio/testing';
import { createExtractActivities } from '../../activities/training/extract.ts';
import { defaultTrainingOptions, type TrainingOptions } from '../../contract/messages.ts';
import type { Snapshot } from '../../contract/step-types.ts';
import type { ModelName } from '../../domain/models.ts';
import { writeWorld } from '../../ingest/write-world.ts';
import { createThreadPool } from '../../jobs/pool.ts';
import { definitions } from '../../models/registry.ts';
import { simulateWorld } from '../../simulation/generate.ts';
import { recordConceptChange } from '../../store/alerts/degradations.ts';
import { createIncident } from '../../store/alerts/incidents.ts';
import { openBlobs } from '../../store/artifacts/blobs.ts';
import { decodeSnapshot } from '../../store/artifacts/snapshot-table.ts';
import { openRun, readRun } from '../../store/training/runs.ts';
import { createLogger } from '../../telemetry/log.ts';
import { temporaryFolder } from '../infrastructure.ts';
import { addVersion, openHistory } from '../serving/random-model.ts';
import { openTestDatabase } from '../store/test-database.ts';
import { leadLabels } from './lead-labels.ts';

/** Keys and what refers to them, turned round: the first row becomes the last. */
const otherIds = [
  'update contacts set id = -id',
  'update contact_versions set contact_id = -contact_id',
  'update campaigns set id = -id',
  'update conversations set id = -id, contact_id = -contact_id',
  'update leads set id = -id, contact_id = -contact_id, campaign_id = -campaign_id',
  'update lead_versions set lead_id = -lead_id',
  'update messages set id = -id, contact_id = -contact_id, conversation_id = -conversation_id, campaign_id = -campaign_id',
  'update campaign_events set id = -id, contact_id = -contact_id, campaign_id = -campaign_id, message_id = -message_id',
  'update purchases set id = -id, contact_id = -contact_id, lead_id = -lead_id',
  'update support_tickets set id = -id, contact_id = -contact_id',
  'update support_ticket_versions set ticket_id = -ticket_id',
].join('; ');

const models = ['lead_scoring', 'churn', 'engagement'] as const;
const day = 86_400_000;
const now = new Date('2026-11-22T02:00:00Z');

describe('a training set', async () => {
  const database = await openTestDatabase();
  const blobs = openBlobs(temporaryFolder());
  const threads = createThreadPool(createLogger('test-extract', 'error'), 1);
  after(() => threads.close());
  const { extract } = createExtractActivities({
    database,
    blobs,
    threads,
    definitions,
    settings: { businessTimezone: 'UTC', leadLabels },
  });
  let runs = 0;

  before(async () => {
    await openHistory(database);
    await writeWorld({ database, world: simulateWorld({ seed: 1, now, leads: 400 }) });
  });

  async function extracted(model: ModelName, more: Partial<TrainingOptions> = {}): Promise<Snapshot> {
    runs += 1;
    const [runId, options] = [`r/${model}/run-${runs}`, { ...defaultTrainingOptions, ...more }];
    const run = { id: runId, retrainId: 'r', model, seed: 1, input: options, codeVersion: '0', startedAt: now };
    await openRun(database, run);
    const step = { retrainId: 'r', runId, model, options, requestedAt: now.toISOString(), trigger: 'cli' } as const;
    return (await new MockActivityEnvironment().run(extract, step)) as Snapshot;
  }

  /** Records that labels proved a version wrong. */
  async function changed(model: ModelName, daysAgo: number): Promise<void> {
    const { id } = await addVersion({ database, blobs }, model, 1);
    const incidentId = await createIncident(database, {
      ...{ fingerprint: `${model}/live/${daysAgo}`, rule: 'mae_high', model, source: 'live', state: 'firing' },
      ...{ value: 18, limit: 15, detail: '', openedAt: now, firedAt: now, resolvedAt: null, noticedAt: now },
      ...{ thread: null, versionId: id, figures: [], samples: 80, windowDays: 14 },
    });
    const since = new Date(now.getTime() - daysAgo * day);
    await recordConceptChange(database, { versionId: id, model, since, incidentId, recordedAt: now });
  }

  it('holds the usual window while nothing is known to have changed', async () => {
    const { windowDays, windowReason } = await extracted('lead_scoring');
    assert.deepEqual([windowDays, windowReason], [180, null]);
    assert.deepEqual([(await extracted('churn')).windowDays, (await extracted('churn')).windowReason], [null, null]);
  });

  it('holds only data since the world changed, in every run from then on, and its run says so', async () => {
    const whole = await extracted('lead_scoring');
    await changed('lead_scoring', 60);
    const since = await extracted('lead_scoring');
    assert.ok(since.rows < whole.rows && since.rows >= 100, `${since.rows} of ${whole.rows}`);
    assert.equal(since.windowDays, 60);
    const { moments } = decodeSnapshot(await blobs.get(since.hash));
    // a lead's label is known 30 days after its moment
    assert.ok(moments.every((moment) => moment > now.getTime() - 90 * day));
    assert.deepEqual(await extracted('lead_scoring'), since);
    const { windowDays, windowReason } = await readRun(database, `r/lead_scoring/run-${runs}`);
    assert.equal(windowDays, 60);
    assert.match(windowReason ?? '', /^since the change of 2026-09-23/);
  });

  it('holds the whole usual window if too little came since, and says why', async () => {
    await changed('engagement', 1);
    const { windowDays, windowReason } = await extracted('engagement');
    assert.equal(windowDays, 180);
    assert.match(windowReason ?? '', /^only \d+ labels have come since the change of .*, too few to learn from/);
  });

  it('has the same bytes in a database that gave its rows other ids, in another order', async () => {
    const before = await Promise.all(models.map(async (model) => (await extracted(model, { windowDays: 180 })).hash));
    await database.query(`begin; set local session_replication_role = replica; ${otherIds}; commit`);
    const after = await Promise.all(models.map(async (model) => (await extracted(model, { windowDays: 180 })).hash));
    assert.deepEqual(after, before);
  });

  it('says beside its bytes, not in them, whether it holds simulated rows', async () => {
    const simulated = await extracted('lead_scoring');
    await database.query('update leads set synthetic = false');
    const real = await extracted('lead_scoring');
    assert.deepEqual([simulated.synthetic, real.synthetic], [true, false]);
    assert.equal(real.hash, simulated.hash);
    const marks = await database.query('select synthetic from snapshots where hash = $1', [real.hash]);
    assert.deepEqual(marks, [{ synthetic: false }], 'as of the latest extract');
  });

  it('is the one that an earlier release recorded before its step was repeated', async () => {
    const fixture = await readFile(join(import.meta.dirname, '../store/artifacts/fixtures/format-1-churn.arrow'));
    const recorded = { hash: await blobs.put(fixture), rows: 197, synthetic: true };
    await database.query('insert into steps (key, result) values ($1, $2)', [
      `r/churn/run-${runs + 1}/extract`,
      JSON.stringify(recorded),
    ]);
    assert.deepEqual(await extracted('churn'), recorded);
  });

  it('is what a person requests, whatever has changed', async () => {
    assert.equal((await extracted('lead_scoring', { windowDays: 90 })).windowDays, 90);
    assert.equal((await extracted('lead_scoring', { asOf: '2026-11-01T00:00:00Z' })).windowDays, 180);
  });
});
