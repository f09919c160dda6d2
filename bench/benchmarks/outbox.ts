import { mkdir } from 'node:fs/promises';
import { loadavg } from 'node:os';
import { join } from 'node:path';
import { openList } from '../../activities/destinations/open-list.ts';
import { writeBack } from '../../delivery/write-back.ts';
import { writeCsv } from '../../delivery/write-csv.ts';
import { requireDestination } from '../../domain/destinations/destination.ts';
import type { OutgoingEventType } from '../../domain/destinations/events.ts';
import { definitions } from '../../models/registry.ts';
import { openBlobs } from '../../store/artifacts/blobs.ts';
import { type Database, openDatabase } from '../../store/database/database.ts';
import { addDestination } from '../../store/destinations/destinations.ts';
import { batchIdOf, finishBatch } from '../../store/predictions/prediction-batches.ts';
import { createLogger } from '../../telemetry/log.ts';
import { temporaryFolder, testDatabase } from '../../test/infrastructure.ts';
import { openHistory } from '../../test/serving/random-model.ts';
import { print } from '../figures.ts';
import type { RunOptions } from '../run-named.ts';

const plans = { full: { subjects: 200_000 }, reduced: { subjects: 20_000 } };

/**
 * `npm run bench -- outbox [--reduced]`: what the end of a scoring pays for destinations. Two lists of everybody's risk of leaving: that of
 * the second day counts with no destination, with one that hears of those who came to be at risk, and with one that hears of each
 * score that changed: a tenth of them. Then the list goes into a file and a table.
 */
export async function run({ reduced }: RunOptions): Promise<{ passed: boolean }> {
  const { subjects } = plans[reduced ? 'reduced' : 'full'];
  const { url, close } = await testDatabase();
  const theirs = await testDatabase();
  const database = await openDatabase(url);
  try {
    const versionId = await write(database, subjects);
    print(`  ${subjects} contacts, two lists (load ${loadavg()[0].toFixed(1)})`);
    const cases: readonly (readonly [what: string, events: readonly OutgoingEventType[]])[] = [
      ['no destination', []],
      ['contact.at_risk', ['contact.at_risk']],
      ['score.changed', ['score.changed']],
    ];
    let batch = '';
    for (const [what, events] of cases) {
      if (events.length > 0) await replaceDestination(database, events);
      await database.query(`delete from prediction_batches where scored_at > $1`, [moments[0]]);
      const from = performance.now();
      batch = await finish(database, versionId, moments[1]);
      const seconds = (performance.now() - from) / 1_000;
      const [{ count }] = await database.query<{ count: number }>('select count(*) as count from deliveries');
      print(`  ${what.padEnd(16)} ${seconds.toFixed(2).padStart(6)} s, ${count} deliveries`);
    }
    await writeLists(database, theirs.url, batch);
    return { passed: true };
  } finally {
    await database.close();
    await theirs.close();
    await close();
  }
}

const moments = [new Date('2026-06-01T04:00:00Z'), new Date('2026-06-02T04:00:00Z')] as const;

/** Contacts and their risk on two days: about a tenth crosses 0.65 on the second. */
async function write(database: Database, subjects: number): Promise<number> {
  await openHistory(database);
  await database.query(
    `insert into runs (id, retrain_id, model, seed, input, code_version, started_at) values ('r/churn', 'r', 'churn', 1, '{}', '0', now())`,
  );
  const [{ id }] = await database.query<{ id: number }>(
    `insert into model_versions (model, name, run_id, engine, artifact_hash, byte_count, snapshot_hash, metrics, card, synthetic)
     values ('churn', '1', 'r/churn', 'boosting', 'none', 1, 'c0ffee', '{}', '{}', true) returning id`,
  );
  await database.query(
    `insert into contacts (external_id, name, phone, created_at) select 'c' || n, 'Person ' || n, '+43 ' || n, '2026-01-01' from generate_series(1, $1::int) as n`,
    [subjects],
  );
  for (const [at, moment] of moments.entries())
    await database.query(
      `insert into predictions (id, model, subject, version_id, value, model_output, confidence, features, batch, milliseconds, created_at)
       select gen_random_uuid(), 'churn', 'c' || n, $2, risk, risk, 0.9, array_fill(0.5::double precision, array[40]), $3, 0.1, $4
       from generate_series(1, $1::int) as n, lateral (select ((n * 7919 + $5::int * (n % 10 = 0)::int * 5000) % 10000) / 10000.0 as risk) as of_n`,
      [subjects, id, batchIdOf('churn', moment), moment, at],
    );
  await database.query('analyze');
  await finish(database, id, moments[0]);
  return id;
}

async function finish(database: Database, versionId: number, at: Date): Promise<string> {
  const { id } = await finishBatch(database, {
    ...{ id: batchIdOf('churn', at), model: 'churn', versionId, scoredAt: at, finishedAt: at },
  });
  return id;
}

async function replaceDestination(database: Database, events: readonly OutgoingEventType[]): Promise<void> {
  await database.query('delete from destinations');
  await database.query('delete from outbox');
  const settings = { url: 'https://crm.example.com/hook', secretFrom: { env: 'CRM_SECRET' } };
  await addDestination(
    database,
    requireDestination({ name: 'crm', kind: 'webhook', settings, events, scoreChange: 0.0001 }),
  );
}

async function writeLists(database: Database, theirs: string, batch: string): Promise<void> {
  const log = createLogger('bench', 'silent');
  const dependencies = { database, blobs: openBlobs(temporaryFolder()), definitions, businessTimezone: 'UTC', log };
  const to = join(temporaryFolder(), 'lists');
  await mkdir(to);
  const buckets = { endpoint: undefined, region: 'none', credentials: undefined };
  const table = { url: theirs, layout: 'table', table: 'scores' } as const;
  const their = await openDatabase(theirs);
  await their.query(
    `create table scores (model text, subject text, score double precision, tier text, scored_at timestamptz, primary key (model, subject))`,
  );
  await their.close();
  const ways = [
    ['a CSV file', async () => writeCsv(to, await openList(dependencies, batch), { buckets })],
    ['a table', async () => writeBack(table, await openList(dependencies, batch))],
    ['the table again', async () => writeBack(table, await openList(dependencies, batch))],
  ] as const;
  for (const [what, work] of ways) {
    const from = performance.now();
    await work();
    print(`  ${what.padEnd(16)} ${((performance.now() - from) / 1_000).toFixed(2).padStart(6)} s`);
  }
}
