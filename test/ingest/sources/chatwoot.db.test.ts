import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { readPresetSource } from '../../../ingest/sources/source-definition.ts';
import { sweepKeys } from '../../../ingest/sources/sweep-keys.ts';
import { type SyncOptions, syncSlice } from '../../../ingest/sources/sync-slice.ts';
import { inTransaction } from '../../../store/database/transaction.ts';
import { addSource, forgetWatermarks, readSource, readStreams } from '../../../store/sources/sources.ts';
import { openTestDatabase } from '../../store/test-database.ts';
import { chatwootTables, fillChatwoot, passMonth } from './chatwoot-tables.ts';
import { importWhole, tablesOf } from './whole-export.ts';

const database = await openTestDatabase();
const exported = await openTestDatabase();
const settings = { timezone: 'Europe/Lisbon' };
const now = new Date('2026-11-01T12:00:00Z');
/** Chatwoot's tables stand beside ours, in a schema of their own. */
const url = `${database.url}${database.url.includes('?') ? '&' : '?'}options=${encodeURIComponent('-c search_path=chatwoot')}`;

before(async () => {
  await inChatwoot(async (client) => {
    await client.query('create schema chatwoot');
    await client.query(chatwootTables);
    await fillChatwoot(client, 40);
  });
  await addSource(database, {
    ...{ name: 'chatwoot', kind: 'postgresql', preset: 'chatwoot', definition: null },
    ...{ credential: { env: 'CHATWOOT_URL' }, settings: { everyMinutes: 15 }, createdAt: now },
  });
});

function inChatwoot(work: Parameters<typeof inTransaction<void>>[1]): Promise<void> {
  return inTransaction(database, async (client) => {
    await client.query(`set local search_path = chatwoot`);
    await work(client);
  });
}

async function options(change: Partial<SyncOptions> = {}): Promise<SyncOptions> {
  const source = await readSource(database, 'chatwoot');
  const definition = readPresetSource('chatwoot', 'chatwoot');
  return { source, definition, url, settings, pageRows: 70, clock: () => now, ...change };
}

async function sync(): Promise<{ read: number; written: number }> {
  const { done, read, written } = await syncSlice(database, await options());
  assert.equal(done, true);
  return { read, written };
}

async function requireEqual(): Promise<void> {
  await importWhole(database, exported, now);
  const [synced, whole] = [await tablesOf(database), await tablesOf(exported)];
  for (const name of Object.keys(whole)) assert.deepEqual(synced[name], whole[name], name);
  assert.ok((whole.messages?.length ?? 0) > 200);
}

test('the first reading goes on where it was ended, page by page, and says how far it is', async () => {
  const ended = new AbortController();
  const told: (number | null)[] = [];
  const interrupted = syncSlice(
    database,
    await options({
      signal: ended.signal,
      onProgress({ read, expected }) {
        told.push(read, expected);
        if (told.length > 4) ended.abort(new Error('ended'));
      },
    }),
  );
  await assert.rejects(interrupted, /ended/);
  assert.deepEqual(told.slice(0, 2), [40, 40]);
  const before = await readStreams(database, 'chatwoot');
  const slice = await syncSlice(database, await options({ sliceMs: 0 }));
  assert.equal(slice.done, false, 'a slice that has no time left ends after a page');
  // more pages than one query gives
  const { done, read } = await syncSlice(database, await options({ pageRows: 20 }));
  assert.equal(done, true);
  const contacts = before.find(({ stream }) => stream === 'contacts');
  assert.deepEqual([contacts?.whole, contacts?.read], [true, 40]);
  assert.ok(read < 40 + 60 + 480, 'what was read before is not read again');
  await requireEqual();
});

test('what did not change is read again for a while, and changes nothing', async () => {
  const batches = await database.query('select id from import_batches');
  assert.equal((await sync()).written, 0);
  assert.equal((await database.query('select id from import_batches')).length, batches.length);
});

test('after a month of new, changed, deleted and merged rows the tables are those of a whole export', async () => {
  await inChatwoot((client) => passMonth(client, '2026-10-01 08:00:00'));
  const { written } = await sync();
  assert.ok(written > 0);
  assert.ok((await sweepKeys(database, await options())) > 0);
  await requireEqual();
  const streams = await readStreams(database, 'chatwoot');
  assert.deepEqual(
    streams.map(({ stream, rejected }) => [stream, rejected]),
    [
      ['contacts', 0],
      ['conversations', 0],
      ['messages', 0],
    ],
  );
});

test('a change of a contact is dated as Chatwoot dates it', async () => {
  const rows = await database.query<{ name: string; valid_from: Date }>(
    `select v.name, v.valid_from from contact_versions as v join contacts as c on c.id = v.contact_id
     where c.external_id = 'chatwoot:11' order by v.valid_from desc limit 1`,
  );
  assert.deepEqual(rows, [{ name: 'Renamed 11', valid_from: new Date('2026-10-01T08:00:00Z') }]);
});

test('nothing is deleted where most rows are gone, until somebody says that it is so', async () => {
  await inChatwoot(async (client) => void (await client.query('create table kept as select * from messages')));
  await inChatwoot(async (client) => void (await client.query('delete from messages')));
  await assert.rejects(sweepKeys(database, await options()), { code: 'source_changed' });
  await inChatwoot(async (client) => void (await client.query('insert into messages select * from kept')));
  assert.equal(await sweepKeys(database, await options()), 0);
});

test('a column that is gone, a lost permission and a clock that went back are told, and nothing is skipped', async () => {
  const watermarks = await readStreams(database, 'chatwoot');
  await inChatwoot(async (client) => void (await client.query('alter table messages rename column content to body')));
  await assert.rejects(syncSlice(database, await options()), { code: 'source_changed' });
  await inChatwoot(async (client) => void (await client.query('alter table messages rename column body to content')));

  await database.query("create role reader login password 'secret-of-reader'");
  await database.query('grant usage on schema chatwoot to reader');
  const reader = new URL(url);
  reader.username = 'reader';
  reader.password = 'secret-of-reader';
  await assert.rejects(syncSlice(database, await options({ url: reader.href })), { code: 'source_refused' });
  await database.query('revoke usage on schema chatwoot from reader');
  await database.query('drop role reader');
  await assert.rejects(
    syncSlice(database, await options({ url: 'secret://nowhere' })),
    (error: Error & { code: string }) => {
      assert.equal(error.code, 'source_refused');
      assert.doesNotMatch(JSON.stringify(error) + error.message, /secret/);
      return true;
    },
  );

  const source = await readSource(database, 'chatwoot');
  const ahead = { ...source, serverClock: new Date(Date.now() + 3_600_000) };
  await assert.rejects(syncSlice(database, await options({ source: ahead })), { code: 'source_clock' });
  assert.deepEqual(
    (await readStreams(database, 'chatwoot')).map(({ changedAt }) => changedAt),
    watermarks.map(({ changedAt }) => changedAt),
  );
  await forgetWatermarks(database, 'chatwoot');
  assert.equal((await sync()).written, 0, 'read once more, everything is as it was');
  await requireEqual();
});
