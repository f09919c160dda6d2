import assert from 'node:assert/strict';
import { request } from 'node:http';
import { createInterface } from 'node:readline';
import { after, before, beforeEach, describe, it } from 'node:test';
import { gzipSync } from 'node:zlib';
import { dataSummarySchema } from '../../../api/contracts/data.ts';
import { rowLineSchema, rowsAnswerSchema } from '../../../api/contracts/rows.ts';
import type { RunningApi } from '../../../api/start-api.ts';
import { openBlobs } from '../../../store/artifacts/blobs.ts';
import { temporaryFolder } from '../../infrastructure.ts';
import { openTestDatabase } from '../../store/test-database.ts';
import { startTestApi } from '../start-test-api.ts';

const database = await openTestDatabase();
let api: RunningApi;
before(async () => {
  api = await startTestApi({ database, blobs: openBlobs(temporaryFolder()) });
});
after(() => api.close());
beforeEach(async () => {
  await database.query('truncate contacts, campaigns, conversations restart identity cascade');
  await database.query('truncate parked_rows, row_changes, import_batches, upsert_answers cascade');
});

const lines = 'application/x-ndjson';
const contact = (id: string, more: object = {}) => ({ external_id: id, created_at: '2026-01-01', ...more });

async function send(path: string, body: string | Uint8Array<ArrayBuffer>, headers: Record<string, string> = {}) {
  const response = await fetch(`${api.url}/api/v1/data/${path}`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${api.newToken}`, 'Content-Type': 'application/json', ...headers },
    body,
  });
  return { status: response.status, text: await response.text(), type: response.headers.get('content-type') };
}

async function write(path: string, rows: readonly object[]) {
  const { status, text } = await send(path, JSON.stringify({ rows }));
  assert.equal(status, 200, text);
  return rowsAnswerSchema.parse(JSON.parse(text));
}

describe('rows as JSON', () => {
  it('are written in one request, each with its result', async () => {
    const { results, counts } = await write('contacts?source=shop', [
      contact('7'),
      contact('8', { created_at: 'soon' }),
    ]);
    assert.deepEqual(results[0], { status: 'inserted' });
    assert.deepEqual(results[1], {
      status: 'rejected',
      problems: [
        {
          field: 'created_at',
          code: 'invalid_value',
          message: 'created_at "soon" is not a date (YYYY-MM-DD, YYYYMMDD or ISO 8601 with time)',
          remedy: 'Send a date (YYYY-MM-DD, YYYYMMDD or ISO 8601 with time), or leave it out.',
        },
      ],
    });
    assert.deepEqual([counts.rows, counts.inserted, counts.rejected], [2, 1, 1]);
    assert.deepEqual(await database.query('select external_id from contacts'), [{ external_id: 'shop:7' }]);
  });

  it('that wait are counted where the data is', async () => {
    const message = { external_id: 'm', contact: 'a', direction: 'inbound', sent_at: '2026-02-01' };
    const { results } = await write('messages', [message]);
    assert.deepEqual([results[0]?.status, results[0]?.problems?.[0]?.code], ['parked', 'unknown_reference']);
    const response = await fetch(`${api.url}/api/v1/data`, { headers: { Authorization: `Bearer ${api.newToken}` } });
    const { waiting } = dataSummarySchema.parse(await response.json());
    assert.deepEqual(
      waiting.map(({ table, parked }) => [table, parked]),
      [['messages', 1]],
    );
    assert.equal((await write('contacts', [contact('a')])).counts.released, 1);
  });

  it('under a key are answered as before, and change nothing any more', async () => {
    const first = await write('contacts?batch=monday', [contact('a', { name: 'Ann' })]);
    await write('contacts', [contact('a', { name: 'Anna' })]);
    assert.deepEqual(await write('contacts?batch=monday', [contact('a', { name: 'Ann' })]), first);
    assert.deepEqual(await database.query('select name from contacts'), [{ name: 'Anna' }]);
    const other = await send('contacts?batch=monday', JSON.stringify({ rows: [contact('b')] }));
    assert.deepEqual([other.status, JSON.parse(other.text).code], [409, 'batch_conflict']);
  });

  it('are refused whole where they are too many, of no table, or not JSON', async () => {
    const many = await send(
      'contacts',
      JSON.stringify({ rows: Array.from({ length: 1_001 }, (_, at) => contact(`${at}`)) }),
    );
    const nowhere = await send('people', JSON.stringify({ rows: [contact('a')] }));
    const form = await send('contacts', 'a=1', { 'Content-Type': 'application/x-www-form-urlencoded' });
    const broken = await send('contacts', '{"rows": [');
    assert.deepEqual([form.status, JSON.parse(form.text).code], [415, 'unsupported_media_type']);
    for (const { status, text } of [many, nowhere, broken]) {
      assert.deepEqual([status, JSON.parse(text).code], [400, 'invalid_input']);
    }
    assert.equal((await send('contacts', '{}', { Authorization: 'Bearer wrong' })).status, 401);
    const big = await send('contacts', JSON.stringify({ rows: [contact('a', { name: 'x'.repeat(6_000_000) })] }));
    assert.equal(big.status, 413);
  });
});

describe('rows as a stream', () => {
  it('are written as they come, a line each, and counted at the end', async () => {
    const rows = Array.from({ length: 2_500 }, (_, at) => JSON.stringify(contact(`c${at}`)));
    const body = [...rows.slice(0, 3), '', '{"external_id": ', 'x'.repeat(1_000_001), '"a"', ...rows.slice(3)].join(
      '\n',
    );
    const { status, text, type } = await send('contacts', gzipSync(body), {
      'Content-Type': lines,
      'Content-Encoding': 'gzip',
    });
    assert.deepEqual([status, type], [200, lines]);
    const told = text
      .trim()
      .split('\n')
      .map((line) => rowLineSchema.parse(JSON.parse(line)));
    assert.equal(told.length, 2_504);
    const rejected = told.filter((each) => 'status' in each && each.status === 'rejected');
    assert.deepEqual(
      rejected.map((each) => 'line' in each && each.line),
      [5, 6, 7],
    );
    const last = told.at(-1);
    assert.ok(last !== undefined && 'done' in last);
    assert.deepEqual([last.counts.rows, last.counts.inserted, last.counts.rejected], [2_503, 2_500, 3]);
    assert.deepEqual(await database.query('select count(*) as count from contacts'), [{ count: 2_500 }]);
  });

  it('are answered while the sender goes on, and stay when it leaves', async () => {
    const { hostname, port } = new URL(api.url);
    const sent = request({
      ...{ hostname, port, path: '/api/v1/data/contacts', method: 'POST' },
      headers: { Authorization: `Bearer ${api.newToken}`, 'Content-Type': lines },
    });
    const answered = new Promise<AsyncIterator<string>>((resolve, reject) => {
      sent.once('response', (response) => resolve(createInterface({ input: response })[Symbol.asyncIterator]()));
      sent.once('error', reject);
    });
    sent.write(`${JSON.stringify(contact('a'))}\n`);
    const told = await answered;
    assert.deepEqual(JSON.parse((await told.next()).value), { line: 1, status: 'inserted' });
    sent.write(`${JSON.stringify(contact('a'))}\n`);
    assert.deepEqual(JSON.parse((await told.next()).value), { line: 2, status: 'unchanged' });
    sent.on('error', () => {});
    sent.destroy();
    assert.deepEqual(await database.query('select external_id from contacts'), [{ external_id: 'a' }]);
  });

  it('tell of problems only where that is wished, and take no batch key', async () => {
    const body = [contact('a'), { external_id: 'b' }].map((row) => JSON.stringify(row)).join('\n');
    const { text } = await send('contacts?results=problems', body, { 'Content-Type': lines });
    const told = text
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    assert.deepEqual(
      told.map(({ line, done }) => line ?? done),
      [2, true],
    );
    assert.equal((await send('contacts?batch=x', body, { 'Content-Type': lines })).status, 422);
  });
});
