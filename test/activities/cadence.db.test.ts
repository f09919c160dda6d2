import assert from 'node:assert/strict';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { before, describe, it } from 'node:test';
import { measureCadence } from '../../activities/schedule/cadence.ts';
import { type ModelName, modelNames } from '../../domain/models.ts';
import { writeWorld } from '../../ingest/write-world.ts';
import { trainingQuery } from '../../models/queries/feature-query.ts';
import { defaultAsOf } from '../../models/queries/label-window.ts';
import { modelDefinition } from '../../models/registry.ts';
import { simulateWorld } from '../../simulation/generate.ts';
import { openBlobs } from '../../store/artifacts/blobs.ts';
import { encodeSnapshot } from '../../store/artifacts/snapshot-table.ts';
import { openRetrain } from '../../store/training/retrains.ts';
import { closeRun, openRun, updateRun } from '../../store/training/runs.ts';
import { recordSnapshot } from '../../store/training/snapshots.ts';
import { temporaryFolder } from '../infrastructure.ts';
import { openTestDatabase } from '../store/test-database.ts';
import { leadLabels } from './lead-labels.ts';

const database = await openTestDatabase();
const blobs = openBlobs(temporaryFolder());
const now = new Date('2026-11-22T02:00:00Z');
let runs = 0;

/** A completed run that learnt from the data at `now`. */
async function learn(model: ModelName, startedAt: Date, input: object = {}, days?: number): Promise<string> {
  const definition = modelDefinition(model);
  const { horizonDays, populationDays } = definition;
  const windowDays = days ?? definition.windowDays;
  const asOf = defaultAsOf(definition, now, horizonDays);
  type LabelRow = { subject: string; contact: string; moment: Date; label: number };
  const rows = await database.query<LabelRow>(trainingQuery(definition), [
    asOf,
    horizonDays,
    windowDays,
    populationDays,
  ]);
  const bytes = encodeSnapshot({
    model,
    asOf: asOf.toISOString(),
    horizonDays,
    features: ['any'],
    units: ['none'],
    subjects: rows.map((row) => row.subject),
    contacts: rows.map((row) => row.contact),
    moments: Float64Array.from(rows, (row) => row.moment.getTime()),
    labels: Float64Array.from(rows, (row) => row.label),
    values: new Float64Array(rows.length),
  });
  const hash = await blobs.put(bytes);
  await recordSnapshot(database, {
    hash,
    model,
    asOf,
    rowCount: rows.length,
    byteCount: bytes.length,
    synthetic: true,
  });
  // of runs that began at the same time, the one with the greater id counts as the last
  const id = `${String(++runs).padStart(3, '0')}/${model}`;
  await openRun(database, { id, retrainId: 'r', model, seed: 1, input, codeVersion: 'test', startedAt });
  await updateRun(database, id, { snapshotHash: hash, asOf, windowDays });
  await closeRun(database, id, { state: 'completed', outcome: 'champion_kept' });
  return hash;
}

async function changes(): Promise<Record<string, number | null>> {
  const { models } = await measureCadence(
    { database, blobs, settings: { leadLabels } },
    modelNames,
    now,
    AbortSignal.timeout(30_000),
  );
  return Object.fromEntries(models.map(({ model, changes }) => [model, changes]));
}

describe('the facts by which the cadence is decided', () => {
  const weekAgo = new Date(now.getTime() - 7 * 86_400_000);

  before(async () => {
    await writeWorld({ database, world: simulateWorld({ seed: 1, now }) });
  });

  it('contain nothing about models that were never trained', async () => {
    const { models } = await measureCadence(
      { database, blobs, settings: { leadLabels } },
      modelNames,
      now,
      AbortSignal.timeout(30_000),
    );
    for (const { trainedAt, changes } of models) assert.deepEqual([trainedAt, changes], [null, null]);
  });

  it('contain no change right after a training', async () => {
    await openRetrain(database, { id: 'r', trigger: 'cli', models: modelNames, input: {}, startedAt: weekAgo });
    for (const model of modelNames) await learn(model, weekAgo);
    assert.deepEqual(await changes(), { lead_scoring: 0, churn: 0, engagement: 0 });
  });

  it('find the subjects of a snapshot that names them by their ids in the database', async () => {
    const file = join(import.meta.dirname, '../store/artifacts/fixtures/format-1-churn.arrow');
    const learnt = await learn('churn', weekAgo);
    const hash = await blobs.put(await readFile(file));
    await database.query(
      'insert into snapshots select $1, model, as_of, row_count, byte_count from snapshots where hash = $2',
      [hash, learnt],
    );
    await database.query('update runs set snapshot_hash = $1 where snapshot_hash = $2', [hash, learnt]);
    assert.equal((await changes()).churn, 0);
  });

  it('count history that was imported late, for each model by what it learns from', async () => {
    await database.query(
      `insert into contacts (external_id, created_at) values ('late', '2026-01-01');
       insert into leads (external_id, contact_id, created_at)
         select 'late', id, '2026-09-01' from contacts where external_id = 'late';
       insert into messages (external_id, contact_id, direction, sent_at)
         select 'late-' || day, id, 'outbound', '2026-10-01'::timestamptz + day * interval '1 day'
         from contacts, generate_series(1, 3) as day where external_id = 'late';
       insert into messages (external_id, contact_id, direction, sent_at)
         select 'late-answer', id, 'inbound', '2026-10-10' from contacts where external_id = 'late'`,
    );
    assert.deepEqual(await changes(), { lead_scoring: 1, churn: 1, engagement: 3 });
  });

  it('count no label as new that lies before a training set that began at a change', async () => {
    await learn('engagement', weekAgo, {}, 20);
    assert.equal((await changes()).engagement, 0);
  });

  it('count labels that changed since', async () => {
    await learn('engagement', new Date(weekAgo.getTime() + 3_600_000));
    assert.equal((await changes()).engagement, 0);
    await database.query(
      `insert into messages (external_id, contact_id, direction, sent_at)
         select 'reply', id, 'inbound', '2026-10-02 12:00Z' from contacts where external_id = 'late'`,
    );
    assert.equal((await changes()).engagement, 1);
  });

  it('count the leads of the last four weeks', async () => {
    const count = async () =>
      (await measureCadence({ database, blobs, settings: { leadLabels } }, [], now, AbortSignal.timeout(30_000)))
        .leadsAWeek;
    const already = await count();
    await database.query(
      `insert into leads (external_id, contact_id, created_at)
       select 'lead-' || n, (select min(id) from contacts), $1::timestamptz - n * interval '1 day' from generate_series(0, 40) as n`,
      [now],
    );
    assert.equal((await count()) - already, 28 / 4);
  });

  it('ignore runs on the past or on shuffled labels when they name the last run', async () => {
    await learn('churn', now, { asOf: '2026-01-01T00:00:00Z' });
    await learn('churn', now, { shuffleLabels: true });
    const { models } = await measureCadence(
      { database, blobs, settings: { leadLabels } },
      ['churn'],
      now,
      AbortSignal.timeout(30_000),
    );
    assert.deepEqual(models[0]?.trainedAt, weekAgo);
  });

  it('leave the changes unknown for a model whose training set is gone', async () => {
    const hash = await learn('churn', now);
    await rm(blobs.path(hash));
    assert.equal((await changes()).churn, null);
  });

  it("name a gap in each model's newest labels until their horizon has passed it", async () => {
    const lost = new Date('2026-11-14T12:00:00Z');
    for (const [table, column] of Object.entries({
      campaign_events: 'occurred_at',
      purchases: 'purchased_at',
      support_tickets: 'opened_at',
      leads: 'created_at',
      messages: 'sent_at',
    })) {
      await database.query(`delete from ${table} where ${column} > $1 and ${column} < $2`, [
        lost,
        new Date('2026-11-18T12:00:00Z'),
      ]);
    }
    const gapsAt = async (at: Date) => {
      const { models } = await measureCadence(
        { database, blobs, settings: { leadLabels } },
        modelNames,
        at,
        AbortSignal.timeout(30_000),
      );
      return Object.fromEntries(models.map(({ model, gap }) => [model, gap]));
    };
    const within = await gapsAt(new Date('2026-11-17T02:00:00Z'));
    assert.match(within.engagement ?? '', /^no CRM data has arrived since 2026-11-14 \d\d:\d\d UTC$/);
    const later = await gapsAt(now);
    assert.equal(later.engagement, null, 'its labels take a day');
    for (const gap of [later.lead_scoring, later.churn]) assert.match(gap ?? '', /from 2026-11-14 .* to 2026-11-18 /);
  });
});
