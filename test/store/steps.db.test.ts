import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findStep, onceByKey } from '../../store/training/steps.ts';
import { openTestDatabase } from './test-database.ts';

const database = await openTestDatabase();

function queueMailSql(key: string): [string, string[]] {
  return [`insert into mails (key, message_id, recipient, subject, body) values (?, ?, 'a@b.c', 's', 'b')`, [key, key]];
}

test('a step is done once, and every later call returns its first result', async () => {
  let calls = 0;
  async function work() {
    calls++;
    return { calls, at: new Date('2026-01-01T00:00:00Z'), nothing: undefined };
  }
  const first = await onceByKey(database, 'run/once', work);
  const second = await onceByKey(database, 'run/once', work);
  assert.equal(calls, 1);
  assert.deepEqual(first, { calls: 1, at: '2026-01-01T00:00:00.000Z' });
  assert.deepEqual(second, first);
});

test('texts that jsonb refuses are stored with a replacement character for what it refuses', async () => {
  const result = await onceByKey(database, 'run/odd', async () => ({
    quoted: ['a\0b', 'half \ud83c', 'whole 🌿', '\\u0000'],
  }));
  assert.deepEqual(result, { quoted: ['a\ufffdb', 'half \ufffd', 'whole 🌿', '\\u0000'] });
  assert.deepEqual((await findStep(database, 'run/odd'))?.result, result);
});

test('of two concurrent calls, one does the work and both return its result', async () => {
  let working = 0;
  const results = await Promise.all(
    [1, 2, 3].map((caller) =>
      onceByKey(database, 'run/together', async (em) => {
        working++;
        await em.execute('select pg_sleep(0.05)');
        return caller;
      }),
    ),
  );
  assert.equal(working, 1);
  assert.equal(new Set(results).size, 1);
});

test('what a failing step wrote is rolled back, and the next call does it again', async () => {
  const failing = onceByKey(database, 'run/fails', async (em) => {
    await em.execute(...queueMailSql('fails'));
    throw new Error('crash');
  });
  await assert.rejects(failing, /crash/);
  assert.deepEqual(await database.query('select 1 from mails'), []);
  assert.equal(await findStep(database, 'run/fails'), null);
  await onceByKey(database, 'run/fails', async (em) => void (await em.execute(...queueMailSql('fails'))));
  assert.equal((await database.query('select 1 from mails')).length, 1);
});

test('a step without a result has the result null', async () => {
  assert.equal(await onceByKey(database, 'run/nothing', async () => undefined), null);
  assert.equal((await findStep(database, 'run/nothing'))?.result, null);
});

test('a result that JSON would change is refused with the name of its field', async () => {
  const step = onceByKey(database, 'run/nan', async () => ({ metrics: { r2: Number.NaN } }));
  await assert.rejects(step, /"r2" is NaN/);
});
