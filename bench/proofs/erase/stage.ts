import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import pg from 'pg';
import { defaultTrainingOptions } from '../../../contract/messages.ts';
import { utc } from '../../../ingest/fields/moment-text.ts';
import { takeDeliveries } from '../../../ingest/hooks/take-deliveries.ts';
import { parseSource } from '../../../ingest/sources/source-definition.ts';
import { syncSlice } from '../../../ingest/sources/sync-slice.ts';
import { plainRecord } from '../../../ingest/upsert/plain-record.ts';
import { upsertRecords } from '../../../ingest/upsert/upsert-records.ts';
import { createMailer, type Mailer } from '../../../mail/mailer.ts';
import { loadModel } from '../../../serving/live/load-version.ts';
import { createErasureKey } from '../../../stack/erasure-key.ts';
import type { Blobs } from '../../../store/artifacts/blobs.ts';
import { type Database, openDatabase } from '../../../store/database/database.ts';
import { inTransaction } from '../../../store/database/transaction.ts';
import { addHook, findHook } from '../../../store/hooks/hooks.ts';
import { storeDeliveries } from '../../../store/hooks/inbox.ts';
import { addSource, readSource } from '../../../store/sources/sources.ts';
import { readChampion } from '../../../store/training/versions.ts';
import { createLogger } from '../../../telemetry/log.ts';
import { openLogFile } from '../../../telemetry/log-file.ts';
import { runOnce } from '../../../test/cli/run-cli.ts';
import { temporaryFolder, testDatabase } from '../../../test/infrastructure.ts';
import { startPipeline } from '../../../test/workflows/running-pipeline.ts';
import { startWorkers } from '../../../workers/start-workers.ts';

const shopDefinition = `
name: Shop
streams:
  people:
    sql: select id, phone, email, created_at, updated_at from people
    mapping: { tables: { contacts: { external_id: id, phone: phone, email: email, created_at: created_at } } }
  words:
    sql: select id, id as person, said, updated_at from people
    mapping: { tables: { messages: { external_id: id, contact: person, direction: { value: inbound }, text: said, sent_at: updated_at } } }
`;

export type Stage = {
  readonly model: 'churn';
  readonly database: Database;
  /** As the owner of the server. */
  readonly admin: pg.Client;
  /** Where PostgreSQL keeps the tables of this database. */
  readonly tableFolder: string;
  readonly home: string;
  readonly folder: string;
  readonly blobs: Blobs;
  readonly mailbox: Mailer;
  readonly shop: Pick<Database, 'query'>;
  perennial(...argv: readonly string[]): Promise<string>;
  train(): Promise<void>;
  scoreAll(): Promise<void>;
  sync(): Promise<void>;
  post(person: Record<string, string>, type?: string): Promise<void>;
  read(): Promise<void>;
  upsert(
    rows: readonly (readonly [Parameters<typeof plainRecord>[0], Parameters<typeof plainRecord>[1]])[],
  ): Promise<string[]>;
  loadsChampion(): Promise<boolean>;
  vacuum(): Promise<void>;
  close(): Promise<void>;
};

/** A simulated business with workers that write a log, a shop's database beside it, and a hook. */
export async function openStage(world: { readonly contacts: number; readonly leads: number }): Promise<Stage> {
  const home = temporaryFolder();
  const folder = temporaryFolder();
  const shopDatabase = await testDatabase();
  const pipeline = await startPipeline({ world, workers: false, env: { PERENNIAL_HOME: home, LOG_LEVEL: 'debug' } });
  const { config, database, blobs, databaseUrl, temporal, control } = pipeline;
  const logFile = openLogFile(join(home, 'logs', 'workers.log'));
  const log = createLogger('proof', 'debug', logFile);
  const workers = await startWorkers({ config, databaseUrl, temporalAddress: temporal.address, log });
  const shop = await openDatabase(shopDatabase.url);
  await shop.query(
    "create table people (id integer primary key, phone text, email text, said text, created_at timestamptz default now() - interval '2 days', updated_at timestamptz default now() - interval '1 day')",
  );
  const admin = new pg.Client({ connectionString: databaseUrl });
  await admin.connect();
  const { rows } = await admin.query<{ folder: string; oid: string }>(
    `select current_setting('data_directory') as folder, (select oid from pg_database where datname = current_database())::text as oid`,
  );
  const settings = { timezone: 'UTC', readErasureKey: createErasureKey(config) };
  await addSource(database, {
    ...{ name: 'shop', kind: 'postgresql', preset: null, definition: shopDefinition, createdAt: new Date() },
    ...{ credential: { env: 'SHOP_URL' }, settings: { everyMinutes: 15 } },
  });
  await addHook(database, { name: 'posts', kind: 'standard', ids: 'shop', secret: { env: 'X' }, verifyToken: null });
  const env = {
    ...{
      PERENNIAL_HOME: home,
      DATABASE_URL: databaseUrl,
      TEMPORAL_ADDRESS: temporal.address,
      CRM_SECRET: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw',
    },
    ...{ TEMPORAL_NAMESPACE: temporal.namespace, PERENNIAL_INSTALLATION: config.temporal.installation },
  };
  const mailbox = createMailer({ ...config.mail, smtpUrl: undefined, mailboxFolder: config.mailboxFolder });

  async function perennial(...argv: readonly string[]): Promise<string> {
    const { code, stdout, stderr } = await runOnce(argv, { env });
    if (code !== 0) throw new Error(`perennial ${argv.join(' ')}: ${stderr}`);
    return stdout;
  }

  return {
    model: 'churn',
    tableFolder: join(rows[0]?.folder ?? '', 'base', rows[0]?.oid ?? ''),
    ...{ database, admin, home, folder, blobs, mailbox, shop, perennial },
    async train() {
      const options = { ...defaultTrainingOptions, candidates: 2 };
      const { retrainId } = await control.start({ models: ['churn'], options, trigger: 'cli' });
      await control.waitFor(retrainId);
    },
    async scoreAll() {
      await perennial('predict', 'churn', '--all');
    },
    async sync() {
      const source = await readSource(database, 'shop');
      const definition = parseSource(shopDefinition, 'shop', 'the shop');
      const { done } = await syncSlice(database, { source, definition, url: shopDatabase.url, settings });
      if (!done) throw new Error('the source was not read to its end');
    },
    post: (person, type = 'contacts.updated') =>
      storeDeliveries(database, [
        {
          ...{ source: 'posts', deliveryId: randomUUID(), headers: {} },
          body: Buffer.from(JSON.stringify({ type, timestamp: new Date().toISOString(), data: person })),
        },
      ]),
    async read() {
      const hook = await findHook(database, 'posts');
      if (hook !== null)
        await takeDeliveries(database, hook, { settings, now: new Date(), count: 100, bytes: 10_000_000 });
    },
    async upsert(given) {
      const records = given.map(([table, row]) => plainRecord(table, row, { source: '', zone: utc }));
      const { results } = await inTransaction(database, (client) =>
        upsertRecords(client, records, { origin: 'api', label: 'rows', settings, now: new Date() }),
      );
      return results.map(({ status }) => status);
    },
    async loadsChampion() {
      const champion = await readChampion(database, 'churn');
      if (champion === null) return false;
      (await loadModel(champion, blobs)).predictor.free();
      return true;
    },
    async vacuum() {
      await admin.query('vacuum (full, analyze)');
      await admin.query('checkpoint');
      await admin.query('checkpoint');
    },
    async close() {
      await workers.stop();
      logFile.close();
      mailbox.close();
      await admin.end();
      await shop.close();
      await pipeline.close();
      await shopDatabase.close();
    },
  };
}
