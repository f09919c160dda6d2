import assert from 'node:assert/strict';
import { mock, test } from 'node:test';
import { PerennialError } from '../../../domain/errors.ts';
import { openDatabase } from '../../../store/database/database.ts';
import { inTransaction } from '../../../store/database/transaction.ts';
import { openTestDatabase } from '../test-database.ts';

const database = await openTestDatabase({ poolSize: 2, applicationName: 'database test' });

async function runningQueries(): Promise<unknown[]> {
  return await database.query(
    `select query from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid() and state <> 'idle'`,
  );
}

test('a query gives bigint and numeric as numbers, moments as dates and days as text', async () => {
  const rows = await database.query(
    `select 9007199254740991::bigint as whole, array[1, null]::bigint[] as wholes, 1.25::numeric as exact,
       '2026-01-02T03:04:05+02'::timestamptz as moment, '2026-01-02'::date as day, $1::text as given`,
    ['text'],
  );
  assert.deepEqual(rows, [
    {
      whole: Number.MAX_SAFE_INTEGER,
      wholes: [1, null],
      exact: 1.25,
      moment: new Date('2026-01-02T01:04:05Z'),
      day: '2026-01-02',
      given: 'text',
    },
  ]);
});

test('a bigint that a number would round is refused', async () => {
  await assert.rejects(database.query('select 9007199254740993::bigint'), /9007199254740993/);
});

test('a session computes hours and days in UTC', async () => {
  assert.deepEqual(
    await database.query('select extract(hour from $1::timestamptz)::int as hour', ['2026-07-01T00:30Z']),
    [{ hour: 0 }],
  );
});

test('an aborted query rejects with the reason once it has stopped on the server', async () => {
  const abort = new AbortController();
  const reason = new Error('stop it');
  const started = performance.now();
  const query = database.query('select pg_sleep(30)', [], { signal: abort.signal });
  setTimeout(() => abort.abort(reason), 50);
  await assert.rejects(query, reason);
  assert.deepEqual(await runningQueries(), []);
  assert.ok(performance.now() - started < 5_000);
});

test('an abort before the query reaches the server stops it too', async () => {
  const abort = new AbortController();
  const query = database.query('select pg_sleep(30)', [], { signal: abort.signal });
  abort.abort(new Error('at once'));
  await assert.rejects(query, /at once/);
  const during = new AbortController();
  const work = database.withClient(
    (client) => {
      const sleeping = client.query('select pg_sleep(30)');
      during.abort(new Error('same tick'));
      return sleeping;
    },
    { signal: during.signal },
  );
  await assert.rejects(work, /same tick/);
  assert.deepEqual(await runningQueries(), []);
});

test('an abort takes effect while waiting for a client of a full pool, and the client is not lost', async () => {
  const blockers = new AbortController();
  const sleeping = [1, 2].map(() => database.query('select pg_sleep(30)', [], { signal: blockers.signal }));
  const waiting = new AbortController();
  const third = database.query('select 1', [], { signal: waiting.signal });
  waiting.abort(new Error('no longer'));
  await assert.rejects(third, /no longer/);
  blockers.abort(new Error('all'));
  for (const each of sleeping) await assert.rejects(each, /all/);
  const answers = await Promise.all([1, 2, 3].map((value) => database.query('select $1::int as value', [value])));
  assert.equal(answers.length, 3);
});

test('an aborted transaction leaves nothing', async () => {
  const abort = new AbortController();
  const work = inTransaction(
    database,
    async (client) => {
      await client.query(`insert into steps (key, result) values ('half', '1')`);
      setTimeout(() => abort.abort(new Error('cancelled')), 20);
      await client.query('select pg_sleep(30)');
    },
    { signal: abort.signal },
  );
  await assert.rejects(work, /cancelled/);
  assert.deepEqual(await database.query(`select 1 from steps where key = 'half'`), []);
});

test('a failing transaction gives a usable client back to the pool', async () => {
  const failing = inTransaction(database, async (client) => {
    await client.query(`insert into steps (key, result) values ('undone', '1')`);
    throw new Error('changed my mind');
  });
  await assert.rejects(failing, /changed my mind/);
  assert.deepEqual(await database.query(`select 1 from steps where key = 'undone'`), []);
});

test('an unreachable server is named with a remedy and without the password', async () => {
  await assert.rejects(openDatabase('postgres://someone:geheim@127.0.0.1:1/crm'), (error) => {
    assert.ok(error instanceof PerennialError);
    assert.equal(error.code, 'database_unavailable');
    assert.match(error.message, /127\.0\.0\.1:1, database "crm"/);
    assert.match(error.remedy, /docker compose up -d postgres/);
    assert.doesNotMatch(JSON.stringify([error.message, error.details]), /geheim/);
    return true;
  });
});

test('a database that does not exist and a wrong login each have their own remedy', async () => {
  const missing = new URL(database.url);
  missing.pathname = '/no_such_database';
  await assert.rejects(openDatabase(missing.href), { code: 'database_unavailable', remedy: /Create the database/ });
  const stranger = new URL(database.url);
  stranger.username = 'nobody_here';
  await assert.rejects(openDatabase(stranger.href), { code: 'database_unavailable', remedy: /correct user, password/ });
});

test('a connection that the server drops is reported as such, and the next query gets another one', async () => {
  const drop = 'select pg_terminate_backend(pg_backend_pid())';
  await assert.rejects(database.query(drop), { code: 'database_unavailable', remedy: /try again/ });
  await assert.rejects(database.em().execute(drop), { code: 'database_unavailable', remedy: /try again/ });
  // what ends a transaction is named, too
  const ended = database.em().transactional(async (em) => {
    const [{ pid }] = await em.execute<{ pid: number }[]>('select pg_backend_pid() as pid');
    await database.query('select pg_terminate_backend($1, 5000)', [pid]);
  });
  await assert.rejects(ended, { code: 'database_unavailable' });
  // and what begins one
  const connect = mock.method(database.pool, 'connect', async () => {
    throw new Error('Connection terminated due to connection timeout');
  });
  const begun = database.em().transactional(async () => {});
  await assert.rejects(begun, { code: 'database_unavailable' });
  connect.mock.restore();
  assert.deepEqual(await database.query('select 1 as one'), [{ one: 1 }]);
});
