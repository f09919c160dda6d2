import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inTransaction } from '../../store/database/transaction.ts';
import { openTestDatabase } from './test-database.ts';

const database = await openTestDatabase();
const start = new Date('2026-01-01T00:00:00Z');
let number = 0;

async function addContact(optedIn = true): Promise<number> {
  const [row] = await database.query<{ id: number }>(
    `insert into contacts (external_id, opted_in, created_at) values ($1, $2, $3) returning id`,
    [`contact ${++number}`, optedIn, start],
  );
  return row?.id ?? 0;
}

async function addLead(stage: string, convertedAt: Date | null = null): Promise<number> {
  const [row] = await database.query<{ id: number }>(
    `insert into leads (external_id, contact_id, stage, converted_at, created_at) values ($1, $2, $3, $4, $5) returning id`,
    [`lead ${++number}`, await addContact(), stage, convertedAt, start],
  );
  return row?.id ?? 0;
}

async function stages(lead: number): Promise<{ stage: string; from: Date }[]> {
  return await database.query(
    'select stage, valid_from as from from lead_versions where lead_id = $1 order by valid_from',
    [lead],
  );
}

async function changeAt(moment: Date, sql: string, parameters: readonly unknown[]): Promise<void> {
  await inTransaction(database, async (client) => {
    await client.query(`select set_config('perennial.changed_at', $1, true)`, [moment.toISOString()]);
    await client.query(sql, [...parameters]);
  });
}

test('a change is kept with the moment it became true', async () => {
  const lead = await addLead('new');
  const moved = new Date('2026-02-01T00:00:00Z');
  await changeAt(moved, `update leads set stage = 'qualified' where id = $1`, [lead]);
  assert.deepEqual(await stages(lead), [
    { stage: 'new', from: start },
    { stage: 'qualified', from: moved },
  ]);
});

test('an update that changes nothing keeps no version', async () => {
  const lead = await addLead('new');
  await database.query(`update leads set stage = 'new', score = 5 where id = $1`, [lead]);
  assert.equal((await stages(lead)).length, 1);
});

test('a lead that arrives won was new at first and won when it converted', async () => {
  const converted = new Date('2026-01-20T00:00:00Z');
  assert.deepEqual(await stages(await addLead('won', converted)), [
    { stage: 'new', from: start },
    { stage: 'won', from: converted },
  ]);
});

test('a stage that arrives without its date holds only from now on', async () => {
  const before = new Date();
  const found = await stages(await addLead('proposal'));
  assert.deepEqual(found[0], { stage: 'new', from: start });
  assert.equal(found[1]?.stage, 'proposal');
  assert.ok((found[1]?.from ?? start) >= before);
});

test('a contact that arrives opted out counts as opted in for the past', async () => {
  const contact = await addContact(false);
  const versions = await database.query(
    'select opted_in from contact_versions where contact_id = $1 order by valid_from',
    [contact],
  );
  assert.deepEqual(versions, [{ opted_in: true }, { opted_in: false }]);
});

test('a creation date that is moved back moves the first version with it', async () => {
  const lead = await addLead('new');
  const earlier = new Date('2025-12-01T00:00:00Z');
  await database.query('update leads set created_at = $2 where id = $1', [lead, earlier]);
  assert.deepEqual(await stages(lead), [{ stage: 'new', from: earlier }]);
});

test('a writer that brings its own history switches the triggers off for its transaction', async () => {
  const contact = await addContact();
  await inTransaction(database, async (client) => {
    await client.query(`select set_config('perennial.history', 'off', true)`);
    await client.query(`update contacts set name = 'quietly' where id = $1`, [contact]);
  });
  assert.equal((await database.query('select 1 from contact_versions where contact_id = $1', [contact])).length, 1);
  await database.query(`update contacts set name = 'aloud' where id = $1`, [contact]);
  assert.equal((await database.query('select 1 from contact_versions where contact_id = $1', [contact])).length, 2);
});
