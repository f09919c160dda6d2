import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { utc } from '../../../ingest/fields/moment-text.ts';
import { undoImport } from '../../../ingest/undo-import.ts';
import { plainRecord } from '../../../ingest/upsert/plain-record.ts';
import { upsertRecords } from '../../../ingest/upsert/upsert-records.ts';
import { countParked } from '../../../store/crm/parked-rows.ts';
import { forgetImages } from '../../../store/crm/row-batches.ts';
import { inTransaction } from '../../../store/database/transaction.ts';
import { openTestDatabase } from '../../store/test-database.ts';

const database = await openTestDatabase();
const now = new Date('2026-11-01T12:00:00Z');

beforeEach(async () => {
  await database.query('truncate contacts, campaigns, conversations restart identity cascade');
  await database.query('truncate parked_rows, row_changes, import_batches, upsert_answers cascade');
});

type Given = Parameters<typeof plainRecord>[1];

/** `table: row`, written in one transaction; the statuses. */
async function upsert(...rows: readonly (readonly [Parameters<typeof plainRecord>[0], Given])[]): Promise<string[]> {
  return (await outcome(...rows)).results.map(({ status }) => status);
}

function outcome(...rows: readonly (readonly [Parameters<typeof plainRecord>[0], Given])[]) {
  const settings = { timezone: 'UTC' };
  const records = rows.map(([table, row]) => plainRecord(table, row, { source: '', zone: utc }));
  return inTransaction(database, (client) =>
    upsertRecords(client, records, { origin: 'api', label: 'rows', settings, now }),
  );
}

const ann = { external_id: 'a', name: 'Ann', phone: '+15550100001', created_at: '2026-01-01T00:00:00Z' };
const hello = { external_id: 'm1', contact: 'a', direction: 'inbound', text: 'Hello', sent_at: '2026-02-01T10:00:00Z' };
const lead = { external_id: 'l', contact: 'a', stage: 'new', created_at: '2026-03-01T00:00:00Z' };

test('says of each row whether it was inserted, updated, or is as it was', async () => {
  assert.deepEqual(await upsert(['contacts', ann], ['messages', hello]), ['inserted', 'inserted']);
  assert.deepEqual(await upsert(['contacts', ann], ['messages', hello]), ['unchanged', 'unchanged']);
  const changed = await upsert(
    ['contacts', { ...ann, name: 'Anna' }],
    ['messages', hello],
    ['messages', { ...hello, external_id: 'm2' }],
  );
  assert.deepEqual(changed, ['updated', 'unchanged', 'inserted']);
  assert.equal(
    (await database.query('select 1 from import_batches')).length,
    2,
    'of what changed nothing no batch is kept',
  );
});

test('a field that is left out stays, null clears it, and a row that is there needs only its id', async () => {
  await upsert(
    ['contacts', { ...ann, country: 'PT' }],
    ['leads', { ...lead, owner: 'Rita', stage: 'won', converted_at: '2026-04-01' }],
  );
  assert.deepEqual(await upsert(['leads', { id: 'l', owner: 'Rui' }]), ['updated']);
  assert.deepEqual(await database.query('select owner, stage, converted_at is not null as won from leads'), [
    { owner: 'Rui', stage: 'won', won: true },
  ]);
  assert.deepEqual(await upsert(['leads', { id: 'l', owner: null, converted_at: null, stage: 'qualified' }]), [
    'updated',
  ]);
  assert.deepEqual(await database.query('select owner, stage, converted_at from leads'), [
    { owner: null, stage: 'qualified', converted_at: null },
  ]);
});

test('a row that lacks something or holds what can’t be read is rejected with code, field and remedy, and the others go in', async () => {
  const { results } = await outcome(
    ['contacts', ann],
    ['leads', { external_id: 'x', contact: 'a' }],
    ['leads', { ...lead, stage: 'perhaps' }],
    ['messages', { ...hello, sent_at: '2030-01-01T00:00:00Z' }],
    ['messages', hello],
  );
  assert.deepEqual(
    results.map(({ status, problems }) => [status, ...problems.map(({ column, reason }) => `${column} ${reason}`)]),
    [
      ['inserted'],
      ['rejected', 'created_at is missing'],
      ['rejected', 'stage is not one of new, contacted, qualified, proposal, won, lost'],
      ['rejected', 'sent_at lies in the future'],
      ['inserted'],
    ],
  );
  assert.match(results[2]?.problems[0]?.remedy ?? '', /^Send one of new, contacted/);
});

test('what comes before its contact waits, is counted, and goes in when the contact comes', async () => {
  const stage = { lead: 'l', stage: 'qualified', at: '2026-03-05T00:00:00Z' };
  assert.deepEqual(await upsert(['lead_stages', stage], ['leads', lead], ['messages', hello]), [
    'parked',
    'parked',
    'parked',
  ]);
  assert.deepEqual(await upsert(['messages', hello]), ['parked'], 'sent again it waits once');
  const waiting = await countParked(database);
  assert.deepEqual(
    waiting.map(({ table, parked }) => [table, parked]),
    [
      ['lead_stages', 1],
      ['leads', 1],
      ['messages', 1],
    ],
  );
  assert.match(waiting[2]?.example ?? '', /contact "a" names a contact that does not exist/);
  const { results, released } = await outcome(['contacts', ann]);
  assert.deepEqual([results.map(({ status }) => status), released], [['inserted'], 3]);
  assert.deepEqual(await countParked(database), []);
  assert.deepEqual(await database.query('select stage, valid_from from lead_versions order by valid_from'), [
    { stage: 'new', valid_from: new Date('2026-03-01') },
    { stage: 'qualified', valid_from: new Date('2026-03-05') },
  ]);
});

test('a row waits for any key of its contact, also by phone, and for its conversation', async () => {
  const byPhone = { external_id: 'm2', contact_phone: '+1 555 010 0001', direction: 'inbound', sent_at: '2026-02-01' };
  const reply = { external_id: 'm3', conversation: 'v', direction: 'outbound', sent_at: '2026-02-02' };
  const conversation = { external_id: 'v', contact: 'a', opened_at: '2026-02-01' };
  assert.deepEqual(await upsert(['messages', byPhone], ['messages', reply], ['conversations', conversation]), [
    'parked',
    'parked',
    'parked',
  ]);
  await upsert(['contacts', ann]);
  assert.deepEqual(await database.query('select external_id from messages order by 1'), [
    { external_id: 'm2' },
    { external_id: 'm3' },
  ]);
});

test('in one batch the order of rows makes no difference', async () => {
  const rows = [
    ['messages', hello],
    ['lead_stages', { lead: 'l', stage: 'lost', at: '2026-03-09' }],
    ['leads', lead],
    ['contacts', ann],
  ] as const;
  assert.deepEqual(await upsert(...rows), ['inserted', 'inserted', 'inserted', 'inserted']);
  assert.deepEqual(await countParked(database), []);
});

test('a change is dated as it says, and what is older than what is stored only enters the history', async () => {
  await upsert(['contacts', ann], ['leads', { ...lead, changed_at: '2026-03-01T00:00:00Z' }]);
  assert.deepEqual(await upsert(['leads', { id: 'l', stage: 'proposal', changed_at: '2026-03-20T00:00:00Z' }]), [
    'updated',
  ]);
  const late = await upsert([
    'leads',
    { id: 'l', stage: 'qualified', owner: 'Old', changed_at: '2026-03-10T00:00:00Z' },
  ]);
  assert.deepEqual(late, ['inserted'], 'into the history of its stages');
  assert.deepEqual(await database.query('select stage, owner from leads'), [{ stage: 'proposal', owner: null }]);
  assert.deepEqual(await stages(), [
    ['new', '2026-03-01'],
    ['qualified', '2026-03-10'],
    ['proposal', '2026-03-20'],
  ]);
});

test('states of one row come to the same history in any order', async () => {
  const states = [
    { ...lead, changed_at: '2026-03-01T00:00:00Z' },
    { id: 'l', stage: 'contacted', changed_at: '2026-03-02T00:00:00Z' },
    { id: 'l', stage: 'contacted', owner: 'Rita', changed_at: '2026-03-03T00:00:00Z' },
    { id: 'l', stage: 'qualified', changed_at: '2026-03-04T00:00:00Z' },
    { id: 'l', stage: 'contacted', changed_at: '2026-03-05T00:00:00Z' },
  ] as const;
  const expected = [
    ['new', '2026-03-01'],
    ['contacted', '2026-03-02'],
    ['qualified', '2026-03-04'],
    ['contacted', '2026-03-05'],
  ];
  await upsert(['contacts', ann], ...states.map((row) => ['leads', row] as const));
  assert.deepEqual(await stages(), expected, 'in one batch');
  await database.query('truncate leads, row_changes cascade');
  for (const at of [0, 4, 2, 3, 1]) await upsert(['leads', states[at] as Given]);
  assert.deepEqual(await stages(), expected, 'one by one, out of order');
  assert.deepEqual(await database.query('select stage from leads'), [{ stage: 'contacted' }]);
});

async function stages() {
  const rows = await database.query<{ stage: string; valid_from: Date }>(
    'select stage, valid_from from lead_versions order by valid_from',
  );
  return rows.map(({ stage, valid_from: from }) => [stage, from.toISOString().slice(0, 10)]);
}

test('a deletion takes a row and what belongs to it, and an older word does not bring it back', async () => {
  await upsert(['contacts', ann], ['messages', hello], ['leads', lead]);
  const gone = { op: 'delete', id: 'm1', changed_at: '2026-05-01T00:00:00Z' } as const;
  assert.deepEqual(await upsert(['messages', gone]), ['deleted']);
  assert.deepEqual(await upsert(['messages', { ...hello, changed_at: '2026-04-01T00:00:00Z' }]), ['unchanged']);
  assert.deepEqual(await upsert(['messages', gone]), ['unchanged']);
  assert.deepEqual(await upsert(['contacts', { op: 'delete', id: 'a' }]), ['deleted']);
  assert.deepEqual(await database.query('select 1 from leads union all select 1 from messages'), []);
});

test('an update waits for its row, and a merge for one of its contacts', async () => {
  assert.deepEqual(await upsert(['leads', { op: 'update', id: 'l', stage: 'won' }]), ['parked']);
  assert.deepEqual(await upsert(['contacts', { op: 'merge', id: 'b', merged_into: 'a' }]), ['parked']);
  assert.deepEqual(await upsert(['messages', { ...hello, contact: 'b' }]), ['parked']);
  await upsert(['contacts', ann], ['leads', lead]);
  assert.deepEqual(await database.query('select stage from leads'), [{ stage: 'won' }]);
  assert.deepEqual(
    await database.query('select c.external_id from messages as m join contacts as c on c.id = m.contact_id'),
    [{ external_id: 'a' }],
  );
  assert.deepEqual(await upsert(['contacts', { op: 'merge', id: 'b', merged_into: 'a' }]), ['merged']);
});

test('an order that comes before its lead is stored, and names it once the lead is there', async () => {
  const order = { external_id: 'o', contact: 'a', amount: 12.5, lead: 'l', purchased_at: '2026-03-04' };
  assert.deepEqual(await upsert(['contacts', ann], ['purchases', order]), ['inserted', 'inserted']);
  assert.match(
    (await countParked(database))[0]?.example ?? '',
    /lead "l" is a lead that is not there: stored without it/,
  );
  assert.deepEqual(await upsert(['leads', lead]), ['inserted']);
  const named = 'select l.external_id as lead from purchases as p left join leads as l on l.id = p.lead_id';
  assert.deepEqual(await database.query(named), [{ lead: 'l' }]);
  assert.deepEqual(await countParked(database), []);
  await upsert(['purchases', { ...order, external_id: 'p', lead: 'x' }]);
  await upsert(['purchases', { ...order, external_id: 'p', lead: 'l' }]);
  assert.deepEqual(await countParked(database), [], 'what it named before is out of date');
});

test('the deletion of a contact that was merged away leaves the one that it became', async () => {
  await upsert(
    ['contacts', ann],
    ['contacts', { external_id: 'b', name: 'Ann too', created_at: '2026-01-05' }],
    ['messages', { ...hello, contact: 'b' }],
  );
  assert.deepEqual(await upsert(['contacts', { op: 'merge', id: 'b', merged_into: 'a' }]), ['merged']);
  assert.deepEqual(await upsert(['contacts', { op: 'delete', id: 'b' }]), ['unchanged']);
  assert.deepEqual(await database.query('select external_id from contacts'), [{ external_id: 'a' }]);
});

test('columns of one’s own are kept as attributes', async () => {
  await upsert(['contacts', { ...ann, attributes: { plan: 'gold', seats: 3 } }]);
  assert.deepEqual(await upsert(['contacts', { id: 'a', attributes: { seats: 4 } }]), ['updated']);
  const found = await database.query(
    'select distinct on (name) name, value from contact_attributes order by name, valid_from desc',
  );
  assert.deepEqual(found, [
    { name: 'plan', value: 'gold' },
    { name: 'seats', value: '4' },
  ]);
});

test('a batch of rows is taken back as an import is, while its images are kept', async () => {
  await upsert(['contacts', ann]);
  const { batch } = await outcome(['contacts', { ...ann, name: 'Wrong' }], ['messages', hello]);
  assert.ok(batch !== null);
  const { deleted, restored } = await undoImport(database, batch);
  assert.deepEqual([deleted, restored], [1, 1]);
  assert.deepEqual(await database.query('select name from contacts'), [{ name: 'Ann' }]);
  const { batch: later } = await outcome(['contacts', { ...ann, name: 'Anna' }]);
  assert.equal(await forgetImages(database, new Date(Date.now() + 1_000)), 2);
  await assert.rejects(undoImport(database, later ?? 0), { code: 'invalid_input' });
});
