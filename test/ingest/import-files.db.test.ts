import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, test } from 'node:test';
import type { PerennialError } from '../../domain/errors.ts';
import type { FileReport } from '../../ingest/import-report.ts';
import type { MappedTable } from '../../ingest/mapping/mapping-schema.ts';
import { temporaryFolder } from '../infrastructure.ts';
import { openTestDatabase } from '../store/test-database.ts';
import { causes, counts, type LoadOptions, loadTable } from './load-table.ts';

const database = await openTestDatabase();
const folder = temporaryFolder();
const file = join(folder, 'given.csv');
const rejectsFile = join(folder, 'rejects.csv');

beforeEach(() => database.query('truncate contacts, conversations restart identity cascade'));

async function load(table: MappedTable, lines: readonly string[], options: LoadOptions = {}): Promise<FileReport> {
  writeFileSync(file, `${lines.join('\n')}\n`);
  return await loadTable(database, table, file, { rejectsFile, ...options });
}

const nothing = { read: 0, inserted: 0, updated: 0, unchanged: 0, merged: 0, rejected: 0 };
const contacts = ['external_id,name,opted_in,created_at', 'a,Ann,yes,2026-01-01', 'b,,,2026-01-02'];

test('contacts arrive as they are given, as rows of the business', async () => {
  assert.deepEqual(counts(await load('contacts', contacts)), { ...nothing, read: 2, inserted: 2 });
  const rows = await database.query(
    'select external_id, name, opted_in, synthetic, created_at from contacts order by external_id',
  );
  assert.deepEqual(rows, [
    { external_id: 'a', name: 'Ann', opted_in: true, synthetic: false, created_at: new Date('2026-01-01') },
    { external_id: 'b', name: null, opted_in: true, synthetic: false, created_at: new Date('2026-01-02') },
  ]);
});

test('the same file again changes nothing and keeps no history', async () => {
  await load('contacts', contacts);
  assert.deepEqual(counts(await load('contacts', contacts)), { ...nothing, read: 2, unchanged: 2 });
  assert.equal((await database.query('select 1 from contact_versions')).length, 2);
});

test('what differs is updated, what the file leaves empty or out stays', async () => {
  await load('contacts', contacts);
  const report = await load('contacts', ['external_id,name,created_at', 'a,,2026-01-01', 'b,Bob,2026-01-05']);
  assert.deepEqual(counts(report), { ...nothing, read: 2, updated: 1, unchanged: 1 });
  assert.deepEqual(await database.query('select name, created_at from contacts order by external_id'), [
    { name: 'Ann', created_at: new Date('2026-01-01') },
    { name: 'Bob', created_at: new Date('2026-01-02') },
  ]);
  assert.equal((await database.query('select 1 from contact_versions')).length, 3);
});

test('rows about the same contact become one: the earliest creation, else the last that says something', async () => {
  const report = await load('contacts', [
    'external_id,name,country,created_at',
    'a,Old,PT,2026-01-05',
    'a,New,,2026-01-03',
    'a,,,2026-01-04',
  ]);
  assert.deepEqual(counts(report), { ...nothing, read: 3, inserted: 1, merged: 2 });
  assert.deepEqual(await database.query('select name, country, created_at from contacts'), [
    { name: 'New', country: 'PT', created_at: new Date('2026-01-03') },
  ]);
});

test('a bad row is reported with line, column, value and reason and does not keep the others out', async () => {
  const report = await load(
    'contacts',
    [
      'id,Signed up,zone,note',
      'a,2026-01-01,Europe/Lisbon,fine',
      'b,yesterday,,"two\nlines, ""quoted"""',
      ',2026-01-01,,',
      'd,2026-01-01,Atlantis/Capital,',
      'e,2026-01-01,,,one too many',
      'f,2026-01-01,,fine',
    ],
    { map: { 'Signed up': 'created_at', zone: 'timezone' } },
  );
  assert.deepEqual(counts(report), { ...nothing, read: 6, inserted: 2, rejected: 4 });
  assert.deepEqual(report.ignoredColumns, ['note']);
  const expected = [
    [3, 'Signed up', 'yesterday', /is not a date/],
    [5, 'id', '', /is missing/],
    [6, 'zone', 'Atlantis/Capital', /is not a time zone/],
    [7, '', '', /has 5 cells where the first line has 4/],
  ] as const;
  report.causes.forEach(({ column, reason, examples }, at) => {
    assert.deepEqual([examples[0]?.line, column, examples[0]?.value], expected[at]?.slice(0, 3));
    assert.match(reason, expected[at]?.[3] ?? /$^/);
  });
  assert.equal(report.causes.length, expected.length);
});

test('rejects keep their columns, so that they can be corrected and imported as they are', async () => {
  await load('contacts', ['external_id,name,created_at', 'a,"An ""n"", of\nLisbon",soon', 'b,Bob,2026-01-01']);
  const rejects = readFileSync(rejectsFile, 'utf8');
  assert.match(rejects, /^external_id,name,created_at,rejected_line,rejected_reason\r\n/);
  const corrected = rejects.replace(',soon,', ',2026-02-01,');
  const report = await load('contacts', [corrected]);
  assert.deepEqual(counts(report), { ...nothing, read: 1, inserted: 1 });
  assert.deepEqual(await database.query(`select name from contacts where external_id = 'a'`), [
    { name: 'An "n", of\nLisbon' },
  ]);
});

test('rejects that can be written nowhere stop the import, and the refusal names their file', async () => {
  const nowhere = join(folder, 'missing', 'rejects.csv');
  const lines = [...contacts, 'c,,,soon'];
  await assert.rejects(load('contacts', lines, { rejectsFile: nowhere }), (error: PerennialError) => {
    assert.equal(error.code, 'invalid_input');
    assert.ok(error.message.includes(nowhere));
    return true;
  });
  assert.deepEqual(await database.query('select external_id from contacts'), []);
});

test('an import without rejects leaves no rejects file', async () => {
  const own = join(folder, 'none.csv');
  assert.equal((await load('contacts', contacts, { rejectsFile: own })).rejectsFile, null);
  assert.ok(!existsSync(own));
});

test('a dry run counts what would happen and changes nothing', async () => {
  const report = await load('contacts', contacts, { dryRun: true });
  assert.deepEqual(counts(report), { ...nothing, read: 2, inserted: 2 });
  assert.deepEqual(await database.query('select 1 from contacts'), []);
});

test('leads take their contact by its external id and may not convert before they exist', async () => {
  await load('contacts', contacts);
  const report = await load('leads', [
    'lead_id,contact,stage,score,converted_at,order_value,created_at',
    '1,a,won,87.5,2026-01-10,99.90,2026-01-02',
    '2,nobody,new,,,,2026-01-02',
    '3,b,won,,2026-01-01,,2026-01-02',
    '4,b,hot,,,,2026-01-02',
    '5,b,,101,,,2026-01-02',
    '6,b,,,,,2026-01-02',
  ]);
  assert.deepEqual(counts(report), { ...nothing, read: 6, inserted: 2, rejected: 4 });
  assert.deepEqual(causes(report), [
    'contact names a contact that does not exist',
    'converted_at lies before created_at',
    'stage is not one of new, contacted, qualified, proposal, won, lost',
    'score is not a number from 0 to 100',
  ]);
  const rows = await database.query(
    `select l.external_id, c.external_id as contact, stage, score, converted, order_value
     from leads l join contacts c on c.id = l.contact_id order by 1`,
  );
  assert.deepEqual(rows, [
    { external_id: '1', contact: 'a', stage: 'won', score: 87.5, converted: true, order_value: 99.9 },
    { external_id: '6', contact: 'b', stage: 'new', score: null, converted: false, order_value: null },
  ]);
});

test('messages open their conversations, each of one contact, from its first message on', async () => {
  await load('contacts', contacts);
  const header = 'message_id,contact,conversation,direction,text,sent_at';
  const report = await load('messages', [
    header,
    '1,a,x,inbound,Hello,2026-01-03T10:00',
    '2,a,x,outbound,"Hi,\nyou",2026-01-02T10:00',
    '3,b,x,inbound,mine?,2026-01-04T10:00',
    '4,b,,inbound,,2026-01-04T10:00',
    '5,b,y,sideways,,2026-01-04T10:00',
  ]);
  assert.deepEqual(counts(report), { ...nothing, read: 5, inserted: 4, rejected: 1 });
  assert.deepEqual(causes(report), ['direction is not one of inbound, outbound']);
  assert.ok(report.notes.some((note) => note.startsWith('A conversation has messages of several contacts')));
  await load('messages', [header, '6,a,x,inbound,earlier,2026-01-01T10:00']);
  assert.deepEqual(await database.query('select external_id, opened_at from conversations order by 1'), [
    { external_id: 'x', opened_at: new Date('2026-01-01T10:00Z') },
    { external_id: 'x:b', opened_at: new Date('2026-01-04T10:00Z') },
  ]);
  const [message] = await database.query(
    `select content_type, urgency, sentiment, text from messages where external_id = '2'`,
  );
  assert.deepEqual(message, { content_type: 'informational', urgency: 0, sentiment: null, text: 'Hi,\nyou' });
});

test('purchases without ids are found again, identical ones each', async () => {
  await load('contacts', contacts);
  const header = 'contact,purchased_at,amount,quantity';
  const rows = ['a,2026-01-03,10.00,1', 'a,2026-01-03,10.0,1', 'a,20260103,10,2', 'b,2026-01-03,10,1'];
  assert.deepEqual(counts(await load('purchases', [header, ...rows])), { ...nothing, read: 4, inserted: 4 });
  assert.deepEqual(counts(await load('purchases', [header, ...rows])), { ...nothing, read: 4, unchanged: 4 });
  const more = await load('purchases', [header, ...rows, rows[0] ?? '']);
  assert.deepEqual(counts(more), { ...nothing, read: 5, inserted: 1, unchanged: 4 });
});

test('purchases exported with the ids they were given here are the same purchases', async () => {
  await load('contacts', contacts);
  await load('purchases', ['contact,purchased_at,amount', 'a,2026-01-03,19.995']);
  const exported = await database.query<{ line: string }>(
    `select p.external_id || ',a,2026-01-03,' || amount as line from purchases p`,
  );
  const lines = ['external_id,contact,purchased_at,amount', ...exported.map(({ line }) => line)];
  assert.deepEqual(counts(await load('purchases', lines)), { ...nothing, read: 1, unchanged: 1 });
});

test('a simulated row that the business owns after all becomes a real one', async () => {
  await database.query(
    `insert into contacts (external_id, name, synthetic, created_at) values ('a', 'Ann', true, '2026-01-01')`,
  );
  assert.deepEqual(counts(await load('contacts', contacts)), { ...nothing, read: 2, inserted: 1, updated: 1 });
  assert.deepEqual(await database.query('select distinct synthetic from contacts'), [{ synthetic: false }]);
});

test('an import that is cancelled or fails leaves no row and no file behind', async () => {
  const many = Array.from({ length: 12_000 }, (_, at) => `${at},2026-01-0${at % 2 === 0 ? 1 : 'x'}`);
  const abort = new AbortController();
  const cancelled = load('contacts', ['external_id,created_at', ...many], {
    signal: abort.signal,
    onProgress: ({ read }) => read >= 10_000 && abort.abort(new Error('enough')),
    rejectsFile: join(folder, 'cancelled.csv'),
  });
  await assert.rejects(cancelled, /enough/);
  const open = load('contacts', ['external_id,created_at', ...many.slice(0, 6_000), '"open'], {
    rejectsFile: join(folder, 'open.csv'),
  });
  await assert.rejects(open, { code: 'invalid_input', message: /line 6002/ });
  assert.deepEqual(await database.query('select 1 from contacts'), []);
  assert.deepEqual(
    readdirSync(folder).filter((name) => /cancelled|open/.test(name)),
    [],
  );
});

test('progress counts rows and bytes to the end', async () => {
  const seen: number[][] = [];
  await load('contacts', contacts, {
    onProgress: ({ read, rejected, bytesRead, totalBytes }) => seen.push([read, rejected, bytesRead / totalBytes]),
  });
  assert.deepEqual(seen, [[2, 0, 1]]);
});
