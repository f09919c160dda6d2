import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createRandom } from '../../engine/random.ts';
import { createRawColumn, type RawColumn } from '../../tables/columns/raw-column.ts';
import { missingMarkers } from '../../tables/values/missing-text.ts';
import { orderByContent } from '../../tabular/split/row-order.ts';
import { foldsByTime, splitByTime, splitStratified, stratifiedFolds } from '../../tabular/split/split.ts';

function columnsOf(rows: readonly (readonly string[])[]): RawColumn[] {
  return [0, 1].map((at) => {
    const builder = createRawColumn(`c${at}`, missingMarkers([]));
    for (const row of rows) builder.append(row[at] ?? '');
    return builder.build();
  });
}

const all = (count: number) => Uint32Array.from({ length: count }, (_, row) => row);
const rows = Array.from({ length: 200 }, (_, at) => [String(at % 50), at % 7 === 0 ? '' : `t${at % 9}`]);

test('the holdout has the same rows in whatever order the file has them', () => {
  const shuffled = createRandom(1).shuffle([...rows]);
  const [one, other] = [rows, shuffled].map((table) => {
    const order = orderByContent(columnsOf(table), all(table.length));
    const { training, holdout } = splitStratified(order, new Uint8Array(table.length), 0.25, 42);
    return [training, holdout].map((part) => Array.from(part, (row) => table[row]?.join()));
  });
  assert.deepEqual(one, other);
});

test('copies of a row are counted, and spread over both parts', () => {
  const table = Array.from({ length: 100 }, () => ['1', 'x']);
  const order = orderByContent(columnsOf(table), all(100));
  assert.equal(order.copies, 99);
  const { training, holdout } = splitStratified(order, new Uint8Array(100), 0.2, 1);
  assert.deepEqual([training.length, holdout.length], [80, 20]);
});

test('each class has its share of the holdout and of every fold, and the seed decides which rows', () => {
  const strata = Uint8Array.from({ length: 200 }, (_, at) => (at % 10 === 0 ? 1 : 0));
  const order = orderByContent(columnsOf(rows), all(200));
  const { holdout } = splitStratified(order, strata, 0.2, 42);
  assert.equal(holdout.length, 40);
  const places = new Map(Array.from(order.rows, (row, at) => [row, at]));
  assert.equal(holdout.filter((row) => strata[places.get(row) ?? 0] === 1).length, 4);
  assert.notDeepEqual(holdout, splitStratified(order, strata, 0.2, 43).holdout);
  const folds = stratifiedFolds(strata, 5, 42);
  for (const { training, validation } of folds) {
    assert.equal(validation.filter((at) => strata[at] === 1).length, 4);
    assert.deepEqual(Uint32Array.from([...training, ...validation]).sort(), all(200));
  }
});

test('by time the last rows are held out, and each block is judged by those before it', () => {
  const { training, holdout } = splitByTime(Uint32Array.from([5, 3, 4, 1, 0]), 0.4);
  assert.deepEqual(
    [[...training], [...holdout]],
    [
      [5, 3, 4],
      [1, 0],
    ],
  );
  const folds = foldsByTime(10, 4);
  assert.equal(folds.length, 4);
  for (const fold of folds) assert.ok(Math.max(...fold.training) + 1 === Math.min(...fold.validation));
  assert.equal(folds.at(-1)?.validation.at(-1), 9);
});
