import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, readFileSync, renameSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { openFolder } from '../../../ingest/folders/open-folder.ts';
import { syncFolder } from '../../../ingest/folders/sync-folder.ts';
import { testFolder } from '../../../ingest/folders/test-folder.ts';
import { readConfig } from '../../../stack/config.ts';
import { listSourceFiles } from '../../../store/sources/source-files.ts';
import { addSource, readSource, readStreams } from '../../../store/sources/sources.ts';
import { openUploadFiles } from '../../../store/uploads/upload-files.ts';
import { temporaryFolder } from '../../infrastructure.ts';
import { type FakeBucket, openFakeBucket } from '../../store/artifacts/fake-bucket.ts';
import { openTestDatabase } from '../../store/test-database.ts';

const database = await openTestDatabase();
const uploads = openUploadFiles(temporaryFolder());
const folder = join(temporaryFolder(), 'exports');
const settle = 10_000;
/** Moves on by more than a file has to stay as it is. */
let now = new Date('2026-11-30T12:00:00Z');
let bucket: FakeBucket;
before(async () => {
  bucket = await openFakeBucket();
});
after(() => bucket?.close());

async function add(name: string, place: string): Promise<void> {
  await addSource(database, {
    ...{ name, kind: 'folder', preset: null, definition: null, credential: null, createdAt: now },
    settings: { everyMinutes: 15, folder: place },
  });
}

/** A whole reading, as the workflow does it. @returns slices */
async function read(name: string): Promise<number> {
  const source = await readSource(database, name);
  const { buckets } = readConfig({ PERENNIAL_HOME: temporaryFolder(), ...bucket.environment });
  const place = openFolder(name, source.settings.folder ?? '', buckets);
  now = new Date(now.getTime() + 15 * 60_000);
  let since: Date | undefined;
  for (let slices = 1; ; slices++) {
    const slice = await syncFolder(database, {
      ...{ source, place, uploads, settle, since, clock: () => now },
      settings: { timezone: 'UTC', country: 'AT' },
    });
    if (slice.done) return slices;
    since = new Date(slice.since);
    now = new Date(now.getTime() + (slice.wait ?? 1));
  }
}

/** @param minutes before the first moment of the test */
function drop(name: string, content: string | Buffer, minutes = 0): void {
  const temporary = join(folder, `.${name}.part`);
  writeFileSync(temporary, content);
  const at = new Date(Date.parse('2026-11-30T11:00:00Z') - minutes * 60_000);
  utimesSync(temporary, at, at);
  renameSync(temporary, join(folder, name));
}

const since = '2026-01-05T09:00:00Z';
const contacts = (...rows: string[]) => {
  return ['external_id,name,phone,created_at', ...rows.map((row) => `${row},${since}`), ''].join('\n');
};
const cara = (name: string) =>
  `${JSON.stringify({ external_id: '3', name, phone: '+43660333333', created_at: since })}\n`;
const messages = (...rows: string[]) => ['external_id,contact,direction,text,sent_at', ...rows, ''].join('\n');
const count = async (table: string) =>
  (await database.query<{ n: number }>(`select count(*) as n from ${table}`))[0]?.n;
const states = async (name: string) =>
  Object.fromEntries((await listSourceFiles(database, name, 50)).map((file) => [file.name, file.state]));

test('files of one drop are taken once each, contacts before messages, and compressed ones too', async () => {
  mkdirSync(folder);
  await add('exports', folder);
  drop('messages.csv', messages('m-1,1,inbound,Hello,2026-11-01T10:00:00Z'), 5);
  drop('contacts.csv.gz', gzipSync(contacts('1,Anna,+43660111111', '2,Bob,+43660222222')), 3);
  drop('contacts-2.ndjson', cara('Cara'), 2);
  writeFileSync(join(folder, 'notes.md'), '# not an export');
  const source = await readSource(database, 'exports');
  const { files } = await testFolder(database, source, openFolder('exports', folder, readConfig({}).buckets));
  assert.deepEqual(
    files.map(({ name, mapping, error }) => [name, mapping, error]),
    [
      ['messages.csv', 'plain messages', null],
      ['contacts.csv.gz', 'plain contacts', null],
      ['contacts-2.ndjson', 'plain contacts', null],
    ],
  );
  assert.equal(await read('exports'), 3);
  assert.deepEqual([await count('contacts'), await count('messages')], [3, 1]);
  assert.equal(await read('exports'), 1, 'a second reading finds nothing to take');
  const streams = await readStreams(database, 'exports');
  assert.deepEqual(
    streams.map(({ stream, read: rows, written, rejected }) => [stream, rows, written, rejected]),
    [
      ['plain contacts', 3, 3, 0],
      ['plain messages', 1, 1, 0],
    ],
  );
  assert.equal(await count(`import_batches where kind = 'file'`), 3, 'each can be taken back as an import');
});

test('a copy is not taken, a changed file is, also back to what it was, and files that are gone are nothing', async () => {
  drop('contacts (1).csv.gz', readFileSync(join(folder, 'contacts.csv.gz')));
  drop('contacts-2.ndjson', cara('Carla'));
  rmSync(join(folder, 'messages.csv'));
  await read('exports');
  assert.deepEqual(await states('exports'), {
    ...{ 'contacts (1).csv.gz': 'same', 'contacts-2.ndjson': 'taken', 'contacts.csv.gz': 'taken' },
    'messages.csv': 'taken',
  });
  const name = async () =>
    (await database.query<{ name: string }>(`select name from contacts where phone like '%333333'`))[0];
  assert.deepEqual(await name(), { name: 'Carla' });
  drop('contacts-2.ndjson', cara('Cara'), 1);
  await read('exports');
  assert.deepEqual(await name(), { name: 'Cara' });
});

test('a file that is still written waits for the next reading', async () => {
  drop('contacts-3.csv', contacts('4,Dan,+43660444444'));
  const source = await readSource(database, 'exports');
  const place = openFolder('exports', folder, readConfig({}).buckets);
  const look = (since?: Date) =>
    syncFolder(database, {
      ...{ source, place, uploads, settle, since, clock: () => now, settings: { timezone: 'UTC' } },
    });
  const first = await look();
  assert.deepEqual([first.done, first.wait], [false, settle]);
  drop('contacts-3.csv', contacts('4,Dan,+43660444444', '5,Eva,+43660555555'));
  now = new Date(now.getTime() + settle);
  assert.equal((await look(new Date(first.since))).wait, settle, 'it has changed, so it waits anew');
  now = new Date(now.getTime() + 6 * settle);
  drop('contacts-3.csv', contacts('4,Dan,+43660444444', '5,Eva,+43660555555', '6,Fritz,+43660666666'));
  assert.equal((await look(new Date(first.since))).done, true, 'a reading does not wait for ever');
  assert.equal(await count('contacts'), 3);
  await read('exports');
  assert.equal(await count('contacts'), 6);
});

test('rejected rows are kept with their reasons, and a file that can’t be read is told of while the others go in', async () => {
  drop('contacts-4.csv', contacts('7,Gerd,+43660777777', ',Nobody,'), 2);
  drop('members.csv', 'Ref,Colour\n1,blue\n', 3);
  drop('list.pdf', '%PDF-1.7\n');
  await assert.rejects(read('exports'), (error: Error & { code: string; remedy: string }) => {
    assert.equal(error.code, 'source_changed');
    assert.match(
      error.message,
      /^exports: 2 files, such as members\.csv, can't be taken: .*columns of members\.csv mean: Ref/,
    );
    assert.match(error.remedy, /All other files are in/);
    return true;
  });
  const files = await listSourceFiles(database, 'exports', 50);
  const taken = files.find(({ name }) => name === 'contacts-4.csv') ?? assert.fail();
  assert.equal((taken.report as { rejected: number }).rejected, 1);
  const rejects = readFileSync(uploads.rejectsPath(taken.id, 'contacts-4.csv'), 'utf8');
  assert.match(rejects, /rejected_reason\r\n.*Nobody.*3,/);
  drop('members.csv', contacts('8,Hana,+43660888888'));
  rmSync(join(folder, 'list.pdf'));
  await read('exports');
  assert.equal(await count('contacts'), 8);
});

test('a folder that is missing or closed is said so, and it goes on once it is there', async () => {
  renameSync(folder, `${folder}-away`);
  await assert.rejects(read('exports'), { code: 'source_unavailable', message: /there is no folder/ });
  renameSync(`${folder}-away`, folder);
  if (process.getuid?.() !== 0) {
    chmodSync(folder, 0o000);
    await assert.rejects(read('exports'), { code: 'source_refused' });
    chmodSync(folder, 0o755);
  }
  assert.equal(await read('exports'), 1);
});

test('objects of a bucket are taken at once, those below further slashes not, and a bucket that is not there is said so', async () => {
  await add('cloud', 's3://artifacts/crm/');
  mkdirSync(join(bucket.folder, 'crm'), { recursive: true });
  const { client, commands } = await (async () => {
    const { openSdk } = await import('../../../store/artifacts/bucket-client.ts');
    return openSdk(readConfig({ PERENNIAL_HOME: temporaryFolder(), ...bucket.environment }).buckets);
  })();
  for (const Key of ['crm/contacts.csv', 'crm/old/contacts.csv', 'contacts.csv'])
    await client.send(
      new commands.PutObjectCommand({ Bucket: 'artifacts', Key, Body: contacts('90,Ida,+43660909090') }),
    );
  assert.equal(await read('cloud'), 2);
  assert.deepEqual(await states('cloud'), { 'contacts.csv': 'taken' });
  assert.equal(await count('contacts'), 9);
  await client.send(
    new commands.PutObjectCommand({
      ...{ Bucket: 'artifacts', Key: 'crm/contacts.csv', Body: contacts('90,Ida,+43660909090', '91,Jan,+43660919191') },
    }),
  );
  await read('cloud');
  assert.equal(await count('contacts'), 10);
  client.destroy();
  await add('gone', 's3://no-such-bucket');
  await assert.rejects(read('gone'), { code: 'source_refused', message: /NoSuchBucket/ });
});
