import assert from 'node:assert/strict';
import { join } from 'node:path';
import { beforeEach, test } from 'node:test';
import type { MappedTable } from '../../ingest/mapping/mapping-schema.ts';
import { projectRoot } from '../../stack/project-root.ts';
import { openTestDatabase } from '../store/test-database.ts';
import { counts, type LoadOptions, loadTable } from './load-table.ts';

const database = await openTestDatabase();
const folder = join(projectRoot, 'test/ingest/cases');

beforeEach(() => database.query('truncate contacts, conversations restart identity cascade'));

async function load(table: MappedTable, name: string, options: LoadOptions = {}) {
  const report = await loadTable(database, table, join(folder, name), options);
  return { ...report, ...counts(report) };
}

async function firstContact(): Promise<{ external_id: string; name: string; created_at: Date }> {
  const [row] = await database.query('select external_id, name, created_at from contacts order by id limit 1');
  return row as { external_id: string; name: string; created_at: Date };
}

for (const [name, options, externalId, contact, createdAt] of [
  ['imp_iso_cp1252.csv', {}, 'K-0', 'Müller 0', '2021-01-01T00:00:00.000Z'],
  ['imp_us.csv', {}, 'K-0', 'Joe 0', '2021-01-01T15:05:00.000Z'],
  ['imp_serial.csv', {}, 'K-0', 'Joe 0', '2021-01-04T00:00:00.000Z'],
  ['imp_epoch.csv', {}, 'K-0', 'Joe 0', '2021-01-01T00:00:00.000Z'],
  ['imp_k.csv', {}, 'K-0', 'Joe', '2021-01-01T00:00:00.000Z'],
  [
    'imp_hubspot.csv',
    { map: { 'Record ID': 'external_id', 'First Name': 'name', 'Create Date': 'created_at' } },
    '1000',
    'Ann',
    '2021-01-01T10:05:00.000Z',
  ],
  ['latin1.csv', {}, '1', 'José', '2026-01-01T00:00:00.000Z'],
  ['utf16.csv', {}, '1', 'José', '2026-01-01T00:00:00.000Z'],
  ['excel-sep-line.csv', {}, '1', 'Ana', '2026-09-01T00:00:00.000Z'],
] as const) {
  test(`${name} gets in whole`, async () => {
    const { read, inserted, rejected } = await load('contacts', name, options);
    assert.deepEqual({ inserted, rejected }, { inserted: read, rejected: 0 });
    assert.deepEqual(await firstContact(), { external_id: externalId, name: contact, created_at: new Date(createdAt) });
  });
}

for (const [name, contacts, amounts, reading] of [
  ['imp_purch_us.csv', 'K-0,K-1', [1200.5, 1201.5], undefined],
  ['imp_purch_de.csv', 'K-0,K-1', [1200.5, 1201.5], 'Commas were read as decimal commas.'],
  [
    'imp_purch_de2_min.csv',
    'K-0,K-1',
    [1200, 1201],
    '1.200 is read as 1200 (such values have no three decimals); it could also be 1.200: that is --decimal .',
  ],
  ['decimal-comma.csv', 'B1', [1250.5, 12.5], 'Commas were read as decimal commas.'],
] as const) {
  test(`${name} keeps its amounts`, async () => {
    await database.query(
      `insert into contacts (external_id, created_at) select each, timestamptz '2020-01-01' from unnest(string_to_array($1, ',')) each
       union select 'K-' || n, timestamptz '2020-01-01' from generate_series(2, 500) n`,
      [contacts],
    );
    const { read, inserted, rejected, assumed } = await load('purchases', name);
    assert.deepEqual({ inserted, rejected }, { inserted: read, rejected: 0 });
    assert.equal(assumed.find(({ column }) => column === 'amount')?.reading, reading);
    const stored = await database.query<{ amount: number }>('select amount from purchases order by id limit 2');
    assert.deepEqual(
      stored.map(({ amount }) => amount),
      amounts,
    );
  });
}

test('a file of nothing but its header has no rows, and nothing is said to be imported', async () => {
  const { read, inserted, rejected } = await load('contacts', 'imp_header.csv');
  assert.deepEqual({ read, inserted, rejected }, { read: 0, inserted: 0, rejected: 0 });
});

test('words for yes that nobody knows are rejected with the value', async () => {
  const { read, inserted, rejected, causes } = await load('contacts', 'optin.csv');
  assert.equal(inserted + rejected, read);
  assert.ok(causes.every(({ column, examples }) => column === 'opted_in' && examples[0]?.value !== ''));
});
