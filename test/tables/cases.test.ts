import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { countColumn, kindOfColumn } from '../../tables/columns/column-kinds.ts';
import type { RawColumn } from '../../tables/columns/raw-column.ts';
import { type RawTable, type ReadOptions, readTable } from '../../tables/read-table.ts';
import { parseDate } from '../../tables/values/date-text.ts';
import { numberStyleOf, parseNumberText } from '../../tables/values/number-text.ts';

function read(name: string, options: Partial<ReadOptions> = {}): Promise<RawTable> {
  return readTable({ file: join(import.meta.dirname, 'cases', name), missing: [], ...options });
}

function column(table: RawTable, name: string): RawColumn {
  const found = table.columns.find((one) => one.name === name);
  assert.ok(found, `no column ${name}`);
  return found;
}

/** The first values as numbers, texts in the column's style. */
function numbers({ values, codes, texts, decimalComma }: RawColumn, count = 4): number[] {
  const style = numberStyleOf(texts, false, decimalComma);
  return Array.from({ length: count }, (_, row) => {
    const code = codes?.[row] ?? 0;
    return code > 0 ? parseNumberText(texts[code - 1], style) : values[row];
  });
}

const numberCases: readonly (readonly [string, string, readonly number[], RegExp | null])[] = [
  [
    'de_target_whole_200.csv',
    'Betrag',
    [4045, 3263, 3633, 3190],
    /Betrag: 4\.045 is read as 4045 .* could also be 4\.045/,
  ],
  ['de_target_mixed_200.csv', 'Betrag', [4045, 3262.5, 3633, 3189.62], null],
  ['us_semicolon_200.csv', 'amount', [3636, 7113, 519, 1739], /amount: 3,636 is read as 3636 .* could also be 3\.636/],
  ['imp_purch_de2_min.csv', 'amount', [1200, 1201], /amount: 1\.200 is read as 1200 .* could also be 1\.200/],
  ['lakh.csv', 'amount', [126226, 540450, 513283, 495191], null],
  ['utf16le_nobom.csv', 'Umsatz', [1378.77, 207.29, 1719.68, 2700.03], null],
  ['imp_purch_us.csv', 'amount', [1200.5, 1201.5, 1202.5, 1203.5], null],
  ['imp_purch_de.csv', 'amount', [1200.5, 1201.5, 1202.5, 1203.5], null],
  ['plain.csv.gz', 'Betrag', [1378.77, 207.29, 1719.68, 2700.03], null],
];

for (const [file, name, expected, note] of numberCases) {
  test(`the column ${name} of ${file} is read in the column's own style`, async () => {
    const table = await read(file);
    assert.deepEqual(numbers(column(table, name), expected.length), expected);
    if (note === null) assert.doesNotMatch(table.notes.join('\n'), /could also be/);
    else assert.match(table.notes.join('\n'), note);
  });
}

test('the option decides numbers that can be read in two ways', async () => {
  const table = await read('imp_purch_de2_min.csv', { decimal: '.' });
  assert.deepEqual(numbers(column(table, 'amount'), 2), [1.2, 1.201]);
});

test('a stray quotation mark in a far row swallows no rows', async () => {
  const table = await read('stray_quote_far_200.csv');
  assert.deepEqual([table.rows, table.leftOut], [200, []]);
  const name = column(table, 'name');
  assert.deepEqual(
    [30, 150].map((row) => name.texts[(name.codes?.[row] ?? 0) - 1]),
    ['Ann 30', 'Doe, 150'],
  );
  assert.match(table.notes.join('\n'), /quotation mark .* left out, first in line 32/);
});

test('quotation marks behind backslashes are part of the text', async () => {
  const table = await read('backslash_quote_200.csv');
  assert.equal(table.rows, 199);
  assert.ok(column(table, 'note').texts.includes('said "ok, B" then'));
  assert.deepEqual(numbers(column(table, 'x')), [1378.77, 207.29, 1719.68, 2700.03]);
  assert.match(table.notes.join('\n'), /behind a backslash .* line 3/);
});

test('spellings of one truth value or category are merged, with a note', async () => {
  const truths = await read('target_boolmix_200.csv');
  assert.deepEqual(column(truths, 'Churn').texts, ['TRUE', 'FALSE']);
  assert.match(truths.notes.join('\n'), /TRUE = Yes = Y = 1; FALSE = N = No = 0/);
  const levels = await read('feature_case.csv');
  assert.deepEqual(column(levels, 'g').texts, ['male', 'F', 'M', 'Female']);
  assert.match(levels.notes.join('\n'), /male = Male = MALE; Female = female/);
});

test("a spreadsheet's errors are missing values, and counted", async () => {
  const table = await read('excel_errors.csv');
  assert.deepEqual(column(table, 's').texts, ['B', 'C', 'A']);
  assert.equal(column(table, 'x').codes, null);
  assert.match(table.notes.join('\n'), /627 cells hold errors of a spreadsheet \(.*#REF!/);
});

test('title lines are left out with a note', async () => {
  const table = await read('title_rows.csv');
  assert.deepEqual([table.rows, table.columns.length], [2000, 4]);
  assert.match(
    table.notes.join('\n'),
    /2 title lines above the header \(line 4\) were left out: 'Customer report 2021'/,
  );
});

test('lines of another encoding are read in theirs, and a note says so', async () => {
  const table = await read('mixed_enc.csv');
  assert.ok(column(table, 'name').texts.every((text) => /^Mü\d$/.test(text)));
  assert.match(table.notes.join('\n'), /encoding is mixed: most is UTF-8, but line 1502 is not/);
  const other = await read('imp_iso_cp1252.csv');
  assert.deepEqual([other.encoding, column(other, 'name').texts[0]], ['windows-1252', 'Müller 0']);
});

test('German months and dates of the United States are dates', async () => {
  for (const [file, name, first] of [
    ['german_months.csv', 'Datum', '2022-04-17T00:00'],
    ['imp_us.csv', 'created_at', '2021-01-01T15:05'],
  ] as const) {
    const table = await read(file);
    const raw = column(table, name);
    const rows = Uint32Array.from({ length: table.rows }, (_, row) => row);
    const kind = kindOfColumn(raw, rows, countColumn(raw, rows), { fileRows: table.rows, commaDecimal: true });
    assert.equal(kind.kind, 'date');
    const style = kind.kind === 'date' && kind.style !== null ? kind.style : { dayFirst: true };
    assert.ok(raw.texts.every((text) => parseDate(text, style) !== undefined));
    const moment = new Date(parseDate(raw.texts[0], style)?.milliseconds ?? 0);
    assert.equal(moment.toISOString().slice(0, 16), first);
  }
});

test('numbers that may be dates are named in a note, with the dates they would be', async () => {
  assert.match((await read('imp_serial.csv')).notes.join('\n'), /created_at .*days of Excel, 44200 is 2021-01-04/);
  assert.match(
    (await read('imp_epoch.csv')).notes.join('\n'),
    /created_at .*seconds since 1970, 1609459200 is 2021-01-01/,
  );
});

test('a header without rows is not a table', async () => {
  await assert.rejects(read('imp_header.csv'), /a header but no rows/);
});

test('stray words in a column leave its numbers unchanged', async () => {
  const price = column(await read('num_target_strings.csv'), 'price');
  assert.deepEqual(price.texts, ['TBA', 'call', 'sold']);
  assert.equal(price.values.filter((value) => !Number.isNaN(value)).length, 1842);
});
