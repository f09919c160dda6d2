import assert from 'node:assert/strict';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { projectRoot } from '../../../stack/project-root.ts';
import { temporaryFolder } from '../../infrastructure.ts';
import { openTestDatabase } from '../../store/test-database.ts';
import { readExpected } from './expected-rows.ts';
import { allStored, emptyTables, importExports } from './import-exports.ts';

const database = await openTestDatabase();
const fixtures = join(projectRoot, 'test/ingest/presets');
const systems = readdirSync(fixtures, { withFileTypes: true }).flatMap((each) =>
  each.isDirectory() ? [each.name] : [],
);

for (const system of systems) {
  const folder = join(fixtures, system);
  for (const { names, rows } of readExpected(join(folder, 'expected.txt'))) {
    test(`of ${system}, ${names.join(', ')} give exactly the expected rows, and nothing more when they come again`, async () => {
      await emptyTables(database);
      const us = ['My Bakery', 'Meine Bäckerei'];
      const first = await importExports(database, folder, names, { us });
      const stored = await allStored(database);
      assert.deepEqual([...first.files, ...stored], rows);
      const second = await importExports(database, folder, names, { us });
      assert.deepEqual(second.files, first.files);
      assert.equal(second.changed, 0);
      assert.deepEqual(await allStored(database), stored);
    });
  }
}

test('words that a preset does not know are said, with the field that they leave blank', async () => {
  await emptyTables(database);
  const { notes } = await importExports(database, join(fixtures, 'hubspot'), ['deals.csv']);
  const said = notes.filter((note) => note.startsWith('Deal Stage'));
  assert.equal(said.length, 1);
  assert.match(said[0], /"Waiting for oven" \(1\) means, so leads\.stage is left blank there/);
});

test('a sales order of Zoho and its invoice are one purchase, whichever comes first', async () => {
  const folder = join(fixtures, 'zoho');
  const count = async () => (await database.query<{ n: number }>('select count(*)::int as n from purchases'))[0]?.n;
  await emptyTables(database);
  await importExports(database, folder, ['sales-orders.csv']);
  const orders = await count();
  await importExports(database, folder, ['invoices.csv']);
  // two of the seven invoices are those of an order
  assert.equal(await count(), (orders ?? 0) + 5);
});

test('a sales order of Zoho yields to its invoice, so that importing both again changes nothing, in any order', async () => {
  const folder = temporaryFolder();
  const columns = 'Record Id,Contact Name.id,Sales Order Owner,Status,Grand Total,Currency,Created Time';
  const order = (status: string, day: string) =>
    writeFileSync(join(folder, 'orders.csv'), `${columns}\no1,c1,Owner A,${status},90,USD,${day}T10:00:00Z\n`);
  const invoiced =
    'Record Id,Sales Order.id,Contact Name.id,Invoice Status,Grand Total,Currency,Invoice Date,Invoice Owner';
  const invoice = (day: string) =>
    writeFileSync(join(folder, 'invoices.csv'), `${invoiced}\ni1,o1,c1,Paid,100,USD,${day},Owner A\n`);
  const take = async (name: string) => (await importExports(database, folder, [name])).changed;
  const stored = async () =>
    (await allStored(database)).filter((row) => row.includes('zoho:o1')).map((row) => row.trim());
  for (const names of [
    ['orders.csv', 'invoices.csv'],
    ['invoices.csv', 'orders.csv'],
  ]) {
    await emptyTables(database);
    order('Created', '2026-05-18');
    invoice('2026-05-20');
    for (const name of names) await take(name);
    assert.deepEqual(await stored(), ['zoho:o1|zoho:c1||100.00|0.00|USD|paid|1|2026-05-20 00:00:00']);
    for (const name of [...names, ...names]) assert.equal(await take(name), 0, name);
    // a date that the invoice corrects is taken, a new state of the order isn't
    invoice('2026-05-25');
    order('Cancelled', '2026-05-18');
    for (const name of names) await take(name);
    assert.deepEqual(await stored(), ['zoho:o1|zoho:c1||100.00|0.00|USD|paid|1|2026-05-25 00:00:00']);
    for (const name of names) assert.equal(await take(name), 0, name);
  }
  // without an invoice the order's own corrections are
  await emptyTables(database);
  order('Created', '2026-05-18');
  await take('orders.csv');
  order('Approved', '2026-05-19');
  await take('orders.csv');
  assert.deepEqual(await stored(), ['zoho:o1|zoho:c1||90.00|0.00|USD|paid|1|2026-05-19 10:00:00']);
});

test('every export among the fixtures has its expected rows', () => {
  for (const system of systems) {
    const expected = readFileSync(join(fixtures, system, 'expected.txt'), 'utf8');
    for (const name of readdirSync(join(fixtures, system))) {
      if (/\.(csv|txt)$/.test(name) && name !== 'expected.txt') assert.ok(expected.includes(name), `${system}/${name}`);
    }
  }
});
