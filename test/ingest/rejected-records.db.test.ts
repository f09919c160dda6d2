import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, test } from 'node:test';
import { importFiles } from '../../ingest/import-files.ts';
import type { FileReport } from '../../ingest/import-report.ts';
import { planFiles } from '../../ingest/plan-files.ts';
import { temporaryFolder } from '../infrastructure.ts';
import { openTestDatabase } from '../store/test-database.ts';
import { causes } from './load-table.ts';

const database = await openTestDatabase();
const file = join(temporaryFolder(), 'given.csv');

beforeEach(() => database.query('truncate contacts restart identity cascade'));

async function load(mapping: string, ...lines: readonly string[]): Promise<FileReport> {
  writeFileSync(file, `${lines.join('\n')}\n`);
  writeFileSync(`${file}.mapping.yaml`, mapping);
  const files = await planFiles([file]);
  const [report] = await importFiles({ database, files, settings: { timezone: 'UTC' }, now: new Date('2026-12-01') });
  return report;
}

test('a contact that only a rejected record brings is not found by the records after it', async () => {
  const mapping = `
name: orders
tables:
  contacts: { when: { kind: customer }, external_id: who, created_at: at }
  purchases: { contact: who, lead: lead, amount: amount, purchased_at: at }`;
  const report = await load(
    mapping,
    'kind,who,lead,amount,at',
    'customer,a,nowhere,5,2026-01-01',
    'guest,a,,5,2026-01-02',
  );
  assert.deepEqual([report.stored, report.rejected], [0, 2]);
  assert.deepEqual(causes(report).toSorted(), [
    'lead names a lead that does not exist',
    'who names a contact that does not exist',
  ]);
});

test('a conversation does not give a message the contact that only a rejected message names', async () => {
  const mapping = `
name: messages
tables:
  messages: { external_id: id, contact: who, conversation: talk, direction: way, sent_at: at }`;
  const report = await load(
    mapping,
    'id,who,talk,way,at',
    'm1,nobody,t,inbound,2026-01-01',
    'm2,,t,outbound,2026-01-02',
  );
  assert.deepEqual([report.stored, report.rejected], [0, 2]);
});

test('a file of messages says how many conversations it opens', async () => {
  await database.query(`insert into contacts (external_id, created_at) values ('a', '2026-01-01')`);
  const mapping = `
name: messages
tables:
  messages: { external_id: id, contact: who, conversation: talk, direction: way, sent_at: at }`;
  const report = await load(
    mapping,
    'id,who,talk,way,at',
    'm1,a,t,inbound,2026-01-01',
    'm2,a,t,outbound,2026-01-02',
    'm3,a,u,outbound,2026-01-02',
  );
  assert.deepEqual(report.notes, ['2 conversations were opened by their messages.']);
});

test('what a text column of the database refuses is quoted in the report and stops no file', async () => {
  const mapping = `
name: contacts
tables:
  contacts: { external_id: id, name: name, created_at: at }`;
  const filler = Array.from({ length: 3_000 }, (_, at) => `c${at},somebody with a long name,2026-01-01`);
  const report = await load(mapping, 'id,name,at', ...filler, 'odd,a\0b,2026-01-01');
  assert.deepEqual([report.stored, report.rejected], [3_000, 1]);
  const [stored] = await database.query<{ value: string }>(
    `select report #>> '{causes,0,examples,0,value}' as value from import_batches order by id desc limit 1`,
  );
  assert.equal(stored.value, 'a\ufffdb');
});
