import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { CFB, utils, write } from '@e965/xlsx';
import { readTable } from '../../tables/read-table.ts';

const folder = mkdtempSync(join(tmpdir(), 'perennial-files-'));
after(() => rmSync(folder, { recursive: true, force: true }));

function read(content: string | Buffer) {
  const file = join(folder, 'table');
  writeFileSync(file, content);
  return readTable({ file, missing: [] });
}

test('a first line of values is a row, and the columns are named by place', async () => {
  const { rows, columns, notes } = await read('5.1,3.5,setosa\n4.9,3.0,setosa\n7.0,3.2,versicolor\n');
  assert.equal(rows, 3);
  assert.deepEqual(
    columns.map(({ name }) => name),
    ['column 1', 'column 2', 'column 3'],
  );
  assert.match(notes.join('\n'), /first line holds values/);
});

test('names that are years stay names', async () => {
  const { rows, columns } = await read('2019,2020,2021\n1.5,2.5,3.5\n');
  assert.deepEqual([rows, columns[0].name], [1, '2019']);
});

test('a workbook is read with its dates, numbers and errors', async () => {
  const sheet = utils.aoa_to_sheet([
    ['Report'],
    ['name', 'when', 'amount'],
    ['Ann', { t: 'n', v: 44197, z: 'yyyy-mm-dd' }, 1234.5],
    ['Bob', { t: 'n', v: 44198, z: 'yyyy-mm-dd' }, { t: 'e', v: 23, w: '#REF!' }],
  ]);
  const bytes: Buffer = write({ SheetNames: ['Data'], Sheets: { Data: sheet } }, { type: 'buffer', bookType: 'xlsx' });
  const { rows, columns, notes } = await read(bytes);
  assert.equal(rows, 2);
  assert.deepEqual(columns[1].texts, ['2021-01-01', '2021-01-02']);
  assert.deepEqual([...columns[2].values], [1234.5, Number.NaN]);
  assert.match(notes.join('\n'), /sheet Data was read[\s\S]*title line/);
});

test('JSON lines are read, and nested objects give columns with both names', async () => {
  const { rows, columns } = await read('{"a":1,"b":{"c":"x"}}\n\n{"a":2.5,"d":null}\n{"a":3,"d":true}\n');
  assert.equal(rows, 3);
  assert.deepEqual(
    columns.map(({ name }) => name),
    ['a', 'b.c', 'd'],
  );
  assert.deepEqual([...columns[0].values], [1, 2.5, 3]);
  await assert.rejects(read('{"a":1}\nnonsense\n'), /line 2: this is not JSON/);
});

for (const [what, content] of [
  ['one array of objects', '[{"a":1,"b":{"c":"x"}},{"a":2.5,"late":true}]'],
  [
    'an array spread over lines',
    '\uFEFF[\n  {\n    "a": 1,\n    "b": { "c": "x" }\n  },\n  { "a": 2.5, "late": true }\n]\n',
  ],
  ['an array within an object', '{"page":1,"rows":[{"a":1,"b":{"c":"x"}},{"a":2.5,"late":true}]}'],
  ['an array within an object, spread over lines', '{\n"rows": [{"a":1,"b":{"c":"x"}},\n{"a":2.5,"late":true}]\n}'],
] as const) {
  test(`a JSON file of ${what} is a row per object`, async () => {
    const { rows, columns } = await read(content);
    assert.deepEqual(
      [rows, columns.map(({ name, texts, values }) => [name, values[0], texts])],
      [
        2,
        [
          ['a', 1, []],
          ['b.c', Number.NaN, ['x']],
          ['late', Number.NaN, ['true']],
        ],
      ],
    );
  });
}

test('a JSON array with an item that is not an object is refused with the place of the item', async () => {
  await assert.rejects(read('[{"a":1},2]'), /item 2: this is not a JSON object/);
  await assert.rejects(read('[{"a":1},\n{"a":'), /this is not JSON/);
});

test('rows read, left out and blank add up, and long rows are never learnt from', async () => {
  const lines = Array.from({ length: 100 }, (_, row) => `${row},x,${row % 7}`);
  lines[40] = '40,x,y,3';
  const { rows, leftOut, gaps, blankLines, notes } = await read(`a,b,c\n${lines.join('\n')}\n\nTotal: 100 rows\n`);
  assert.deepEqual([rows, leftOut.map((one) => one.rows), gaps, blankLines], [99, [1, 1], [40], 1]);
  assert.match(notes.join('\n'), /below the table was left out: 'Total: 100 rows'[\s\S]*from line 42 on: 1 with more/);
});

test('many rows of another width are refused with the first line', async () => {
  const lines = Array.from({ length: 40 }, (_, row) => (row % 4 === 3 ? `${row},x,y,1` : `${row},x,1`));
  await assert.rejects(read(`a,b,c\n${lines.join('\n')}\n`), /line 5: 10 of 40 rows have more cells/);
});

test('two stray quotation marks that enclose whole rows swallow none', async () => {
  const lines = Array.from({ length: 60 }, (_, row) => `${row},name ${row},1`);
  lines[20] = '20,"name 20,1';
  lines[50] = '50,name 50",1';
  const { rows, notes } = await read(`a,b,c\n${lines.join('\n')}\n`);
  assert.equal(rows, 60);
  assert.match(notes.join('\n'), /quotation mark .* first in line 22/);
});

for (const [bytes, what] of [
  ['%PDF-1.7 x', /a PDF/],
  ['PAR1xxxx', /a Parquet file/],
  ['<!DOCTYPE html><p>', /HTML/],
] as const) {
  test(`a file that begins with ${bytes.slice(0, 4)} is refused as what it is`, async () => {
    await assert.rejects(read(bytes), what);
  });
}

function zipOf(members: Readonly<Record<string, string>>): Buffer {
  const archive = CFB.utils.cfb_new();
  for (const [name, content] of Object.entries(members)) CFB.utils.cfb_add(archive, name, Buffer.from(content));
  return CFB.write(archive, { fileType: 'zip', type: 'buffer', compression: true }) as Buffer;
}

const longTable = `name,amount\n${Array.from({ length: 20_000 }, (_, at) => `row ${at},${at}`).join('\n')}\n`;

test('the only table of a zip file is read, whatever else is in it', async () => {
  const { rows, columns, notes } = await read(
    zipOf({ 'orders 2026.csv': longTable, 'photo.jpg': 'not,a\ntable,', '__MACOSX/._orders 2026.csv': 'a,b\n' }),
  );
  assert.deepEqual([rows, columns.map(({ name }) => name)], [20_000, ['name', 'amount']]);
  assert.match(notes.join('\n'), /^orders 2026\.csv was read, which is in a zip file\.$/m);
});

test('a zip file with several tables is refused, and they are named', async () => {
  const refused = read(zipOf({ 'contacts.csv': 'a,b\n1,2\n', 'deals.csv': 'a,b\n1,2\n' }));
  await assert.rejects(refused, { code: 'invalid_input', message: /2 tables: contacts\.csv, deals\.csv/ });
});

for (const [what, bytes] of [
  ['an empty table in a zip file', zipOf({ 'a.csv': '' })],
  ['half a zip file', zipOf({ 'a.csv': longTable }).subarray(0, 5_000)],
  ['a zip file without a table', zipOf({ 'photo.jpg': 'x' })],
] as const) {
  test(`${what} is refused`, () => assert.rejects(read(bytes), { code: 'invalid_input' }));
}

test('a zip file whose content is damaged is refused', async () => {
  const bytes = zipOf({ 'a.csv': longTable });
  bytes.fill(0xff, 20_000, 20_500);
  await assert.rejects(read(bytes), { code: 'invalid_input', message: /can't be unpacked/ });
});
