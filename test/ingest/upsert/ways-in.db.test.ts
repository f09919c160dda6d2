import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { type ModelName, modelNames } from '../../../domain/models.ts';
import { simulateWorld } from '../../../simulation/generate.ts';
import type { Database } from '../../../store/database/database.ts';
import { openTestDatabase } from '../../store/test-database.ts';
import { extractAll } from '../round-trip/extract-all.ts';
import { present } from '../round-trip/extract-snapshots.ts';
import {
  asDeliveries,
  byFiles,
  byRequests,
  bySource,
  differences,
  doubled,
  lehmer,
  openShop,
  postAll,
  rowsOf,
  settle,
} from './ways.ts';

/** One history by four ways in: files, requests, a database that has dated histories, and webhooks. */
const rows = rowsOf(simulateWorld({ seed: 5, now: present, contacts: 60, conversations: 60, leads: 50, days: 90 }));
const files = await openTestDatabase();
let expected: Readonly<Record<ModelName, string>>;

async function hashes(database: Database): Promise<Readonly<Record<ModelName, string>>> {
  const snapshots = await extractAll(database);
  return Object.fromEntries(modelNames.map((model) => [model, snapshots[model].hash])) as typeof expected;
}

before(async () => {
  await byFiles(files, rows);
  expected = await hashes(files);
});

async function requireSame(database: Database): Promise<void> {
  await settle(database);
  assert.deepEqual(await differences(database, files), {});
  assert.deepEqual(await hashes(database), expected);
}

test('rows in any order, some of them twice, come to the tables and the snapshots of files', async () => {
  const requests = await openTestDatabase();
  await byRequests(requests, doubled(rows, lehmer(1)), 1_000);
  await requireSame(requests);
});

test('webhooks in any order, doubled and late, and a reading of the database among them, come to the same', async () => {
  const mixed = await openTestDatabase();
  const random = lehmer(3);
  const posts = doubled(asDeliveries(rows, random), random);
  const half = Math.floor(posts.length / 2);
  await openShop(mixed, rows);
  await postAll(mixed, posts.slice(0, half));
  await bySource(mixed, mixed.url);
  await postAll(mixed, posts.slice(half));
  await requireSame(mixed);
});

test('a database without histories differs in them alone', async () => {
  const plain = await openTestDatabase();
  await openShop(plain, rows, false);
  await bySource(plain, plain.url);
  await settle(plain);
  assert.deepEqual(Object.keys(await differences(plain, files)), [
    'contact_versions',
    'lead_versions',
    'support_ticket_versions',
  ]);
});
