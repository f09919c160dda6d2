import assert from 'node:assert/strict';
import { after, it } from 'node:test';
import { openBlobs } from '../../store/artifacts/blobs.ts';
import { openDatabase } from '../../store/database/database.ts';
import { temporaryFolder, testDatabase } from '../infrastructure.ts';
import { countQueries } from '../store/count-queries.ts';
import { tellEvents } from './read-events.ts';
import { startTestApi } from './start-test-api.ts';

const many = 100;

it('serves a hundred listeners by one query and one LISTEN, those who come back too', async () => {
  const own = await testDatabase();
  const closing: (() => unknown)[] = [() => own.close()];
  after(async () => {
    for (const close of closing.reverse()) await close();
  });
  const counted = await countQueries(own.url);
  closing.push(() => counted.close());
  const writer = await openDatabase(own.url, { poolSize: 1 });
  closing.push(() => writer.close());
  const database = await openDatabase(counted.url);
  closing.push(() => database.close());
  const api = await startTestApi({ database, blobs: openBlobs(temporaryFolder()) });
  closing.push(() => api.close());
  const leave = new AbortController();
  closing.push(() => leave.abort());
  const importFile = (file: string) =>
    writer.query(`insert into import_batches (file, content_hash, mapping, report) values ($1, 'h', 'leads', '{}')`, [
      file,
    ]);
  const follow = async (more: Record<string, string> = {}) => {
    const headers = { Authorization: `Bearer ${api.newToken}`, ...more };
    const events = await tellEvents(`${api.url}/api/v1/events`, headers, leave.signal);
    return async () => {
      for (;;) {
        const { value } = await events.next();
        const { event, id, data } = value ?? assert.fail('the stream ended');
        if (event === 'import') return { id, file: data.file };
      }
    };
  };
  await importFile('before.csv');
  counted.take();

  const streams = await Promise.all(Array.from({ length: many }, () => follow()));
  await importFile('told.csv');
  const told = await Promise.all(streams.map((next) => next()));
  assert.deepEqual(new Set(told.map(({ file }) => file)), new Set(['told.csv']));
  const sent = counted.take();
  const count = (pattern: RegExp) => sent.filter((text) => pattern.test(text)).length;
  assert.deepEqual([/^listen /i, /from events$/, /from api_tokens/].map(count), [1, 1, 1], sent.join('\n'));
  // what was there, what came until it listened, what was told, and once more if a notification came while it read
  const reads = count(/"events"/);
  assert.ok(reads >= 2 && reads <= 4, sent.join('\n'));

  const back = await Promise.all(Array.from({ length: many }, () => follow({ 'Last-Event-ID': String(told[0]?.id) })));
  await importFile('next.csv');
  for (const next of [...streams, ...back]) assert.equal((await next()).file, 'next.csv');
  const more = counted.take().filter((text) => /events/.test(text));
  assert.ok(more.length >= 1 && more.length <= 2, more.join('\n'));
});
