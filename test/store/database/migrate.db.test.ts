import assert from 'node:assert/strict';
import { test } from 'node:test';
import { withConnection } from '../../../store/database/connection.ts';
import { createOrm } from '../../../store/database/database.ts';
import { migrate, migrationState, requireCurrentSchema } from '../../../store/database/migrate.ts';
import { readInstallation } from '../../../store/installation.ts';
import { migrations, migrationsTable } from '../../../store/migrations/list.ts';
import { openTestDatabase } from '../test-database.ts';

const database = await openTestDatabase();
const names = migrations.map((migration) => migration.name);

/** Returns to a database without our tables. */
async function clear(): Promise<void> {
  await database.query('drop schema if exists simulation cascade');
  await database.query('drop schema public cascade');
  await database.query('create schema public');
}

test('a fresh database is empty, asks for npx perennial migrate, and is current afterwards', async () => {
  await clear();
  assert.deepEqual(await migrationState(database.url), { state: 'empty', pending: names, unknown: [] });
  await assert.rejects(requireCurrentSchema(database.url), {
    code: 'schema_outdated',
    remedy: /npx perennial migrate/,
  });
  assert.deepEqual(await migrate(database.url), { applied: names });
  assert.equal((await migrationState(database.url)).state, 'current');
  await assert.doesNotReject(requireCurrentSchema(database.url));
});

test('two migrations at once take turns', async () => {
  await clear();
  const results = await Promise.all([migrate(database.url), migrate(database.url)]);
  assert.deepEqual(results.flatMap((result) => result.applied).sort(), names);
});

/** Undoes migration 0009, as restoring an older backup does. */
async function forgetInstallation(): Promise<void> {
  await database.query('drop table installation');
  await database.query('alter table mails drop column name');
  await database.query(`delete from ${migrationsTable} where name = '0009-installation'`);
}

test('every fresh database has its own identity, and adopts nothing', async () => {
  const identities = new Set<string>();
  for (let made = 0; made < 2; made++) {
    await clear();
    await migrate(database.url);
    const { id, upgraded } = await readInstallation(database);
    assert.equal(upgraded, false);
    identities.add(id);
  }
  assert.equal(identities.size, 2);
});

test('a database of an earlier release gets the same identity when its backup is restored', async () => {
  await clear();
  const orm = createOrm({ url: database.url, applicationName: 'test' }, 2);
  await orm.migrator.up({ to: '0008-degradation' });
  await orm.close(true);
  const row = `'<a@b>', 'ann@example.org', 'subject', 'body'`;
  await database.query(`insert into mails (key, message_id, recipient, subject, body) values ('one', ${row})`);
  await migrate(database.url);
  const { id, upgraded } = await readInstallation(database);
  assert.equal(upgraded, true);
  // its delivery may be under way under the name that the earlier release gave it
  assert.deepEqual(await database.query('select name from mails'), [{ name: '1' }]);
  await forgetInstallation();
  await migrate(database.url);
  assert.deepEqual(await readInstallation(database), { id, upgraded });
});

test('a schema that lacks a migration is outdated and says which', async () => {
  const last = names.at(-1) ?? '';
  await database.query(`delete from ${migrationsTable} where name = $1`, [last]);
  assert.deepEqual(await migrationState(database.url), { state: 'pending', pending: [last], unknown: [] });
  await assert.rejects(requireCurrentSchema(database.url), { code: 'schema_outdated', message: new RegExp(last) });
  await database.query(`insert into ${migrationsTable} (name, executed_at) values ($1, now())`, [last]);
});

test('a schema of a newer program is refused, also by migrate, and stays unchanged', async () => {
  await database.query(`insert into ${migrationsTable} (name, executed_at) values ('9999-from-the-future', now())`);
  assert.deepEqual(await migrationState(database.url), {
    state: 'newer',
    pending: [],
    unknown: ['9999-from-the-future'],
  });
  // one after another, because a promise that rejects before it is awaited fails the test
  for (const refused of [requireCurrentSchema, migrate]) {
    await assert.rejects(refused(database.url), {
      code: 'schema_newer',
      message: /9999-from-the-future/,
      remedy: /newer version/,
    });
  }
});

test('a migration that fails leaves no trace in the database', async () => {
  await clear();
  // has the name of a table of the second migration
  await withConnection({ url: database.url, applicationName: 'test' }, (client) =>
    client.query('create table runs ()'),
  );
  await assert.rejects(migrate(database.url), /runs/);
  assert.deepEqual(await database.query(`select to_regclass('contacts') as contacts`), [{ contacts: null }]);
  assert.equal((await migrationState(database.url)).state, 'empty');
});
