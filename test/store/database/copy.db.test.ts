import assert from 'node:assert/strict';
import { test } from 'node:test';
import { copyInto } from '../../../store/database/copy.ts';
import { openTestDatabase } from '../test-database.ts';

const database = await openTestDatabase();

test('COPY stores every value unchanged', async () => {
  const moment = new Date('2026-01-02T03:04:05.678Z');
  const rows = [
    [1, 'tab\t, line\n, return\r, backslash \\, \\N, "quotes", é 🌿', true, moment, { a: [1] }],
    [2, null, false, null, null],
    [3, '', undefined, null, null],
  ];
  await database.withClient(async (client) => {
    await client.query('create temp table given (id int, words text, truth boolean, moment timestamptz, data jsonb)');
    assert.equal(await copyInto(client, 'given', ['id', 'words', 'truth', 'moment', 'data'], rows), 3);
    const found = await client.query({ text: 'select * from given order by id', rowMode: 'array' });
    assert.deepEqual(
      found.rows,
      rows.map((row) => row.map((value) => value ?? null)),
    );
  });
});

test('a source that fails midway leaves no row, and the client still works', async () => {
  async function* failing() {
    for (let id = 0; id < 20_000; id++) yield [id];
    throw new Error('the source ran dry');
  }
  await database.withClient(async (client) => {
    await client.query('create temp table half (id int)');
    await assert.rejects(copyInto(client, 'half', ['id'], failing()), /ran dry/);
    assert.deepEqual((await client.query('select count(*) as rows from half')).rows, [{ rows: 0 }]);
  });
});

test('a row that the table refuses is reported by the server', async () => {
  await database.withClient(async (client) => {
    await client.query('create temp table strict (id int)');
    await assert.rejects(copyInto(client, 'strict', ['id'], [[1], ['two']]), /invalid input syntax.*"two"/);
    assert.deepEqual((await client.query('select count(*) as rows from strict')).rows, [{ rows: 0 }]);
  });
});

test('an abort stops a COPY whose source is slow', async () => {
  const abort = new AbortController();
  async function* slow() {
    yield [1];
    setTimeout(() => abort.abort(new Error('enough')), 20);
    await new Promise((_, reject) => abort.signal.addEventListener('abort', () => reject(abort.signal.reason)));
  }
  const copying = database.withClient(
    async (client) => {
      await client.query('create temp table slowly (id int)');
      await copyInto(client, 'slowly', ['id'], slow());
    },
    { signal: abort.signal },
  );
  await assert.rejects(copying, /enough/);
});
