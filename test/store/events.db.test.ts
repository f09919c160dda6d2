import assert from 'node:assert/strict';
import { it } from 'node:test';
import { openEventFeed } from '../../api/event-feed.ts';
import type { FeedEvent } from '../../api/ports.ts';
import { inTransaction } from '../../store/database/transaction.ts';
import { eventRange, hearEvents, readEvents } from '../../store/events/events.ts';
import { openRetrain } from '../../store/training/retrains.ts';
import { closeRun, openRun, updateRun } from '../../store/training/runs.ts';
import { idle } from '../api/records.ts';
import { openTestDatabase } from './test-database.ts';

const database = await openTestDatabase();

const importFile = `insert into import_batches (file, content_hash, mapping, report) values ($1, 'h', 'leads', '{}')`;

async function filesTold(): Promise<unknown[]> {
  return (await readEvents(database, 0, 100)).map(({ details }) => details.file);
}

it('tells in the order of commits, not of writing, so that nobody misses what was committed late', async () => {
  const begun = Promise.withResolvers<void>();
  const go = Promise.withResolvers<void>();
  const late = inTransaction(database, async (client) => {
    await client.query(importFile, ['late.csv']);
    begun.resolve();
    await go.promise;
  });
  await begun.promise;
  await database.query(importFile, ['early.csv']);
  const { last } = await eventRange(database);
  assert.deepEqual(await filesTold(), ['early.csv']);
  go.resolve();
  await late;
  assert.deepEqual(await filesTold(), ['early.csv', 'late.csv']);
  const [missed] = await readEvents(database, last, 100);
  assert.equal(missed?.details.file, 'late.csv');
});

it('tells nothing of what was rolled back', async () => {
  const before = await eventRange(database);
  await assert.rejects(
    inTransaction(database, async (client) => {
      await client.query(importFile, ['never.csv']);
      throw new Error('no');
    }),
  );
  assert.deepEqual(await eventRange(database), before);
});

it('tells of a run when its state changes, and not of its progress', async () => {
  const { last } = await eventRange(database);
  const startedAt = new Date('2026-06-01T08:00:00Z');
  await openRetrain(database, { id: 'r1', trigger: 'api', models: ['churn'], input: {}, startedAt });
  const run = { id: 'r1/churn', retrainId: 'r1', model: 'churn', seed: 1, input: {}, codeVersion: 'test' } as const;
  await openRun(database, { ...run, startedAt });
  await updateRun(database, run.id, { trainingSamples: 10 });
  await closeRun(database, run.id, { state: 'cancelled' });
  const told = await readEvents(database, last, 10);
  assert.deepEqual(
    told.map(({ topic, details }) => [topic, details]),
    ['running', 'cancelled'].map((state) => ['run', { id: 'r1/churn', retrain_id: 'r1', model: 'churn', state }]),
  );
});

it('keeps the latest ten thousand', async () => {
  const { last } = await eventRange(database);
  await database.query(`insert into events (topic, details) select 'import', '{}' from generate_series(1, 10000)`);
  await database.query(importFile, ['after.csv']);
  const range = await eventRange(database);
  assert.deepEqual([range.last - range.first, range.last - last], [9_999, 10_001]);
});

it('reaches those who listen, and whoever comes back with what they missed', async () => {
  const feed = openEventFeed(
    {
      read: (after, limit) => readEvents(database, after, limit),
      range: () => eventRange(database),
      hear: (heard) => hearEvents(database, heard),
      status: async () => idle,
    },
    { debug() {}, info() {}, warn() {}, error() {} },
  );
  const { last } = await eventRange(database);
  const files = (heard: Extract<FeedEvent, { details: object }>[]) =>
    heard.map(({ details }) => 'file' in details && details.file);
  async function attach(after: number | null, count: number) {
    const heard: Extract<FeedEvent, { details: object }>[] = [];
    const { promise, resolve } = Promise.withResolvers<void>();
    await feed.listen(after, {
      deliver(event) {
        if (!('details' in event)) return;
        heard.push(event);
        if (heard.length === count) resolve();
      },
      isFull: () => false,
      beat() {},
      ended() {},
    });
    return { heard, enough: promise };
  }
  await database.query(importFile, ['first.csv']);
  const back = await attach(last, 2);
  await database.query(importFile, ['second.csv']);
  await back.enough;
  const later = await attach(last + 1, 1);
  await later.enough;
  assert.deepEqual([files(back.heard), files(later.heard)], [['first.csv', 'second.csv'], ['second.csv']]);
  await feed.close();
});
