import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  createSurvey,
  dateStyle,
  dateTells,
  numberStyle,
  numberTells,
  type StyleOptions,
} from '../../ingest/column-styles.ts';

const layout = {
  encoding: 'utf-8',
  separator: ',',
  separatorGiven: false,
  totalBytes: 1,
  format: 'csv',
  gzip: false,
  headerLine: 1,
  headerMissing: false,
  notes: [],
} as const;

function surveyed(cells: readonly string[], telling: (text: string) => boolean): ReadonlySet<string> {
  const survey = createSurvey(telling);
  for (const cell of cells) survey.see(cell);
  return survey.texts;
}

function numbers(cells: readonly string[], options: StyleOptions = {}, separator = ',') {
  const style = numberStyle(surveyed(cells, numberTells), { ...layout, separator }, options);
  return { values: cells.map((cell) => style.canonical(cell)), assumed: style.assumed };
}

function dates(cells: readonly string[], options: StyleOptions = {}, pooled = cells) {
  const style = dateStyle(surveyed(cells, dateTells), pooled, layout, options);
  return { values: cells.map((cell) => style.canonical(cell)), assumed: style.assumed };
}

for (const [what, cells, expected] of [
  ['decimal points', ['12.50', '7', '1200.05'], ['12.5', '7', '1200.05']],
  ['dollars with commas of thousands', ['$1,200.50', '$7.00', '($3.10)'], ['1200.5', '7', '-3.1']],
  ['decimal commas', ['12,50', '1.234,50', '7'], ['12.5', '1234.5', '7']],
  ['points of thousands alone', ['4.045', '427', '12.300'], ['4045', '427', '12300']],
  ['points of thousands beside a decimal comma', ['4.045', '3.262,50'], ['4045', '3262.5']],
  ['commas of thousands alone', ['3,636', '12'], ['3636', '12']],
  ['three decimals beside two', ['4.045', '4.05'], ['4.045', '4.05']],
  ['what is not a number', ['12,50', 'soon'], ['12.5', 'soon']],
] as const) {
  test(`a column of numbers with ${what} is read by the whole column`, () => {
    assert.deepEqual(numbers(cells).values, expected);
  });
}

test('numbers that could be either are reported with both readings, unless a person says which', () => {
  assert.equal(numbers(['4.045', '427']).assumed, '4.045 was read as 4045; with --decimal . it is 4.045.');
  const told = numbers(['4.045', '427'], { decimal: '.' });
  assert.deepEqual([told.values, told.assumed], [['4.045', '427'], null]);
});

for (const [what, cells, expected] of [
  ['days first', ['03/04/2026', '25/04/2026 14:05'], ['2026-04-03T00:00:00.000', '2026-04-25T14:05:00.000']],
  ['months first', ['03/04/2026', '03/25/2026'], ['2026-03-04T00:00:00.000', '2026-03-25T00:00:00.000']],
  [
    'offsets',
    ['25/04/2026 14:05 +0200', '2026-01-02T03:04:05Z'],
    ['2026-04-25T14:05:00.000+0200', '2026-01-02T03:04:05Z'],
  ],
  ['the serials of Excel', ['46023', '46023.5'], ['2026-01-01T00:00:00.000Z', '2026-01-01T12:00:00.000Z']],
  ['seconds since 1970', ['1767225600'], ['2026-01-01T00:00:00.000Z']],
  ['milliseconds since 1970', ['1767225600500'], ['2026-01-01T00:00:00.500Z']],
  ['what is not a date', ['25/04/2026', 'soon'], ['2026-04-25T00:00:00.000', 'soon']],
] as const) {
  test(`a column of dates with ${what} is read by the whole column`, () => {
    assert.deepEqual(dates(cells).values, expected);
  });
}

test('dates that could be either follow the other columns of the file, or are reported with both readings', () => {
  const open = dates(['03/04/2026', '05/06/2026']);
  assert.deepEqual(open.values[0], '2026-03-04T00:00:00.000');
  assert.equal(open.assumed, '03/04/2026 was read as 2026-03-04; with --date-order dmy it is 2026-04-03.');
  assert.equal(dates(['03/04/2026'], {}, ['03/04/2026', '25/04/2026']).values[0], '2026-04-03T00:00:00.000');
  assert.equal(dates(['03/04/2026'], { dateOrder: 'dmy' }).values[0], '2026-04-03T00:00:00.000');
});
