import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { compileMapping } from '../../../ingest/mapping/compile-mapping.ts';
import { createProfiles } from '../../../ingest/mapping/propose/profile-columns.ts';
import { proposeMapping } from '../../../ingest/mapping/propose/propose-mapping.ts';
import { readMappingFile } from '../../../ingest/mapping/read-mapping-file.ts';
import { linesOf, proposed } from './proposed-lines.ts';

/** Exports of systems without a preset: headers as public sources show them or as remembered, people invented. Beside each stands the mapping that a person would write. */
const folder = join(import.meta.dirname, 'unseen');
const ending = '.mapping.yaml';
const wanted = readdirSync(folder).filter((name) => name.endsWith(ending));
/** Kept down, so that a person can look it over. */
const mostLines = 23;

for (const mappingFile of wanted) {
  const name = mappingFile.slice(0, -ending.length);
  test(`two thirds of the mapping of ${name} and more are proposed, and every row can be mapped by them`, async () => {
    const { mapping, text, header, rows } = await proposed(join(folder, name));
    const [needed] = readMappingFile(join(folder, mappingFile));
    const lines = linesOf(mapping);
    const missed = [...linesOf(needed)].filter(([key, line]) => lines.get(key) !== line).map(([key]) => key);
    const count = linesOf(needed).size;
    assert.ok(
      missed.length <= count / 3,
      `${missed.length} of ${count} lines are missed: ${missed.join(', ')}\n${text}`,
    );
    assert.ok(text.trimEnd().split('\n').length <= mostLines, text);
    const compiled = compileMapping(mapping, header);
    assert.deepEqual(compiled.missingColumns, []);
    for (const row of rows) {
      const record = compiled.map(row, new Map());
      if ('problems' in record) assert.deepEqual(record.problems, []);
    }
  });
}

async function shareProposed(exports: string): Promise<number> {
  let count = 0;
  let right = 0;
  for (const mappingFile of readdirSync(exports).filter((name) => name.endsWith(ending))) {
    const lines = linesOf((await proposed(join(exports, mappingFile.slice(0, -ending.length)))).mapping);
    for (const [key, line] of linesOf(readMappingFile(join(exports, mappingFile))[0])) {
      count++;
      if (lines.get(key) === line) right++;
    }
  }
  return right / count;
}

test('of all these lines four fifths are proposed, and two thirds of those that another wrote for exports of their own', async () => {
  assert.ok((await shareProposed(folder)) >= 0.8);
  assert.ok((await shareProposed(join(folder, '../../unseen'))) >= 2 / 3);
});

function propose(file: string, header: readonly string[], ...rows: readonly (readonly string[])[]) {
  const profiles = createProfiles(header);
  for (const row of rows) profiles.see(row);
  return proposeMapping(file, profiles.profiles(), rows);
}

test('what no column gives is left for a person to name, with a question mark', () => {
  const { text, mapping } = propose('orders.csv', ['Order ID', 'Email', 'Date'], ['1', 'a@x.de', '2026-01-01']);
  assert.match(text, /amount: "\?" {2}# no column found/);
  assert.deepEqual(mapping.tables.contacts, { email: 'Email', created_at: 'Date' });
});

test('words of no known meaning are named where they were guessed', () => {
  const { text } = propose(
    'deals.csv',
    ['Deal ID', 'Stage', 'Created', 'Email'],
    ['1', 'Won', 'd', 'a@x.de'],
    ['2', 'Zebra', 'd', 'b@x.de'],
  );
  assert.match(text, /stage: \{ column: Stage, words: \{ Won: won, Zebra: contacted \} \} {2}# guessed: Zebra/);
});

test('where the moments name no zone, the mapping asks for one', () => {
  const asks = (moment: string) => /# zone:/.test(propose('people.csv', ['Email', 'Created'], ['a@x.de', moment]).text);
  assert.deepEqual(['2026-01-01 10:00', '2026-01-01T10:00:00Z', '2026-01-01'].map(asks), [true, false, false]);
});

test('rows that name nobody are left out', () => {
  const header = ['Order ID', 'Customer Email', 'Customer Phone', 'Total', 'Order Date'];
  const { mapping } = propose(
    'orders.csv',
    header,
    ['1', 'a@x.de', '+15550100001', '5', '2026-01-01'],
    ['2', '', '', '5', '2026-01-01'],
  );
  assert.deepEqual(mapping.unless, { 'Customer Email': null, 'Customer Phone': null });
});

test('a total that stands on each line of an order is not added up, lines of their own are', () => {
  const header = ['Order ID', 'Email', 'Total', 'Qty', 'Order Date'];
  const amount = (...totals: readonly string[]) => {
    const rows = totals.map((total) => ['1', 'a@x.de', total, '2', '2026-01-01']);
    const [purchases] = [propose('orders.csv', header, ...rows).mapping.tables.purchases].flat();
    return purchases?.amount;
  };
  assert.equal(amount('9', '9'), 'Total');
  assert.deepEqual(amount('9', ''), { column: 'Total', add_up: true });
  assert.deepEqual(amount('4', '5'), { column: 'Total', add_up: true });
  assert.equal(amount('9'), 'Total');
});

test('without a total the price is multiplied by the quantity', () => {
  const rows = [
    ['1', 'a@x.de', '2', '4.50', '2026-01-01'],
    ['1', 'a@x.de', '1', '3.00', '2026-01-01'],
  ];
  const { mapping } = propose('sales.csv', ['Invoice No', 'Email', 'Quantity', 'Unit Price', 'Invoice Date'], ...rows);
  const [purchases] = [mapping.tables.purchases].flat();
  assert.deepEqual(purchases?.amount, { multiply: ['Quantity', 'Unit Price'], add_up: true });
});

test('a score of another system is never proposed as a rating', () => {
  const { mapping } = propose(
    'leads.csv',
    ['Lead ID', 'Email', 'Lead Score', 'Score', 'Probability', 'Created'],
    ['1', 'a@x.de', '90', '80', '70', '2026-01-01'],
  );
  assert.equal(JSON.stringify(mapping).includes('score'), false);
});

test('a file of nothing but a header gets a proposal', () => {
  const { mapping } = propose('contacts.csv', ['ID', 'First Name', 'Last Name', 'E-Mail', 'Created']);
  assert.deepEqual(mapping.tables.contacts, {
    external_id: 'ID',
    name: ['First Name', 'Last Name'],
    email: 'E-Mail',
    created_at: 'Created',
  });
});
