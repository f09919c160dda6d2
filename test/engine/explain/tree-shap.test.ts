import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { rowOf } from '../../../engine/data/matrix.ts';
import { createTreeExplainer } from '../../../engine/explain/explain-trees.ts';
import { createRandom } from '../../../engine/random.ts';
import type { TreeEnsemble } from '../../../engine/trees/tree-ensemble.ts';
import { randomForest, randomRows } from '../forest/random-forest.ts';
import { predictTrees } from '../predict-trees.ts';

/** The expectation of a tree's output when only the features in `coalition` (bits) are known (Lundberg et al. 2018, algorithm 1). */
function expectation(trees: TreeEnsemble, node: number, row: Float64Array, coalition: number): number {
  const { feature, threshold, left, right, missingLeft, value, cover } = trees;
  const f = feature[node];
  if (f < 0) return value[node];
  if ((coalition >> f) & 1) {
    const goesLeft = row[f] < threshold[node] || (Number.isNaN(row[f]) && missingLeft[node] === 1);
    return expectation(trees, goesLeft ? left[node] : right[node], row, coalition);
  }
  const [ofLeft, ofRight] = [left[node], right[node]];
  const sum =
    cover[ofLeft] * expectation(trees, ofLeft, row, coalition) +
    cover[ofRight] * expectation(trees, ofRight, row, coalition);
  return sum / (cover[ofLeft] + cover[ofRight]);
}

/** Shapley values by their definition, over all coalitions. */
function shapleyByDefinition(trees: TreeEnsemble, row: Float64Array): number[] {
  const width = trees.columns;
  const worth = Array.from({ length: 1 << width }, (_, coalition) =>
    trees.roots.reduce((sum, root) => sum + expectation(trees, root, row, coalition), 0),
  );
  const factorials = [1];
  for (let n = 1; n <= width; n++) factorials.push(n * factorials[n - 1]);
  return Array.from({ length: width }, (_, feature) => {
    let total = 0;
    worth.forEach((without, coalition) => {
      if ((coalition >> feature) & 1) return;
      const size = coalition.toString(2).replaceAll('0', '').length;
      const weight = (factorials[size] * factorials[width - size - 1]) / factorials[width];
      total += weight * (worth[coalition | (1 << feature)] - without);
    });
    return total;
  });
}

function sum(values: Iterable<number>): number {
  return [...values].reduce((total, value) => total + value, 0);
}

function near(found: number, expected: number, tolerance = 1e-9): void {
  assert.ok(Math.abs(found - expected) <= tolerance * Math.max(1, Math.abs(expected)), `${found}, not ${expected}`);
}

describe('an explanation of trees', () => {
  for (const [columns, splits, chain] of [
    [1, 6, 0],
    [3, 15, 0],
    [5, 30, 0.5],
    [8, 40, 0.9],
    [9, 12, 1],
  ]) {
    it(`equals the Shapley values of the definition: ${columns} features, ${splits} splits, ${chain} deep`, () => {
      const random = createRandom(columns);
      for (let round = 0; round < 8; round++) {
        const trees = randomForest(random, { trees: 2, columns, splits, chain, output: 'sum' });
        const x = randomRows(random, 2, columns, 0.25);
        for (let r = 0; r < x.rows; r++) {
          const row = rowOf(x, r);
          const explained = createTreeExplainer(trees, 1).explain(row);
          shapleyByDefinition(trees, row).forEach((expected, j) => {
            near(explained[j], expected);
          });
        }
      }
    });
  }

  it('sums to the output on paths of sixty splits', () => {
    const random = createRandom(4);
    const trees = randomForest(random, { trees: 3, columns: 70, splits: 62, chain: 1, output: 'mean' });
    const x = randomRows(random, 5, 70, 0.1);
    const outputs = predictTrees(trees, x);
    const { base, explain } = createTreeExplainer(trees, 1);
    for (let r = 0; r < x.rows; r++) near(base + sum(explain(rowOf(x, r))), outputs[r]);
  });

  it('has the mean over the covers as base, and 0 for features that no tree uses', () => {
    const random = createRandom(5);
    const trees = randomForest(random, { trees: 4, columns: 3, splits: 10, chain: 0, output: 'sum' });
    const wider = { ...trees, columns: 4 };
    const row = Float64Array.of(0.1, 0.2, 0.3, 9);
    const explainer = createTreeExplainer(wider, 1);
    near(explainer.base, trees.base + sum(Array.from(trees.roots, (root) => expectation(trees, root, row, 0))));
    assert.equal(explainer.explain(row)[3], 0);
  });

  it('of more trees than the budget allows uses some of them, and still sums to the output', () => {
    const random = createRandom(6);
    const trees = randomForest(random, { trees: 40, columns: 6, splits: 20, chain: 0, output: 'mean' });
    const x = randomRows(random, 4, 6, 0.1);
    const outputs = predictTrees(trees, x);
    const some = createTreeExplainer(trees, 7, 800);
    const all = createTreeExplainer(trees, 7);
    assert.ok(some.used >= 5 && some.used < 40, `${some.used}`);
    assert.deepEqual([some.of, all.used, some.base], [40, 40, all.base]);
    for (let r = 0; r < x.rows; r++) {
      const parts = some.explain(rowOf(x, r));
      near(some.base + sum(parts), outputs[r]);
      assert.deepEqual(createTreeExplainer(trees, 7, 800).explain(rowOf(x, r)), parts);
    }
  });

  it('of no trees and of a single leaf is empty', () => {
    const leaf = randomForest(createRandom(1), { trees: 1, columns: 2, splits: 0, chain: 0, output: 'mean' });
    const row = Float64Array.of(1, 2);
    const explainer = createTreeExplainer(leaf, 1);
    assert.deepEqual([...explainer.explain(row)], [0, 0]);
    assert.equal(explainer.base, leaf.value[0]);
    const none = { ...leaf, output: 'sum', base: 3, roots: new Int32Array() } as const;
    assert.deepEqual([createTreeExplainer(none, 1).base, ...createTreeExplainer(none, 1).explain(row)], [3, 0, 0]);
  });
});
