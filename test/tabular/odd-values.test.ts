import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createRandom } from '../../engine/random.ts';
import { findOddValues, oddValuesNotes } from '../../tabular/columns/odd-values.ts';

const random = createRandom(8);
const draw = (count: number, next: () => number) => Array.from({ length: count }, next);
const odd = (...parts: readonly (readonly number[])[]) => findOddValues(Float64Array.from(parts.flat()));
const times = (count: number, value: number) => draw(count, () => value);

const ages = draw(2000, () => 18 + random.integer(72));
const columns: Readonly<Record<string, readonly number[]>> = {
  ages,
  normal: draw(2000, () => 50 + 12 * random.normal()),
  exponential: draw(5000, () => -Math.log(1 - random.next())),
  lognormal: draw(5000, () => 40_000 * Math.exp(random.normal())),
  'heavy-tailed': draw(5000, () => 100 / (1 - random.next())),
  'mostly zero': draw(5000, () => (random.next() < 0.9 ? 0 : Math.round(5000 * random.next()))),
  counts: draw(2000, () => Math.floor(-1.2 * Math.log(1 - random.next()))),
  'below zero': draw(2000, () => Math.round(-10 + 60 * random.normal())),
  'years and prices': draw(2000, () => 1 + random.integer(10_000)),
};

for (const [name, values] of Object.entries(columns)) {
  test(`nothing is odd about ${name} values`, () => assert.equal(odd(values), null));
}

for (const [what, rest, value, rows] of [
  ['measurements', draw(900, () => 10 * random.next()), -200, 90],
  ['measurements that are mostly missing', draw(100, () => 1000 + 300 * random.normal()), -200, 900],
  ['temperatures', draw(500, () => Math.round(10 + 12 * random.normal())), -999, 7],
  ['ages', ages, 999, 5],
  ['counts of children', draw(500, () => random.integer(6)), 99, 12],
  ['incomes', columns.lognormal ?? [], -9999, 30],
  ['signed bytes', draw(600, () => 5 + random.normal()), -32_768, 9],
  ['amounts', draw(600, () => 2000 + 300 * random.normal()), 99_999, 9],
] as const) {
  test(`${value} among ${what} is reported with its count and a remedy`, () => {
    const found = odd(rest, times(rows, value));
    assert.deepEqual(found?.sentinels, [{ value, rows }]);
    assert.match(oddValuesNotes('c', found).join(' '), new RegExp(`c is ${value} in ${rows} rows.*--missing ${value}`));
  });
}

test('two sentinels of one column are both reported', () => {
  const found = odd(ages, times(20, -999), times(10, -9999));
  assert.deepEqual(found?.sentinels, [
    { value: -999, rows: 20 },
    { value: -9999, rows: 10 },
  ]);
});

test('ages of 400 and 1,200 are reported as hardly possible', () => {
  const found = odd(ages, [400, 1200, -370]);
  assert.deepEqual(found?.far, { rows: 3, values: [1200, 400, -370] });
  assert.match(
    oddValuesNotes('age', found).join(' '),
    /hardly possible in 3 rows .*1200, 400, -370.*--missing 1200,400,-370/,
  );
});

test('sentinels and absurd values stand side by side', () => {
  const found = odd(ages, times(15, -1000), [4000]);
  assert.deepEqual([found?.sentinels, found?.far?.values], [[{ value: -1000, rows: 15 }], [4000]]);
});
