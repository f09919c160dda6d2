import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createRawColumn } from '../../tables/columns/raw-column.ts';
import { dateParts, parseDate, parseTimeOfDay } from '../../tables/values/date-text.ts';
import { missingMarkers } from '../../tables/values/missing-text.ts';
import { numberStyleOf, parseNumberText } from '../../tables/values/number-text.ts';
import { type ColumnTreatment, type PreparedColumn, prepareColumn } from '../../tabular/columns/prepare-columns.ts';

function prepare(cells: readonly string[], { fileRows = 1000, commaDecimal = false } = {}) {
  const builder = createRawColumn('c', missingMarkers([]));
  for (const cell of cells) builder.append(cell);
  const rows = Uint32Array.from(cells, (_, row) => row);
  return prepareColumn(builder.build(), 0, rows, { fileRows, commaDecimal });
}

function valuesOf(column: PreparedColumn | undefined): number[] {
  return column?.kind === 'number' ? [...column.values] : [...(column?.codes ?? [])];
}

const cycle = (items: readonly string[], times = 12) => Array.from({ length: times }, () => items).flat();

/** What the cells are, repeated; what the column is taken for. */
const kinds: readonly (readonly [readonly string[], ColumnTreatment['kind']])[] = [
  [['1', '2.5', '-3', '4e2'], 'numeric'],
  [['$1,234.50', '$2.00', '($3.10)'], 'numeric'],
  [['12%', '7.5%', '100%'], 'numeric'],
  [['1.234,50 €', '99,00 €', '0,50 €'], 'numeric'],
  [['0', '1', '2', '3+'], 'numeric'],
  [['10 kg', '12 kg', '7 kg'], 'numeric'],
  [['10A', '10B', '11A'], 'categorical'],
  [['1', '2', 'unknown', 'often'], 'categorical'],
  [['0', '1'], 'boolean'],
  [['yes', 'No', 'YES', 'no'], 'boolean'],
  [['True', 'False', ''], 'boolean'],
  [['red', 'green', 'blue'], 'categorical'],
  [['2021-03-04', '2021-03-05', '2022-01-31'], 'date'],
  [['2021-03-04T10:30:00Z', '2021-03-05 09:00', '2022-01-31 23:59:59'], 'date'],
  [['31/12/2020', '01/02/2021', '05/06/2021'], 'date'],
  [['5.3.2021', '6.3.2021', '31.12.2021'], 'date'],
  [['20210304', '20211231', '20200101'], 'date'],
  [['Jan-2015', 'Dec-2011', 'Mar-2014'], 'date'],
  [['05-Jan-2020', '6 February 2021', 'Mar 3, 2021'], 'date'],
  [['10:30', '11:45 pm', '7:05'], 'time of day'],
  [['x', 'x'], 'constant'],
  [['x', ''], 'boolean'],
  [['', 'NA'], 'empty'],
];

for (const [cells, kind] of kinds) {
  test(`${cells.join(' | ')} is ${kind}`, () => {
    assert.equal(prepare(cycle(cells)).treatment.kind, kind);
  });
}

test('text that is different in nearly every row is an identifier, numbers that count the rows are row numbers', () => {
  const rows = Array.from({ length: 100 }, (_, row) => row);
  assert.equal(prepare(rows.map((row) => `user-${row}`)).treatment.kind, 'identifier');
  assert.equal(
    prepare(
      rows.map((row) => String(1000 - row)),
      { fileRows: 100 },
    ).treatment.kind,
    'row number',
  );
  assert.equal(
    prepare(
      rows.map((row) => String(row * 7)),
      { fileRows: 100 },
    ).treatment.kind,
    'numeric',
  );
});

test('numbers in a text keep their sign, thousands, decimals and multipliers', () => {
  const english = numberStyleOf(['$1,234.50'], false);
  const values = ['$1,234.50', '-$5', '(2.5)', '1 234', '12.5%', '10,000+', '1.5k', '≥ 3'];
  assert.deepEqual(
    values.map((text) => parseNumberText(text, english)),
    [1234.5, -5, -2.5, 1234, 12.5, 10000, 1500, 3],
  );
  const german = numberStyleOf(['1.234,50', '3,5'], false);
  assert.deepEqual(
    ['1.234,50', '3,5', '-1.000', '1.000.000 €'].map((text) => parseNumberText(text, german)),
    [1234.5, 3.5, -1000, 1e6],
  );
  for (const text of ['abc', '1-2', '12/3', '1.2.3', '(5', 'A5'])
    assert.ok(Number.isNaN(parseNumberText(text, english)));
});

test('texts that are not numbers in a column of numbers are missing, counted and shown', () => {
  const { treatment, prepared } = prepare([...cycle(['1', '2', '3', '4'], 25), 'oops', 'oops']);
  assert.equal(treatment.unreadable, 2);
  assert.match(treatment.note, /2 unreadable \('oops'\)/);
  assert.ok(valuesOf(prepared[0]).slice(-2).every(Number.isNaN));
});

test('a date becomes days, month, weekday and, where there are times, hour', () => {
  const { prepared } = prepare(cycle(['2021-03-04 10:30', '2022-01-31 23:00', '']));
  assert.deepEqual(
    prepared.map((column) => [column.name, valuesOf(column)[0]]),
    [
      ['c (days)', 18690.4375],
      ['c (month)', 3],
      ['c (weekday)', 4],
      ['c (hour)', 10],
    ],
  );
  assert.ok(Number.isNaN(valuesOf(prepared[0])[2]));
});

test('days that do not exist are not dates, and the column decides whether day or month comes first', () => {
  const dayFirst = { dayFirst: true };
  assert.equal(parseDate('2021-02-30', dayFirst), undefined);
  assert.equal(parseDate('13/13/2021', dayFirst), undefined);
  assert.equal(dateParts.month(parseDate('03/04/2021', dayFirst)?.milliseconds ?? 0), 4);
  assert.equal(dateParts.month(parseDate('03/04/2021', { dayFirst: false })?.milliseconds ?? 0), 3);
  assert.equal(parseTimeOfDay('12:05 am'), 5);
  const { treatment } = prepare(cycle(['03/04/2021', '05/06/2021']));
  assert.match(treatment.note, /month\/day\/year, no date tells the order/);
});

test('levels are numbered by frequency in the training rows, whatever the order of the rows', () => {
  const cells = ['b', 'a', 'b', 'c', 'b', 'a', '', 'new'];
  const builder = createRawColumn('c', missingMarkers([]));
  for (const cell of cells) builder.append(cell);
  const training = Uint32Array.from([0, 1, 2, 3, 4, 5, 6]);
  const { prepared, treatment } = prepareColumn(builder.build(), 0, training, { fileRows: 8, commaDecimal: false });
  assert.deepEqual(valuesOf(prepared[0]), [1, 2, 1, 3, 1, 2, 0, 4]);
  assert.equal(treatment.levels, 3);
});

for (const [language, errors] of [
  ['English', ['#REF!', '#N/A', '#DIV/0!', '#SPILL!']],
  ['German', ['#WERT!', '#BEZUG!', '#NV', '#ÜBERLAUF!']],
  ['French', ['#VALEUR!', '#NOM?', '#NOMBRE!']],
  ['Spanish', ['#¡VALOR!', '#¡REF!', '#¿NOMBRE?']],
  ['Portuguese', ['#VALOR!', '#NÚM!', '#N/D']],
  ['Finnish', ['#ARVO!', '#JAKO/0!', '#VIITTAUS!']],
  ['Polish', ['#ARG!', '#DZIEL/0!']],
  ['Turkish', ['#DEĞER!', '#BAŞV!']],
  ['Russian', ['#ЗНАЧ!', '#ДЕЛ/0!', '#Н/Д']],
  ['LibreOffice', ['Err:502', 'Err:522']],
] as const) {
  test(`the errors of a spreadsheet in ${language} are missing and counted, in any case`, () => {
    const builder = createRawColumn('c', missingMarkers([]));
    for (const error of errors) builder.append(error);
    for (const error of errors) builder.append(error.toLowerCase());
    const { texts, codes } = builder.build();
    assert.deepEqual([texts, codes, builder.tally().excelErrors], [[], null, 2 * errors.length]);
  });
}

test('hashtags and words with a question mark are texts', () => {
  const builder = createRawColumn('c', missingMarkers([]));
  for (const text of ['#sale!', 'Name?', '#1']) builder.append(text);
  assert.equal(builder.build().texts.length, 3);
});

test('rows that are taken back leave nothing behind', () => {
  const builder = createRawColumn('c', missingMarkers([]));
  for (const text of ['1', '2', 'Total: 2']) builder.append(text);
  builder.drop(1);
  assert.deepEqual([builder.build().texts, builder.build().codes], [[], null]);
});
