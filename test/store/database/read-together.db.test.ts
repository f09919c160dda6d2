import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openTestDatabase } from '../test-database.ts';

const database = await openTestDatabase({ poolSize: 1, applicationName: 'read-together test' });
const words = { sql: 'select $1::text as word, $2::text[] as words', parameters: ['one', ['a b', '', 'NULL', '"']] };
const zone = {
  sql: `select current_setting('perennial.business_timezone', true) as zone, current_setting('plan_cache_mode') as plans, now() as at`,
  parameters: [],
};

function kept(): Promise<{ statement: string; generic: number; custom: number }[]> {
  return database.query(
    `select statement, generic_plans as generic, custom_plans as custom from pg_prepared_statements
     where statement like 'select $1::text as word%'`,
  );
}

test('statements are read together, each prepared once and run by a plan for any parameters', async () => {
  const settings = { 'perennial.business_timezone': 'Asia/Tokyo' };
  for (let times = 0; times < 3; times++) {
    const [first, second, third] = await database.read([words, zone, zone], { settings });
    assert.deepEqual(first, [{ word: 'one', words: ['a b', '', 'NULL', '"'] }]);
    assert.deepEqual(second, third);
    const [{ zone: name, plans, at }] = second as { zone: string; plans: string; at: Date }[];
    assert.deepEqual([name, plans, at instanceof Date], ['Asia/Tokyo', 'force_generic_plan', true]);
  }
  assert.deepEqual(await kept(), [{ statement: words.sql, generic: 3, custom: 0 }]);
});

test('settings are of the statements that they came with only', async () => {
  const [alone] = await database.read([zone]);
  assert.ok(!(alone as { zone: string | null }[])[0]?.zone);
  const [{ plans }] = await database.query<{ plans: string }>(`select current_setting('plan_cache_mode') as plans`);
  assert.equal(plans, 'auto');
});

test('a statement that fails fails all of them, and the connection goes on', async () => {
  const wrong = { sql: 'select 1 / $1::integer as share', parameters: [0] };
  await assert.rejects(database.read([words, wrong, zone]), /division by zero/);
  await assert.rejects(database.read([words, { sql: 'select from nowhere', parameters: [] }]), /nowhere/);
  const [, [share]] = await database.read([words, { ...wrong, parameters: [1] }]);
  assert.deepEqual(share, { share: 1 });
});

test('what is no longer prepared, or was prepared for another table, is prepared anew', async () => {
  await database.query('create table changing (a integer)');
  const all = { sql: 'select * from changing', parameters: [] };
  assert.deepEqual(await database.read([all]), [[]]);
  await database.query('alter table changing add b text');
  await database.query(`insert into changing values (1, 'x')`);
  assert.deepEqual(await database.read([all]), [[{ a: 1, b: 'x' }]]);
  // as a pooler does that lends another connection of the server
  await database.query('deallocate all');
  assert.deepEqual(await database.read([all]), [[{ a: 1, b: 'x' }]]);
});

test('a read that is cancelled ends at the server', async () => {
  const signal = AbortSignal.timeout(50);
  await assert.rejects(database.read([{ sql: 'select pg_sleep(60)', parameters: [] }], { signal }), {
    name: 'TimeoutError',
  });
  assert.deepEqual((await database.read([words])).length, 1);
});
