import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, test } from 'node:test';
import { listImports } from '../../ingest/list-imports.ts';
import type { MappedTable } from '../../ingest/mapping/mapping-schema.ts';
import { undoImport } from '../../ingest/undo-import.ts';
import { mergeContacts } from '../../store/crm/merge-contacts.ts';
import { unmergeContacts } from '../../store/crm/unmerge-contacts.ts';
import { inTransaction } from '../../store/database/transaction.ts';
import { temporaryFolder } from '../infrastructure.ts';
import { openTestDatabase } from '../store/test-database.ts';
import { loadTable } from './load-table.ts';

const database = await openTestDatabase();
const folder = temporaryFolder();
mkdirSync(folder, { recursive: true });

beforeEach(async () => {
  await database.query(
    'truncate contacts, campaigns, import_batches, exchange_rates, contact_merges restart identity cascade',
  );
  await database.query('update business set currency = null');
});

/** The number of the import. */
async function load(table: MappedTable, ...lines: string[]): Promise<number> {
  const file = join(folder, `${table}.csv`);
  writeFileSync(file, `${lines.join('\n')}\n`);
  const { batch, rejected } = await loadTable(database, table, file);
  assert.equal(rejected, 0);
  return batch ?? 0;
}

const tables = {
  contacts: 'contact_versions contact_attributes contact_identities',
  campaigns: '',
  leads: 'lead_versions lead_attributes',
  conversations: '',
  messages: '',
  campaign_events: '',
  purchases: '',
  support_tickets: 'support_ticket_versions',
  exchange_rates: '',
  business: '',
} as const;

/** All rows of all tables. */
async function everything(): Promise<unknown> {
  const all: Record<string, unknown> = {};
  for (const name of Object.entries(tables).flatMap(([table, owned]) => [table, ...owned.split(' ')])) {
    if (name === '') continue;
    all[name] = await database.query(`select to_jsonb(t)::text as row from ${name} as t order by 1`);
  }
  return all;
}

async function loadAll(): Promise<number[]> {
  return [
    await load(
      'contacts',
      'id,name,phone,opted_in,created_at',
      'a,Anna,+15550100001,no,2026-01-01',
      'b,Bob,,no,2026-01-01',
    ),
    await load('campaigns', 'id,started_at', 'k,2026-01-05'),
    await load('leads', 'id,contact,campaign,stage,created_at', 'l,a,k,proposal,2026-01-06', 'm,b,,new,2026-01-06'),
    await load('conversations', 'id,contact,opened_at', 'v,a,2026-01-07'),
    await load(
      'messages',
      'id,contact,conversation,campaign,direction,sent_at',
      '1,a,v,k,inbound,2026-01-06',
      '2,b,v,,inbound,2026-01-08',
    ),
    await load('campaign_events', 'campaign,contact,message,type,occurred_at', 'k,a,1,clicked,2026-01-09'),
    await load(
      'purchases',
      'id,contact,lead,amount,currency,purchased_at',
      'p,a,l,10,USD,2026-01-09',
      'q,b,,1500,JPY,2026-01-09',
    ),
    await load('support_tickets', 'id,contact,state,opened_at', 't,a,resolved,2026-01-09'),
    await load('contact_changes', 'contact,at,name', 'a,2026-01-01,Ann', 'a,2026-01-02,Anna'),
    await load('opt_ins', 'contact,opted_in,at', 'a,no,2026-01-10'),
    await load('lead_stages', 'lead,stage,at', 'l,contacted,2026-01-07', 'l,proposal,2026-01-08'),
    await load('ticket_states', 'ticket,state,at', 't,resolved,2026-01-12'),
    await load('exchange_rates', 'currency,valid_from,rate', 'JPY,2026-01-01,0.01'),
  ];
}

test('imports taken back one by one, the last first, leave what was there before each', async () => {
  const states: unknown[] = [];
  const batches: number[] = [];
  const loads = loadSteps();
  for (const step of loads) {
    states.push(await everything());
    batches.push(await step());
    await requireSums();
  }
  for (const [at, batch] of [...batches.entries()].reverse()) {
    const { kept } = await undoImport(database, batch);
    assert.deepEqual(kept, []);
    await requireSums();
    assert.deepEqual(await everything(), states[at], `import ${batch}`);
  }
});

/** The sums of campaigns say what counting their events says. */
async function requireSums(): Promise<void> {
  const sums = await database.query(
    `select campaign_id as campaign, sum(delivered)::integer as delivered, sum(clicked)::integer as clicked
     from campaign_counts where span = 1 group by 1 having sum(delivered) <> 0 or sum(clicked) <> 0 order by 1`,
  );
  const counts = await database.query(
    `select campaign_id as campaign, (count(*) filter (where type = 'delivered'))::integer as delivered,
       (count(*) filter (where type = 'clicked'))::integer as clicked
     from campaign_events where type in ('delivered', 'clicked') group by 1 order by 1`,
  );
  assert.deepEqual(sums, counts);
}

function loadSteps(): (() => Promise<number>)[] {
  return [
    () =>
      load(
        'contacts',
        'id,name,phone,opted_in,created_at',
        'a,Ann,+15550100001,yes,2026-01-01',
        'b,Bob,,no,2026-01-01',
      ),
    () =>
      load(
        'contacts',
        'id,name,opted_in,opted_in_changed_at,created_at',
        'a,Anne,no,2026-02-01,2025-12-01',
        'c,Cid,,,2026-01-01',
      ),
    () => load('campaigns', 'id,started_at', 'k,2026-01-05'),
    () => load('leads', 'id,contact,campaign,stage,created_at', 'l,a,k,proposal,2026-01-06', 'm,b,,new,2026-01-06'),
    () => load('leads', 'id,contact,stage,converted_at,order_value,created_at', 'l,a,won,2026-01-20,50,2026-01-06'),
    () => load('conversations', 'id,contact,opened_at', 'v,a,2026-01-07'),
    () =>
      load(
        'messages',
        'id,contact,conversation,campaign,direction,sent_at',
        '1,a,v,k,inbound,2026-01-06',
        '2,b,v,,inbound,2026-01-08',
      ),
    () => load('campaign_events', 'campaign,contact,message,type,occurred_at', 'k,a,1,clicked,2026-01-09'),
    () =>
      load(
        'purchases',
        'id,contact,lead,amount,currency,purchased_at',
        'p,a,l,10,USD,2026-01-09',
        'q,b,,1500,JPY,2026-01-09',
      ),
    () => load('purchases', 'id,contact,amount,refunded,purchased_at', 'p,a,12,2,2026-01-09', 'r,c,3,,2026-01-09'),
    () => load('support_tickets', 'id,contact,state,opened_at', 't,a,resolved,2026-01-09'),
    () => load('contact_changes', 'contact,at,name', 'a,2026-01-02,Anna'),
    () => load('opt_ins', 'contact,opted_in,at', 'a,yes,2026-03-10'),
    () => load('lead_stages', 'lead,stage,at', 'l,contacted,2026-01-07', 'l,proposal,2026-01-08'),
    () => load('ticket_states', 'ticket,state,at', 't,resolved,2026-01-12'),
    () => load('exchange_rates', 'currency,valid_from,rate', 'JPY,2026-01-01,0.01'),
    () => load('exchange_rates', 'currency,valid_from,rate', 'JPY,2026-01-01,0.02', 'EUR,2026-01-01,1.1'),
    () => load('leads', 'id,contact,created_at,deleted', 'l,a,2026-01-06,yes'),
    () => load('contacts', 'id,deleted', 'a,yes'),
  ];
}

test('rows that a later import changed, or that later rows refer to, stay and are named', async () => {
  const contacts = await load(
    'contacts',
    'id,name,created_at',
    'a,Ann,2026-01-01',
    'b,Bob,2026-01-01',
    'c,Cid,2026-01-01',
  );
  await load('contacts', 'id,name,created_at', 'a,Anne,2026-01-01');
  const messages = await load('messages', 'id,contact,direction,sent_at', '1,b,inbound,2026-01-06');
  const { deleted, kept } = await undoImport(database, contacts);
  assert.equal(deleted, 1);
  assert.deepEqual(kept.map(({ table, why, examples }) => [table, why, examples]).sort(), [
    ['contacts', 'changed later', ['a']],
    ['contacts', 'referred to', ['b']],
  ]);
  assert.deepEqual(await database.query('select name from contacts order by 1'), [{ name: 'Anne' }, { name: 'Bob' }]);
  assert.deepEqual((await undoImport(database, messages)).kept, []);
});

test('an import is taken back once, and is in the list', async () => {
  const batch = await load('contacts', 'id,name,created_at', 'a,Ann,2026-01-01');
  await undoImport(database, batch);
  await assert.rejects(undoImport(database, batch), { code: 'invalid_input' });
  await assert.rejects(undoImport(database, batch + 1), { code: 'not_found' });
  const [listed] = await listImports(database, 5);
  assert.equal(listed.batch, batch);
  assert.equal(listed.stored, 1);
  assert.ok(listed.undoneAt instanceof Date);
  assert.equal(await load('contacts', 'id,name,created_at', 'a,Ann,2026-01-01'), batch + 1);
});

test('all files again change no row, keep no version and no image', async () => {
  await loadAll();
  const before = await everything();
  const changes = await database.query('select 1 from import_changes');
  await loadAll();
  assert.deepEqual(await everything(), before);
  assert.equal((await database.query('select 1 from import_changes')).length, changes.length);
});

const byHand = { actor: 'test', reason: 'one person' };

async function merge(survivor: string, merged: string): Promise<number> {
  const rows = await database.query<{ id: number; external_id: string }>('select id, external_id from contacts');
  const idOf = (name: string) => rows.find((row) => row.external_id === name)?.id ?? 0;
  const request = { survivorId: idOf(survivor), mergedId: idOf(merged), ...byHand };
  return (await inTransaction(database, (client) => mergeContacts(client, request))).id;
}

const leadsOfContacts = `select l.external_id as lead, l.stage, c.external_id as contact
  from leads as l join contacts as c on c.id = l.contact_id order by 1`;

test('rows of a contact that was merged away since are restored with the survivor, and return with it', async () => {
  await load('contacts', 'id,name,created_at', 'a,Ann,2026-01-01', 'b,Bea,2026-01-01', 'c,Cid,2026-01-01');
  const leads = ['l,b,contacted,2026-01-06', 'm,b,contacted,2026-01-06'];
  await load('leads', 'id,contact,stage,created_at', ...leads);
  const batch = await load(
    'leads',
    'id,contact,stage,created_at,deleted',
    'l,b,proposal,2026-01-06,',
    'm,b,contacted,2026-01-06,yes',
  );
  const merges = [await merge('a', 'b'), await merge('c', 'a')];
  const { restored, kept } = await undoImport(database, batch);
  assert.deepEqual([restored, kept], [2, []]);
  assert.deepEqual(await database.query(leadsOfContacts), [
    { lead: 'l', stage: 'contacted', contact: 'c' },
    { lead: 'm', stage: 'contacted', contact: 'c' },
  ]);
  for (const id of merges.reverse()) {
    await inTransaction(database, (client) => unmergeContacts(client, { id, ...byHand }));
  }
  assert.deepEqual(
    (await database.query<{ contact: string }>(leadsOfContacts)).map(({ contact }) => contact),
    ['b', 'b'],
  );
});

test('contacts that were merged since stay as the merge left them, and are named', async () => {
  await load('contacts', 'id,name,phone,created_at', 'a,,,2026-01-01', 'b,Bea,+15550100002,2026-01-01');
  const batch = await load('contacts', 'id,country,created_at', 'a,PT,2026-01-01', 'b,DE,2026-01-01');
  await merge('a', 'b');
  const { restored, kept } = await undoImport(database, batch);
  assert.deepEqual([restored, kept], [0, [{ table: 'contacts', why: 'changed later', rows: 2, examples: ['a', 'b'] }]]);
  assert.deepEqual(await database.query('select external_id, name from contacts'), [{ external_id: 'a', name: 'Bea' }]);
});

test('the currency that an import settled goes with it, unless amounts of others are counted in it', async () => {
  const stored = async () => (await database.query<{ currency: string | null }>('select currency from business'))[0];
  await load('contacts', 'id,created_at', 'a,2026-01-01');
  const first = await load('purchases', 'id,contact,amount,currency,purchased_at', 'p,a,10,EUR,2026-01-09');
  const second = await load('purchases', 'id,contact,amount,currency,purchased_at', 'q,a,10,EUR,2026-01-09');
  await undoImport(database, first);
  assert.deepEqual(await stored(), { currency: 'EUR' });
  await undoImport(database, second);
  assert.deepEqual(await stored(), { currency: null });
  const third = await load('purchases', 'id,contact,amount,currency,purchased_at', 'r,a,10,JPY,2026-01-09');
  assert.deepEqual(await stored(), { currency: 'JPY' });
  await undoImport(database, third);
  assert.deepEqual(await stored(), { currency: null });
});
