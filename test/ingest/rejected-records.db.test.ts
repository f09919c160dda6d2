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
name: clicks
tables:
  contacts: { when: { kind: customer }, external_id: who, created_at: at }
  campaign_events: { contact: who, campaign: campaign, type: { value: clicked }, occurred_at: at }`;
  await database.query(
    `insert into campaigns (external_id, name, started_at) values ('k', 'k', '2026-01-01') on conflict do nothing`,
  );
  const report = await load(mapping, 'kind,who,campaign,at', 'customer,a,nowhere,2026-01-01', 'guest,a,k,2026-01-02');
  assert.deepEqual([report.stored, report.rejected], [0, 2]);
  assert.deepEqual(causes(report).toSorted(), [
    'campaign names a campaign that does not exist',
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

test('a row that names a lead, campaign or message that is not there goes in without it, and importing again fills it', async () => {
  await database.query(`insert into contacts (external_id, created_at) values ('a', '2026-01-01')`);
  await database.query('truncate campaigns cascade');
  const tables = {
    leads: 'tables: { leads: { external_id: id, contact: who, campaign: campaign, created_at: at } }',
    messages:
      'tables: { messages: { external_id: id, contact: who, campaign: campaign, direction: { value: inbound }, sent_at: at } }',
    purchases:
      'tables: { purchases: { external_id: id, contact: who, lead: lead, amount: { value: 5 }, purchased_at: at } }',
    campaign_events: `tables:
  campaigns: { when: { id: e }, external_id: campaign, started_at: at }
  campaign_events: { external_id: id, contact: who, campaign: campaign, message: message, type: { value: clicked }, occurred_at: at }`,
  };
  const take = (table: keyof typeof tables, ...lines: readonly string[]) =>
    load(`name: ${table}\n${tables[table]}`, 'id,who,lead,campaign,message,at', ...lines);
  const steps = [
    () => take('purchases', 'p,a,l,,,2026-01-03', 'q,a,l,,,2026-01-03', 'r,a,,,,2026-01-03'),
    () => take('leads', 'l,a,,k,,2026-01-02'),
    () => take('messages', 'm,a,,k,,2026-01-02'),
    // the campaign of an event is no choice
    () => take('campaign_events', 'e,a,,k,n,2026-01-02', 'f,a,,other,,2026-01-02'),
  ];
  const first: FileReport[] = [];
  for (const step of steps) first.push(await step());
  assert.deepEqual(
    first.map(({ stored, rejected, notes }) => [stored, rejected, notes.filter((note) => note.includes('not there'))]),
    [
      [3, 0, ['2 rows name a lead that is not there: stored without it; import the leads and this file again.']],
      [
        1,
        0,
        ['1 row names a campaign that is not there: stored without it; import the campaigns and this file again.'],
      ],
      [
        1,
        0,
        ['1 row names a campaign that is not there: stored without it; import the campaigns and this file again.'],
      ],
      [1, 1, ['1 row names a message that is not there: stored without it; import the messages and this file again.']],
    ],
  );
  await take('messages', 'n,a,,k,,2026-01-02');
  for (const step of steps)
    assert.deepEqual(
      (await step()).notes.filter((note) => note.includes('not there')),
      [],
    );
  const [{ filled }] = await database.query<{ filled: number }>(
    `select (select count(*) from purchases where lead_id is not null) + (select count(*) from leads where campaign_id is not null)
       + (select count(*) from messages where campaign_id is not null) + (select count(*) from campaign_events where message_id is not null) as filled`,
  );
  assert.equal(Number(filled), 6);
});

test('a row may name a lead that stands below it in the file', async () => {
  await database.query(`insert into contacts (external_id, created_at) values ('a', '2026-01-01')`);
  const mapping = `
name: both
tables:
  leads: { when: { kind: lead }, external_id: id, contact: who, created_at: at }
  purchases: { when: { kind: order }, external_id: id, contact: who, lead: lead, amount: { value: 5 }, purchased_at: at }`;
  const report = await load(mapping, 'kind,id,who,lead,at', 'order,p,a,l,2026-01-02', 'lead,l,a,,2026-01-01');
  assert.deepEqual([report.stored, report.notes.filter((note) => note.includes('not there'))], [2, []]);
  assert.deepEqual(await database.query('select 1 as linked from purchases where lead_id is not null'), [
    { linked: 1 },
  ]);
});
