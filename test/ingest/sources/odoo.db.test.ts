import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { readPresetSource } from '../../../ingest/sources/source-definition.ts';
import { sweepKeys } from '../../../ingest/sources/sweep-keys.ts';
import { type SyncOptions, syncSlice } from '../../../ingest/sources/sync-slice.ts';
import { testSource } from '../../../ingest/sources/test-source.ts';
import { inTransaction } from '../../../store/database/transaction.ts';
import { addSource, readSource, readStreams } from '../../../store/sources/sources.ts';
import { openTestDatabase } from '../../store/test-database.ts';

const database = await openTestDatabase();
const now = new Date('2026-11-01T12:00:00Z');
const url = `${database.url}?options=${encodeURIComponent('-c search_path=odoo')}`;

/** The columns that are read, of the tables that Odoo makes of its models. */
const tables = `
create table res_country (id serial primary key, code varchar);
create table res_currency (id serial primary key, name varchar);
create table utm_source (id serial primary key, name varchar);
create table crm_stage (id serial primary key, name jsonb, is_won boolean);
create table res_partner (id serial primary key, name varchar, email varchar, phone varchar, mobile varchar, country_id integer, lang varchar, tz varchar,
  city varchar, is_company boolean, create_date timestamp, write_date timestamp);
create table res_users (id serial primary key, partner_id integer, login varchar, share boolean);
create table crm_lead (id serial primary key, partner_id integer, contact_name varchar, email_from varchar, phone varchar, active boolean, stage_id integer,
  date_last_stage_update timestamp, date_closed timestamp, expected_revenue numeric, source_id integer, user_id integer, type varchar, city varchar,
  create_date timestamp, write_date timestamp);
create table sale_order (id serial primary key, partner_id integer, opportunity_id integer, currency_id integer, amount_total numeric, state varchar,
  date_order timestamp, write_date timestamp);
create table mail_message (id serial primary key, model varchar, res_id integer, message_type varchar, is_internal boolean, author_id integer, subject varchar,
  body text, date timestamp, write_date timestamp);
insert into res_country (code) values ('PT');
insert into res_currency (name) values ('EUR');
insert into utm_source (name) values ('Newsletter');
insert into crm_stage (name, is_won) values ('{"en_US": "New", "pt_PT": "Novo"}', false), ('{"en_US": "Qualified"}', false), ('{"en_US": "Ganho"}', true);
insert into res_partner (name, email, phone, mobile, country_id, lang, tz, city, create_date, write_date) values
  ('Ana', 'ana@example.com', '+351210000001', '+351910000001', 1, 'pt_PT', 'Europe/Lisbon', 'Porto', '2026-01-02 10:00:00', '2026-01-02 10:00:00'),
  ('Rui', null, '+351910000002', null, 1, null, null, null, '2026-01-03 10:00:00', '2026-01-03 10:00:00'),
  ('Employee', 'sales@example.org', null, null, null, null, null, null, '2026-01-01', '2026-01-01');
insert into res_users (partner_id, login, share) values (3, 'sales', false), (1, 'ana', true);
insert into crm_lead (partner_id, contact_name, email_from, active, stage_id, date_last_stage_update, date_closed, expected_revenue, source_id, user_id, type, create_date, write_date) values
  (1, null, 'ana@example.com', true, 1, '2026-02-01 09:00:00', null, 1200, 1, 1, 'opportunity', '2026-02-01 09:00:00', '2026-02-01 09:00:00'),
  (null, 'Eva', 'eva@example.com', false, 1, '2026-02-02 09:00:00', '2026-02-20 09:00:00', 0, null, 1, 'lead', '2026-02-02 09:00:00', '2026-02-20 09:00:00');
insert into sale_order (partner_id, opportunity_id, currency_id, amount_total, state, date_order, write_date) values
  (1, 1, 1, 1199.50, 'draft', '2026-02-10 10:00:00', '2026-02-10 10:00:00');
insert into mail_message (model, res_id, message_type, is_internal, author_id, body, date, write_date) values
  ('crm.lead', 1, 'email', false, 1, '<p>How   much?</p>', '2026-02-01 09:00:00', '2026-02-01 09:00:00'),
  ('crm.lead', 1, 'comment', false, 3, '<p>1,200</p>', '2026-02-01 11:00:00', '2026-02-01 11:00:00'),
  ('crm.lead', 1, 'comment', true, 3, '<p>A good one</p>', '2026-02-01 11:00:00', '2026-02-01 11:00:00'),
  ('crm.lead', 1, 'notification', false, 3, 'Stage changed', '2026-02-01 11:00:00', '2026-02-01 11:00:00');`;

before(async () => {
  await inOdoo(`create schema odoo; set local search_path = odoo; ${tables}`);
  await addSource(database, {
    ...{ name: 'odoo', kind: 'postgresql', preset: 'odoo', definition: null },
    ...{ credential: { env: 'ODOO_URL' }, settings: { everyMinutes: 15 }, createdAt: now },
  });
});

function inOdoo(sql: string): Promise<void> {
  return inTransaction(database, async (client) => {
    await client.query('set local search_path = odoo');
    await client.query(sql);
  });
}

async function options(): Promise<SyncOptions> {
  const source = await readSource(database, 'odoo');
  return { source, definition: readPresetSource('odoo', 'odoo'), url, settings: { timezone: 'UTC' }, clock: () => now };
}

test('everything of Odoo that the models read comes as ours', async () => {
  const tested = await testSource('odoo', url, readPresetSource('odoo', 'odoo'));
  assert.deepEqual(tested, [
    { stream: 'partners', rows: 2, error: null, missingColumns: [] },
    { stream: 'leads', rows: 2, error: null, missingColumns: [] },
    { stream: 'orders', rows: 1, error: null, missingColumns: [] },
    { stream: 'messages', rows: 2, error: null, missingColumns: [] },
  ]);
  await syncSlice(database, await options());
  assert.deepEqual(
    (await readStreams(database, 'odoo')).map(({ stream, rejectExample }) => [stream, rejectExample]),
    [
      ['leads', null],
      ['messages', null],
      ['orders', null],
      ['partners', null],
    ],
  );
  assert.deepEqual(await database.query('select external_id, phone, country from contacts order by 1'), [
    { external_id: 'eva@example.com', phone: null, country: null },
    { external_id: 'odoo:1', phone: '+351910000001', country: 'PT' },
    { external_id: 'odoo:2', phone: '+351910000002', country: 'PT' },
  ]);
  assert.deepEqual(
    await database.query('select external_id, stage, source, owner, order_value from leads order by 1'),
    [
      { external_id: 'odoo:1', stage: 'new', source: 'Newsletter', owner: 'sales', order_value: 1200 },
      { external_id: 'odoo:2', stage: 'lost', source: null, owner: 'sales', order_value: 0 },
    ],
  );
  assert.deepEqual(await database.query('select external_id, direction, text from messages order by 1'), [
    { external_id: 'odoo:1', direction: 'inbound', text: 'How much?' },
    { external_id: 'odoo:2', direction: 'outbound', text: '1,200' },
  ]);
  assert.deepEqual(await database.query('select amount, currency, state from purchases'), [
    { amount: 1199.5, currency: 'EUR', state: 'pending' },
  ]);
});

test('a lead that moves keeps the history of its stages, and what is deleted there goes', async () => {
  await inOdoo(`
    update crm_lead set stage_id = 2, date_last_stage_update = '2026-02-22 09:00:00', write_date = '2026-02-22 09:00:00' where id = 1`);
  await syncSlice(database, await options());
  await inOdoo(`
    update crm_lead set stage_id = 3, date_last_stage_update = '2026-03-01 09:00:00', date_closed = '2026-03-01 09:00:00',
      write_date = '2026-03-01 09:00:00' where id = 1;
    update sale_order set state = 'sale', write_date = '2026-03-01 09:00:00';
    delete from crm_lead where id = 2`);
  await syncSlice(database, await options());
  assert.equal(await sweepKeys(database, await options()), 1);
  assert.deepEqual(await database.query('select external_id, stage, converted_at from leads'), [
    { external_id: 'odoo:1', stage: 'won', converted_at: new Date('2026-03-01T09:00:00Z') },
  ]);
  assert.deepEqual(await database.query('select stage, valid_from from lead_versions order by valid_from'), [
    { stage: 'new', valid_from: new Date('2026-02-01T09:00:00Z') },
    { stage: 'qualified', valid_from: new Date('2026-02-22T09:00:00Z') },
    { stage: 'won', valid_from: new Date('2026-03-01T09:00:00Z') },
  ]);
  assert.deepEqual(await database.query('select state from purchases'), [{ state: 'paid' }]);
});
