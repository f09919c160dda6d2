import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, test } from 'node:test';
import type { MappedTable } from '../../ingest/mapping/mapping-schema.ts';
import { temporaryFolder } from '../infrastructure.ts';
import { openTestDatabase } from '../store/test-database.ts';
import { counts, loadTable } from './load-table.ts';

const database = await openTestDatabase();
const file = join(temporaryFolder(), 'given.csv');
const started = new Date();

beforeEach(async () => {
  await database.query('truncate contacts, import_batches restart identity cascade');
  await load('contacts', 'id,name,created_at', 'a,Ann,2026-01-01', 'b,Bob,2026-01-01');
});

async function load(table: MappedTable, ...lines: string[]) {
  writeFileSync(file, `${lines.join('\n')}\n`);
  return counts(await loadTable(database, table, file));
}

/** 'stage@day' in order; a version that an import dated itself has '?' for its day. */
async function versions(table: string, key: string, value: string): Promise<string[]> {
  const rows = await database.query<{ value: string; at: Date; dated: boolean }>(
    `select ${value}::text as value, valid_from as at, dated from ${table} where ${key} = (select min(${key}) from ${table}) order by valid_from`,
  );
  for (const { at, dated } of rows) assert.equal(at >= started, !dated, 'only the import dates by itself');
  return rows.map(({ value: each, at, dated }) => `${each}@${dated ? at.toISOString().slice(0, 10) : '?'}`);
}

const stages = () => versions('lead_versions', 'lead_id', 'stage');
const states = () => versions('support_ticket_versions', 'ticket_id', 'state');
const optIns = () => versions('contact_versions', 'contact_id', 'opted_in');
const profiles = () => versions('contact_versions', 'contact_id', `concat_ws('/', name, country, opted_in)`);

async function total(table: string): Promise<number> {
  return (await database.query(`select 1 from ${table}`)).length;
}

test('a stage without a date holds since the import; a date that comes later takes its place', async () => {
  await load('leads', 'id,contact,stage,created_at', '1,a,proposal,2026-02-01');
  assert.deepEqual(await stages(), ['new@2026-02-01', 'proposal@?']);
  const report = await load(
    'leads',
    'id,contact,stage,stage_changed_at,created_at',
    '1,a,proposal,2026-02-05,2026-02-01',
  );
  assert.equal(report.updated, 1);
  assert.deepEqual(await stages(), ['new@2026-02-01', 'proposal@2026-02-05']);
});

test('a stage that changed between two imports is dated at the later one, or by its own date', async () => {
  await load('leads', 'id,contact,stage,stage_changed_at,created_at', '1,a,contacted,2026-02-02,2026-02-01');
  await load('leads', 'id,contact,stage,created_at', '1,a,qualified,2026-02-01');
  assert.deepEqual(await stages(), ['new@2026-02-01', 'contacted@2026-02-02', 'qualified@?']);
  await load('leads', 'id,contact,stage,stage_changed_at,created_at', '1,a,proposal,2026-02-09,2026-02-01');
  assert.deepEqual(await stages(), ['new@2026-02-01', 'contacted@2026-02-02', 'proposal@2026-02-09']);
});

test('a dated history of stages replaces what was not dated, and decides the stage of the lead', async () => {
  await load(
    'leads',
    'id,contact,stage,converted_at,created_at',
    '1,a,won,2026-03-03,2026-02-01',
    '2,b,lost,,2026-02-01',
  );
  const history = [
    'lead,stage,at',
    '1,contacted,2026-02-02',
    '1,proposal,2026-02-10',
    '1,won,2026-03-01',
    '2,lost,2026-02-20',
  ];
  const report = await load('lead_stages', ...history);
  assert.deepEqual(report, { read: 4, inserted: 4, updated: 0, unchanged: 0, merged: 0, rejected: 0 });
  assert.deepEqual(await stages(), ['new@2026-02-01', 'contacted@2026-02-02', 'proposal@2026-02-10', 'won@2026-03-01']);
  assert.equal(await total('lead_versions'), 6);
  assert.deepEqual(await load('lead_stages', ...history), { ...report, inserted: 0, unchanged: 4 });
  assert.equal((await load('lead_stages', 'lead,stage,at', '1,lost,2026-04-01')).inserted, 1);
  const [lead] = await database.query(`select stage from leads where external_id = '1'`);
  assert.deepEqual(lead, { stage: 'lost' });
});

test('backdated states of tickets work as those of leads do', async () => {
  await load('support_tickets', 'id,contact,state,opened_at', '1,a,resolved,2026-02-01');
  assert.deepEqual(await states(), ['open@2026-02-01', 'resolved@?']);
  await load('support_tickets', 'id,contact,state,opened_at,closed_at', '1,a,resolved,2026-02-01,2026-02-04');
  assert.deepEqual(await states(), ['open@2026-02-01', 'resolved@2026-02-04']);
  await load('ticket_states', 'ticket,state,at', '1,pending,2026-02-02', '1,resolved,2026-02-03', '1,open,2026-02-10');
  assert.deepEqual(await states(), ['open@2026-02-01', 'pending@2026-02-02', 'resolved@2026-02-03', 'open@2026-02-10']);
  assert.deepEqual(await database.query('select state from support_tickets'), [{ state: 'open' }]);
});

test('opting out is dated by its own date, whenever that becomes known', async () => {
  await load('contacts', 'id,opted_in,created_at', 'a,no,2026-01-01');
  assert.deepEqual(await optIns(), ['true@2026-01-01', 'false@?']);
  await load('contacts', 'id,opted_out_at,created_at', 'a,2026-03-01,2026-01-01');
  assert.deepEqual(await optIns(), ['true@2026-01-01', 'false@2026-03-01']);
  const again = await load('contacts', 'id,opted_out_at,created_at', 'a,2026-03-01,2026-01-01');
  assert.equal(again.unchanged, 1);
  assert.deepEqual(await optIns(), ['true@2026-01-01', 'false@2026-03-01']);
});

test('dated opt-ins are woven into the versions of the profile', async () => {
  await load('contacts', 'id,name,opted_in,created_at', 'a,Anna,no,2026-01-01');
  const rows = ['contact,opted_in,at', 'a,no,2026-02-01', 'a,yes,2026-03-01', 'a,no,2026-04-01'];
  assert.equal((await load('opt_ins', ...rows)).inserted, 3);
  const expected = ['true@2026-01-01', 'false@2026-02-01', 'true@2026-03-01', 'false@2026-04-01'];
  assert.deepEqual((await optIns()).slice(0, 4), expected);
  const before = await total('contact_versions');
  assert.equal((await load('opt_ins', ...rows)).unchanged, 3);
  assert.equal(await total('contact_versions'), before);
  assert.equal((await load('opt_ins', 'contact,opted_in,at', 'a,yes,2026-05-01')).inserted, 1);
  const [contact] = await database.query(`select opted_in from contacts where external_id = 'a'`);
  assert.deepEqual(contact, { opted_in: true });
});

test('whole profiles of the past take the place of what an import dated', async () => {
  await load('contacts', 'id,name,country,opted_in,created_at', 'a,Anna,PT,no,2026-01-01');
  assert.deepEqual(await profiles(), ['Ann/t@2026-01-01', 'Anna/PT/f@?']);
  const rows = [
    'contact,at,name,country,opted_in',
    'a,2026-01-01,Ann,ES,yes',
    'a,2026-02-01,Ann,PT,yes',
    'a,2026-03-01,Anna,PT,no',
  ];
  const report = await load('contact_changes', ...rows);
  assert.deepEqual(report, { read: 3, inserted: 2, updated: 1, unchanged: 0, merged: 0, rejected: 0 });
  assert.deepEqual(await profiles(), ['Ann/ES/t@2026-01-01', 'Ann/PT/t@2026-02-01', 'Anna/PT/f@2026-03-01']);
  assert.deepEqual(await load('contact_changes', ...rows), { ...report, inserted: 0, updated: 0, unchanged: 3 });
  await load('contact_changes', 'contact,at,name', 'a,2026-04-01,Anita');
  const [contact] = await database.query(`select name, country, opted_in from contacts where external_id = 'a'`);
  assert.deepEqual(contact, { name: 'Anita', country: 'PT', opted_in: false });
});

test('a history of a lead that does not exist is rejected', async () => {
  assert.equal((await load('lead_stages', 'lead,stage,at', '9,won,2026-02-01')).rejected, 1);
});
