import assert from 'node:assert/strict';
import { readFile, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import pg from 'pg';
import { readConfig } from '../../stack/config.ts';
import { projectRoot } from '../../stack/project-root.ts';
import { queueMail, readMail } from '../../store/alerts/mails.ts';
import { openBlobs } from '../../store/artifacts/blobs.ts';
import { backupPlace } from '../../store/backup/places.ts';
import { restoreBackup } from '../../store/backup/restore-backup.ts';
import { type Backup, writeBackup } from '../../store/backup/write-backup.ts';
import { type Database, openDatabase } from '../../store/database/database.ts';
import { migrationState } from '../../store/database/migrate.ts';
import { migrations } from '../../store/migrations/list.ts';
import { type TestDatabase, temporaryFolder, testDatabase } from '../infrastructure.ts';
import { addVersion, openExperiment, openHistory, point } from '../serving/random-model.ts';
import { describeSchema, dumpDatabase, restoreDatabase } from '../upgrade/database-dump.ts';
import { listFixtures, readFixture } from '../upgrade/fixture-files.ts';

/** What COPY, JSON and COPY's escapes could spoil. */
const oddText = 'tab\there, line\nbreak, back\\slash, \\N, "quotes", ünïcödé 🙂\u2028';

describe('a backup', () => {
  const folder = temporaryFolder();
  const { buckets } = readConfig({});
  const blobs = openBlobs(join(folder, 'artifacts'));
  /** A store belongs to one installation. */
  const storeOf = ({ url }: TestDatabase) => openBlobs(join(folder, new URL(url).pathname));
  const file = join(folder, 'backup.tar');
  let source: TestDatabase;
  const opened: TestDatabase[] = [];

  async function fresh(): Promise<TestDatabase> {
    const database = await testDatabase();
    opened.push(database);
    return database;
  }

  /** With no connection left: whoever restores refuses while others are connected. */
  async function using<T>({ url }: TestDatabase, work: (database: Database) => Promise<T>): Promise<T> {
    const database = await openDatabase(url);
    try {
      return await work(database);
    } finally {
      await database.close();
    }
  }

  async function backUp(from: TestDatabase, to: string): Promise<Backup> {
    let written: Backup | null = null;
    const release = { release: '0.1.0', now: new Date() };
    await backupPlace(to, buckets).write(
      writeBackup({ databaseUrl: from.url, blobs, ...release }, (backup) => {
        written = backup;
      }),
    );
    return written ?? assert.fail('not complete');
  }

  const restore = (to: TestDatabase, from = file, replace = false) =>
    restoreBackup(backupPlace(from, buckets), { databaseUrl: to.url, blobs: storeOf(to) }, { replace });

  const rowsOf = async ({ url }: TestDatabase) => {
    const { tables, sequences } = await dumpDatabase(url, projectRoot);
    // a heap has no order
    const sorted = tables.map(({ name, columns, rows }) => ({ name, columns, rows: rows.split('\n').toSorted() }));
    return { tables: sorted, sequences };
  };

  before(async () => {
    source = await fresh();
    await using(source, async (database) => {
      await openHistory(database);
      const first = await addVersion({ database, blobs }, 'churn', 1);
      const second = await addVersion({ database, blobs }, 'churn', 2);
      await point(database, first);
      await openExperiment(database, 'e', first, second);
      await database.query(
        `insert into contacts (external_id, created_at, name) select 'c' || n, now(), $1 from generate_series(1, 2000) as n`,
        [oddText],
      );
      await database.query(`update contacts set name = 'changed' where external_id = 'c7'`);
      await database.query(
        `insert into predictions (id, model, subject, version_id, value, model_output, confidence, features, milliseconds, created_at)
         select gen_random_uuid(), 'churn', 'c' || n, $1, 1e-300 * n, 0.1 + 0.2, 0.5, '{NaN,1,-0}', 1, now() from generate_series(1, 100) as n`,
        [first.id],
      );
      const mail = { recipient: 'ann@example.org', subject: 's', body: oddText };
      await queueMail(database, { ...mail, key: 'waits', messageId: '<waits@x>' });
      await queueMail(database, { ...mail, key: 'tried', messageId: '<tried@x>' });
      await queueMail(database, { ...mail, key: 'given-up', messageId: '<given-up@x>' });
      await database.query(`update mails set state = 'failed', attempts = 3 where key <> 'waits'`);
      await database.query(`update mails set created_at = now() - interval '3 days' where key = 'given-up'`);
    });
    await backUp(source, file);
  });
  after(() => Promise.all(opened.map((each) => each.close())));

  it('comes back with every row, number and artifact, and goes on counting', async () => {
    const target = await fresh();
    const { artifacts, missing, migrated } = await restore(target);
    // 'c0ffee' is the snapshot that these tests have no file for
    assert.deepEqual([artifacts, missing, migrated], [2, [], []]);
    await using(target, async (database) => {
      const states = await database.query('select key, state, attempts from mails order by key');
      assert.deepEqual(states, [
        { key: 'given-up', state: 'failed', attempts: 3 },
        { key: 'tried', state: 'queued', attempts: 3 },
        { key: 'waits', state: 'queued', attempts: 0 },
      ]);
      await database.query(`update mails set state = 'failed' where key = 'tried'`);
    });
    assert.deepEqual(await rowsOf(target), await rowsOf(source));
    assert.deepEqual(await describeSchema(target.url), await describeSchema(source.url));
    await using(target, async (database) => {
      const [{ id }] = await database.query<{ id: number }>(
        `insert into contacts (external_id, created_at) values ('new', now()) returning id`,
      );
      assert.ok(id > 2000);
      const versions = await database.query('select from contact_versions where contact_id = $1', [id]);
      assert.ok(versions.length > 0, 'triggers write histories again');
      await assert.rejects(
        database.query(`insert into leads (external_id, contact_id, created_at) values ('l', 99999, now())`),
        /foreign key/,
      );
      assert.equal((await readMail(database, 1))?.body, oddText);
    });
  });

  it('is refused if a byte of it is wrong or missing, and nothing is changed', async () => {
    const target = await fresh();
    const bytes = await readFile(file);
    const before = await rowsOf(target);
    for (const at of [700, Math.floor(bytes.length / 2), bytes.length - 5_000]) {
      const broken = join(folder, 'broken.tar');
      const copy = Buffer.from(bytes);
      copy[at] ^= 1;
      await writeFile(broken, copy);
      await assert.rejects(restore(target, broken), { code: 'backup_damaged' }, `byte ${at}`);
      await writeFile(broken, bytes);
      await truncate(broken, at);
      await assert.rejects(restore(target, broken), { code: 'backup_damaged' }, `cut at ${at}`);
    }
    await assert.rejects(restore(target, join(folder, 'none.tar')), { code: 'not_found' });
    assert.deepEqual(await rowsOf(target), before);
  });

  it('is refused by a database that holds something, until that may go', async () => {
    const target = await fresh();
    await using(target, (database) =>
      database.query(`insert into contacts (external_id, created_at) values ('precious', now())`),
    );
    await using(target, (database) => database.query('create table of_somebody_else (x int)'));
    await assert.rejects(restore(target), { code: 'database_not_empty', message: /rows in contact/ });
    await restore(target, file, true);
    await using(target, async (database) => {
      assert.deepEqual(await database.query(`select from contacts where external_id = 'precious'`), []);
      assert.deepEqual(await database.query('select * from of_somebody_else'), []);
    });
  });

  it('is refused while somebody works with the database', async () => {
    const target = await fresh();
    const worker = new pg.Client({ connectionString: target.url, application_name: 'perennial-worker' });
    await worker.connect();
    try {
      await assert.rejects(restore(target), { code: 'already_running', message: /perennial-worker/ });
    } finally {
      await worker.end();
    }
  });

  it('lacks files that the store lacks, names them, and is readable by its owner only', async () => {
    const [{ hash }] = await using(source, (database) =>
      database.query<{ hash: string }>('select artifact_hash as hash from model_versions order by id desc limit 1'),
    );
    const bytes = await blobs.get(hash);
    await rm(blobs.path(hash));
    const other = join(folder, 'incomplete.tar');
    const { artifacts, missing } = await backUp(source, other);
    assert.deepEqual([artifacts, missing], [1, [hash]]);
    await blobs.put(bytes);
    if (process.platform !== 'win32') assert.equal((await stat(other)).mode & 0o777, 0o600);
  });

  it('of an earlier release is brought to this one', async () => {
    const [release] = listFixtures();
    const old = await fresh();
    await dropEverything(old.url);
    await restoreDatabase(old.url, readFixture(release ?? '').database);
    const applied = migrations.length - (await migrationState(old.url)).pending.length;
    const earlier = join(folder, 'earlier.tar');
    await backUp(old, earlier);
    const target = await fresh();
    const { migrated } = await restore(target, earlier);
    assert.deepEqual(
      migrated,
      migrations.slice(applied).map(({ name }) => name),
    );
    assert.equal((await migrationState(target.url)).state, 'current');
    assert.deepEqual(await describeSchema(target.url), await describeSchema(source.url));
    const count =
      'select (select count(*) from messages) as messages, (select count(*) from predictions) as predictions';
    assert.deepEqual(
      await using(target, (database) => database.query(count)),
      await using(old, (database) => database.query(count)),
    );
  });
});

async function dropEverything(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query('drop schema if exists simulation cascade; drop schema public cascade; create schema public');
  await client.end();
}
