import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { projectRoot } from '../../../stack/project-root.ts';
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

test('every export among the fixtures has its expected rows', () => {
  for (const system of systems) {
    const expected = readFileSync(join(fixtures, system, 'expected.txt'), 'utf8');
    for (const name of readdirSync(join(fixtures, system))) {
      if (/\.(csv|txt)$/.test(name) && name !== 'expected.txt') assert.ok(expected.includes(name), `${system}/${name}`);
    }
  }
});
