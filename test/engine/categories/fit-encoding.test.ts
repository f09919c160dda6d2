import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { EncodedColumn, EncodingStyle } from '../../../engine/categories/column.ts';
import { encodeRows } from '../../../engine/categories/encode-rows.ts';
import { fitEncoding } from '../../../engine/categories/fit-encoding.ts';
import { columnOf } from '../../../engine/data/matrix.ts';
import { createRandom } from '../../../engine/random.ts';

const trees: EncodingStyle = { oneHotLevels: 4, oneHotRows: 1, linear: false };
const linear: EncodingStyle = { oneHotLevels: 4, oneHotRows: 3, linear: true };

function levels(codes: readonly number[], levelCount: number): EncodedColumn {
  return { kind: 'levels', source: 3, codes: Int32Array.from(codes), levelCount };
}

function numbers(values: readonly number[], cycle: number | null = null): EncodedColumn {
  return { kind: 'number', source: 1, values: Float64Array.from(values), cycle };
}

const all = (count: number) => Uint32Array.from({ length: count }, (_, row) => row);
const rowsOf = (x: { rows: number; columns: number; values: Float64Array }) =>
  Array.from({ length: x.rows }, (_, row) => [...x.values.subarray(row * x.columns, (row + 1) * x.columns)]);

test('few levels get a feature each, missing values get another, and a level of other rows gets none', () => {
  const column = levels([1, 2, 3, 0, 1, 4], 3);
  const { x, features } = fitEncoding([column], all(5), new Float64Array(5), 'classification', trees);
  assert.deepEqual(rowsOf(x), [
    [1, 0, 0, 0],
    [0, 1, 0, 0],
    [0, 0, 1, 0],
    [0, 0, 0, 1],
    [1, 0, 0, 0],
  ]);
  assert.deepEqual(rowsOf(encodeRows(features, [column], Uint32Array.from([5]))), [[0, 0, 0, 0]]);
  assert.deepEqual(
    features.map(({ source }) => source),
    [3, 3, 3, 3],
  );
});

test('two levels need one feature, and rare ones share one', () => {
  const two = fitEncoding([levels([1, 2, 1], 2)], all(3), new Float64Array(3), 'classification', trees);
  assert.equal(two.x.columns, 1);
  const codes = [1, 1, 1, 1, 2, 2, 2, 2, 3, 4];
  const rare = fitEncoding([levels(codes, 4)], all(10), new Float64Array(10), 'classification', linear);
  assert.deepEqual(rowsOf(rare.x).slice(-2), [
    [0, 0, 1],
    [0, 0, 1],
  ]);
});

test('nothing is learnt from many levels that are unrelated to the target, because no row sees its own target', () => {
  const count = 4000;
  const random = createRandom(5);
  const codes = Array.from({ length: count }, () => 1 + random.integer(1000));
  const y = Float64Array.from({ length: count }, () => random.integer(2));
  const columns = [levels(codes, 1000)];
  const { x, features } = fitEncoding(columns, all(count), y, 'classification', trees);
  assert.ok(Math.abs(correlation(columnOf(x, 0), y)) < 0.05);
  // what would be learnt if they did
  assert.ok(correlation(columnOf(encodeRows(features, columns, all(count)), 0), y) > 0.3);
});

test('an average is drawn towards the overall one, and a level without rows has exactly that', () => {
  const codes = [...Array.from({ length: 30 }, (_, at) => 1 + (at % 6)), 7];
  const y = Float64Array.from({ length: 30 }, (_, at) => (at % 6 === 0 ? 1 : 0));
  const columns = [levels(codes, 6)];
  const { features } = fitEncoding(columns, all(30), y, 'classification', trees);
  const [first, second, unseen] = columnOf(encodeRows(features, columns, Uint32Array.from([0, 1, 30])), 0);
  const overall = 5 / 30;
  assert.ok(Math.abs((first ?? 0) - (5 + 10 * overall) / 15) < 1e-12);
  assert.ok(Math.abs((second ?? 0) - (10 * overall) / 15) < 1e-12);
  assert.ok(Math.abs((unseen ?? 0) - overall) < 1e-12);
});

test('levels of many rows stay apart for trees, in the order of their averages, and a new level is missing', () => {
  const count = 2000;
  const codes = [...Array.from({ length: count }, (_, at) => 1 + (at % 6)), 7];
  const y = Float64Array.from({ length: count }, (_, at) => [3, 1, 6, 2, 5, 4][at % 6] ?? 0);
  const columns = [levels(codes, 6)];
  const { x, features } = fitEncoding(columns, all(count), y, 'regression', trees);
  assert.deepEqual([...columnOf(x, 0).subarray(0, 6)], [2, 0, 5, 1, 4, 3]);
  assert.ok(Number.isNaN(columnOf(encodeRows(features, columns, Uint32Array.from([count])), 0)[0]));
});

test('trees get missing numbers as they are; linear models get a feature that marks them, and months as points on a circle', () => {
  const column = numbers([1, Number.NaN, 3]);
  assert.equal(fitEncoding([column], all(3), new Float64Array(3), 'regression', trees).x.columns, 1);
  const { x } = fitEncoding([column, numbers([12, 6, 3], 12)], all(3), new Float64Array(3), 'classification', linear);
  assert.deepEqual([...columnOf(x, 1)], [0, 1, 0]);
  assert.ok(Math.abs(columnOf(x, 2)[0] ?? 1) < 1e-9);
  assert.ok(Math.abs((columnOf(x, 3)[0] ?? 0) - 1) < 1e-9);
});

test('an encoding is plain data: written and read again it encodes the same', () => {
  const columns = [levels([1, 2, 3, 0, 1, 4], 3), numbers([1, 2, Number.NaN, 4, 5, 6], 12)];
  for (const style of [trees, linear, { ...trees, oneHotLevels: 1 }, { ...linear, oneHotLevels: 1 }]) {
    const { features } = fitEncoding(columns, all(5), Float64Array.of(0, 1, 0, 1, 1), 'classification', style);
    const again = JSON.parse(JSON.stringify(features));
    assert.deepEqual(encodeRows(again, columns, all(6)), encodeRows(features, columns, all(6)));
  }
});

function correlation(a: Float64Array, b: Float64Array): number {
  const mean = (values: Float64Array) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [ma, mb] = [mean(a), mean(b)];
  const product = a.map((value, i) => (value - ma) * ((b[i] ?? 0) - mb));
  const spread = (values: Float64Array, m: number) => Math.sqrt(mean(values.map((value) => (value - m) ** 2)));
  return mean(product) / (spread(a, ma) * spread(b, mb) || 1);
}
