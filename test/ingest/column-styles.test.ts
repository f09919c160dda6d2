import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  type ColumnSurvey,
  type StyleOptions,
  settleStyles,
  surveyDates,
  surveyNumbers,
} from '../../ingest/column-styles.ts';

/** The cells of the first column as `fields/readers.ts` is given them, and what is said of it. */
function settled(
  [cells, ...others]: readonly (readonly string[])[],
  survey: () => ColumnSurvey,
  options: StyleOptions = {},
  separator = ',',
) {
  const surveys = [cells, ...others].map((column, at): [number, ColumnSurvey] => {
    const one = survey();
    for (const cell of column) one.see(cell);
    return [at, one];
  });
  const style = settleStyles(new Map(surveys), separator, () => options).get(0);
  return { values: cells.map((cell) => style?.canonical(cell)), assumed: style?.assumed };
}

const money = () => surveyNumbers(2);
const numbers = (cells: readonly string[], options: StyleOptions = {}, separator = ',') =>
  settled([cells], money, options, separator);
const dates = (cells: readonly string[], options: StyleOptions = {}, others: readonly string[] = []) =>
  settled([cells, others], surveyDates, options);

for (const [what, cells, expected] of [
  ['decimal points', ['12.50', '7', '1200.05'], ['12.5', '7', '1200.05']],
  ['dollars with commas of thousands', ['$1,200.50', '$7.00', '($3.10)'], ['1200.5', '7', '-3.1']],
  ['decimal commas', ['12,50', '1.234,50', '7'], ['12.5', '1234.5', '7']],
  ['points of thousands alone', ['4.045', '427', '12.300'], ['4045', '427', '12300']],
  ['points of thousands beside a decimal comma', ['4.045', '3.262,50'], ['4045', '3262.5']],
  ['commas of thousands alone', ['3,636', '12'], ['3636', '12']],
  ['points of thousands, none below a thousand', ['4.045', '12.300'], ['4045', '12300']],
  ['three decimals beside two', ['4.045', '4.05'], ['4.045', '4.05']],
  ['points and far more decimal commas', ['4.045', '12,50', '3,10', '2.5'], ['4045', '12.5', '3.1', '2.5']],
  ['what is not a number', ['12,50', 'soon'], ['12.5', 'soon']],
] as const) {
  test(`a column of numbers with ${what} is read by the whole column`, () => {
    assert.deepEqual(numbers(cells).values, expected);
  });
}

test('numbers that could be either are reported with both readings, unless a person says which', () => {
  assert.equal(
    numbers(['4.045', '427']).assumed,
    '4.045 is read as 4045 (numbers below 1,000 have no such mark); it could also be 4.045: that is --decimal .',
  );
  const told = numbers(['4.045', '427'], { decimal: '.' });
  assert.deepEqual([told.values, told.assumed], [['4.045', '427'], null]);
});

test('numbers that could be either follow the other columns of the file', () => {
  assert.deepEqual(settled([['4.045'], ['1.234,50']], surveyNumbers).values, ['4045']);
  assert.deepEqual(settled([['4.045'], ['1,234.50']], surveyNumbers).values, ['4.045']);
});

test('one deciding number counts, however late it comes', () => {
  const cells = Array.from({ length: 30_000 }, (_, at) => `${1 + (at % 9)}.${100 + (at % 900)}`);
  assert.equal(numbers([...cells, '1.5']).values[0], '1.1');
  assert.equal(numbers([...cells, '1,5']).values[0], '1100');
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
  [
    'serials and a stray word',
    [...Array(12).fill('46023'), 'soon'],
    [...Array(12).fill('2026-01-01T00:00:00.000Z'), 'soon'],
  ],
  ['what is not a date', ['25/04/2026', 'soon'], ['2026-04-25T00:00:00.000', 'soon']],
] as const) {
  test(`a column of dates with ${what} is read by the whole column`, () => {
    assert.deepEqual(dates(cells).values, expected);
  });
}

test('dates that could be either follow the other columns of the file, or are reported with both readings', () => {
  const open = dates(['03/04/2026', '05/06/2026']);
  assert.deepEqual(open.values[0], '2026-03-04T00:00:00.000');
  assert.equal(
    open.assumed,
    '03/04/2026 is read as 2026-03-04 (the month first is assumed); it could also be 2026-04-03: that is --date-order dmy.',
  );
  assert.equal(dates(['03/04/2026'], {}, ['25/04/2026']).values[0], '2026-04-03T00:00:00.000');
  assert.equal(dates(['03/04/2026'], { dateOrder: 'dmy' }).values[0], '2026-04-03T00:00:00.000');
});

test('a column of nothing but ISO 8601 is read as it stands, and nothing is said of it', () => {
  const iso = ['2026-05-01 10:00:00', '2026-05-02T10:00:00Z', ''];
  assert.deepEqual(dates(iso), { values: iso, assumed: null });
});
