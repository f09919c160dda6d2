import assert from 'node:assert/strict';
import { test } from 'node:test';
import pg from 'pg';
import { testDatabase } from '../infrastructure.ts';

async function ask(url: string, sql: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query({ text: sql, rowMode: 'array' })).rows.flat();
  } finally {
    await client.end();
  }
}

test('each test database is migrated, apart from the others, and gone when closed', async () => {
  const [one, other] = await Promise.all([testDatabase(), testDatabase()]);
  await ask(one.url, "INSERT INTO contacts (external_id, name, created_at) VALUES ('c1', 'Ada', now())");
  assert.deepEqual(await ask(one.url, 'SELECT count(*)::int FROM contacts'), [1]);
  assert.deepEqual(await ask(other.url, 'SELECT count(*)::int FROM contacts'), [0]);
  await one.close();
  await assert.rejects(ask(one.url, 'SELECT 1'), /does not exist/);
  await other.close();
});
