import assert from 'node:assert/strict';
import { join } from 'node:path';
import { beforeEach, test } from 'node:test';
import type { MappedTable } from '../../ingest/mapping/mapping-schema.ts';
import { projectRoot } from '../../stack/project-root.ts';
import { openTestDatabase } from '../store/test-database.ts';
import { causes, counts, type LoadOptions, loadTable } from './load-table.ts';

/** Exports that were once learnt wrongly without a word, or refused (test/ingest/cases/). */

const database = await openTestDatabase();
const folder = join(projectRoot, 'test/ingest/cases');
const started = new Date();

beforeEach(async () => {
  await database.query('truncate contacts, import_batches, exchange_rates restart identity cascade');
  await database.query('update business set currency = null');
});

async function load(table: MappedTable, name: string, options: LoadOptions = {}) {
  const report = await loadTable(database, table, join(folder, name), options);
  return { ...report, ...counts(report) };
}

async function addContacts(...ids: string[]): Promise<void> {
  await database.query(
    `insert into contacts (external_id, created_at) select each, timestamptz '2020-01-01' from unnest($1::text[]) as each`,
    [ids],
  );
}

test('history-leads: stages without a date are dated by the import and say so, those with one by it', async () => {
  await load('contacts', 'history-contacts.csv');
  const { inserted, notes } = await load('leads', 'history-leads.csv');
  assert.equal(inserted, 6);
  assert.ok(notes.includes('4 stages of leads have no date: they hold since the import.'));
  const rows = await database.query<{ lead: string; stage: string; at: Date; dated: boolean }>(
    `select l.external_id as lead, v.stage, v.valid_from as at, v.dated from lead_versions as v join leads as l on l.id = v.lead_id
     where v.stage <> 'new' order by 1`,
  );
  assert.deepEqual(
    rows.map(({ lead, stage, dated }) => [lead, stage, dated]),
    [
      ['h1', 'won', true],
      ['h2', 'won', false],
      ['h3', 'proposal', false],
      ['h4', 'qualified', false],
      ['h5', 'lost', false],
    ],
  );
  assert.deepEqual(rows[0].at, new Date('2026-08-10'));
  assert.ok(rows.slice(1).every(({ at }) => at >= started));
});

test('bought-*: an order of the contact is kept beside the lead', async () => {
  await load('contacts', 'bought-contacts.csv');
  await load('leads', 'bought-leads.csv');
  assert.equal((await load('purchases', 'bought-purchases.csv')).inserted, 1);
  const [purchase] = await database.query('select value, state, lead_id from purchases');
  assert.deepEqual(purchase, { value: 120, state: 'paid', lead_id: null });
});

test("score-as-label: another program's score is no rating", async () => {
  await addContacts('B1');
  const { inserted, ignoredColumns } = await load('leads', 'score-as-label.csv');
  assert.deepEqual({ inserted, ignoredColumns }, { inserted: 2, ignoredColumns: ['HubSpot Score'] });
  assert.deepEqual(await database.query('select distinct score from leads'), [{ score: null }]);
});

test('reopened-*: an empty date takes the conversion back, and the history keeps both', async () => {
  await addContacts('h1');
  await load('leads', 'reopened-1.csv');
  assert.equal((await load('leads', 'reopened-2.csv')).updated, 1);
  const [lead] = await database.query('select stage, converted, converted_at, order_value from leads');
  assert.deepEqual(lead, { stage: 'lost', converted: false, converted_at: null, order_value: 500 });
  const stages = await database.query<{ stage: string }>('select stage from lead_versions order by valid_from');
  assert.deepEqual(
    stages.map(({ stage }) => stage),
    ['new', 'won', 'lost'],
  );
  assert.equal((await load('leads', 'reopened-2.csv')).unchanged, 1);
});

test('closedate-leads: dates at which open deals are expected to close are no conversions', async () => {
  await addContacts('h1', 'h2');
  const { inserted, notes } = await load('leads', 'closedate-leads.csv', { map: { 'Close Date': 'converted_at' } });
  assert.equal(inserted, 2);
  assert.ok(notes.includes('2 closing dates of leads that lie in the future were left out.'));
  assert.deepEqual(await database.query('select distinct converted from leads'), [{ converted: false }]);
});

test('currency-mix: amounts of another currency are kept apart until a rate is known, then valued by it', async () => {
  await addContacts('B1');
  const { notes } = await load('purchases', 'currency-mix.csv', { settings: { timezone: 'UTC', currency: 'USD' } });
  assert.ok(notes.some((note) => note.startsWith('1 purchases in JPY are kept apart')));
  const values = () => database.query('select external_id, amount, currency, value from purchases order by 1');
  assert.deepEqual(await values(), [
    { external_id: 'X1', amount: 1500, currency: 'JPY', value: null },
    { external_id: 'X2', amount: 10, currency: 'USD', value: 10 },
  ]);
  const rates = await load('exchange_rates', 'rates.csv', { settings: { timezone: 'America/New_York' } });
  assert.equal(rates.inserted, 2);
  assert.equal(((await values()) as { value: number }[])[0].value, 10.5);
  assert.equal((await load('exchange_rates', 'rates.csv')).unchanged, 2);
});

test('currency-mix: without a setting the currency of most amounts is the business own', async () => {
  await addContacts('B1');
  await load('purchases', 'currency-mix.csv');
  assert.deepEqual(await database.query('select currency from business'), [{ currency: 'JPY' }]);
});

test('leading-zero-*, excel-phones: mangled numbers make no contact, and nobody is taken for another', async () => {
  const phones = await load('contacts', 'excel-phones.csv');
  assert.deepEqual({ inserted: phones.inserted, rejected: phones.rejected }, { inserted: 0, rejected: 3 });
  assert.match(causes(phones)[0], /^phone is a number that a spreadsheet shortened/);
  assert.equal(phones.causes[0]?.rows, 3);
  const zeros = await load('contacts', 'leading-zero-contacts.csv');
  assert.equal(zeros.inserted + zeros.rejected, 2);
  const german = await load('contacts', 'leading-zero-contacts.csv', { settings: { timezone: 'UTC', country: 'DE' } });
  assert.equal(german.rejected, 0);
  const known = await database.query('select external_id from contacts');
  assert.deepEqual(known, [{ external_id: '+491712345678' }]);
  const messages = await load('messages', 'leading-zero.csv');
  assert.deepEqual({ inserted: messages.inserted, rejected: messages.rejected }, { inserted: 1, rejected: 2 });
});

test('future-messages: moments that can not be are rejected', async () => {
  await addContacts('h1');
  const report = await load('messages', 'future-messages.csv');
  assert.deepEqual({ inserted: report.inserted, rejected: report.rejected }, { inserted: 0, rejected: 3 });
  assert.deepEqual(causes(report), ['sent_at lies before 1990', 'sent_at lies in the future']);
});

test('local-time-message: a moment without a zone is one of the business, and the report says so', async () => {
  await addContacts('B1');
  const { notes } = await load('messages', 'local-time-message.csv', { settings: { timezone: 'Asia/Kolkata' } });
  assert.ok(notes.some((note) => note.startsWith('Moments without a zone were read as those of Asia/Kolkata')));
  assert.deepEqual(await database.query('select sent_at from messages'), [
    { sent_at: new Date('2026-11-29T09:00:00Z') },
  ]);
  const stated = await load('messages', 'local-time-message.csv', { styles: { zone: 'Europe/Lisbon' } });
  assert.deepEqual(stated.notes, []);
  assert.deepEqual(await database.query('select sent_at from messages'), [
    { sent_at: new Date('2026-11-29T14:30:00Z') },
  ]);
});

test('contacts-by-email: messages find people by the e-mail, whatever its case', async () => {
  assert.equal((await load('contacts', 'contacts-by-email.csv')).inserted, 3);
  const people = await database.query('select external_id from contacts order by 1');
  assert.deepEqual(people, [
    { external_id: 'ana@example.com' },
    { external_id: 'bob@example.com' },
    { external_id: 'guest@example.com' },
  ]);
  const { inserted, rejected } = await load('messages', 'messages-by-email.csv');
  assert.deepEqual({ inserted, rejected }, { inserted: 2, rejected: 1 });
});

test('groupchat: people belong to messages, and the conversation is told apart', async () => {
  await load('contacts', 'groupchat-contacts.csv');
  const { inserted, notes } = await load('messages', 'groupchat-messages.csv');
  assert.equal(inserted, 3);
  assert.ok(notes.some((note) => note.startsWith('A conversation has messages of several contacts')));
  const rows = await database.query(
    `select m.external_id as message, c.external_id as contact, v.external_id as conversation, k.external_id as owner
     from messages as m join contacts as c on c.id = m.contact_id join conversations as v on v.id = m.conversation_id
     join contacts as k on k.id = v.contact_id order by 1`,
  );
  assert.deepEqual(rows, [
    { message: 'g1', contact: 'GC1', conversation: 'group-1', owner: 'GC1' },
    { message: 'g2', contact: 'GC2', conversation: 'group-1:GC2', owner: 'GC2' },
    { message: 'g3', contact: 'GC1', conversation: 'group-1', owner: 'GC1' },
  ]);
  assert.equal((await load('messages', 'groupchat-messages.csv')).unchanged, 3);
});

test('merged-message: a message of a contact that was merged away goes to the survivor', async () => {
  await load('contacts', 'groupchat-contacts.csv');
  assert.equal((await load('contacts', 'merged-contacts.csv')).leftOut[0]?.rows, 1);
  assert.deepEqual(await database.query('select external_id from contacts'), [{ external_id: 'GC2' }]);
  assert.equal((await load('messages', 'merged-message.csv')).inserted, 1);
  const [message] = await database.query('select c.external_id from messages join contacts as c on c.id = contact_id');
  assert.deepEqual(message, { external_id: 'GC2' });
});

test('optin: a word that nobody knows never rejects silently, and the remedy is one line of a mapping', async () => {
  const report = await load('contacts', 'optin.csv');
  assert.deepEqual({ inserted: report.inserted, rejected: report.rejected }, { inserted: 2, rejected: 2 });
  assert.deepEqual(
    report.causes.map(({ reason, rows, remedy }) => [reason, rows, remedy]),
    [
      [
        'is not true or false, nor a word for it such as yes and no',
        2,
        'opted_in: { column: opted_in, words: { Marketing contact: yes } }',
      ],
    ],
  );
});

test('jsonl: an object in each line is a row', async () => {
  assert.equal((await load('contacts', 'jsonl.jsonl')).inserted, 1);
});
