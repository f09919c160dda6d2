import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { prepareTrees } from '../../../engine/explain/prepared-trees.ts';
import { tabulateShap } from '../../../engine/explain/tabulated-shap.ts';
import { createTreeShap } from '../../../engine/explain/tree-shap.ts';
import { createRandom } from '../../../engine/random.ts';
import { randomForest, randomRows } from '../forest/random-forest.ts';

const recipes = [
  { trees: 3, columns: 1, splits: 6, chain: 0, output: 'sum' },
  { trees: 5, columns: 6, splits: 7, chain: 0, output: 'sum' },
  { trees: 4, columns: 12, splits: 40, chain: 0.3, output: 'mean' },
  { trees: 4, columns: 9, splits: 30, chain: 0.9, output: 'sum' },
  { trees: 1, columns: 4, splits: 0, chain: 0, output: 'sum' },
] as const;

describe('Shapley values by look-up', () => {
  for (const recipe of recipes) {
    const { columns, splits, chain } = recipe;
    const name = `${columns} features, ${splits} splits, ${chain} deep`;
    const random = createRandom(splits);
    const trees = randomForest(random, recipe);
    const chosen = trees.roots.map((_, tree) => tree);
    const { values } = randomRows(random, 150, columns, 0.25);

    it(`equal those of the walk: ${name}`, () => {
      const [lookedUp, walked] = [true, false].map((tables) => {
        const contributions = new Float64Array(values.length);
        createTreeShap(trees, chosen, tables)(values, contributions);
        return contributions;
      });
      lookedUp.forEach((value, at) => {
        assert.ok(Math.abs(value - walked[at]) <= 1e-9 * Math.max(1, Math.abs(walked[at])), `${value}, ${walked[at]}`);
      });
    });

    it(`are the same in WebAssembly and in TypeScript, alone and among many rows: ${name}`, () => {
      const prepared = prepareTrees(trees, chosen);
      const [fast, twin] = [false, true].map((slow) => tabulateShap(trees, prepared, slow));
      assert.deepEqual(fast.has, twin.has);
      assert.ok(splits === 0 || fast.has.some((has) => has === 1));
      const [ofFast, ofTwin, alone] = [fast, twin, fast].map(() => new Float64Array(values.length));
      fast.add(values, ofFast);
      twin.add(values, ofTwin);
      for (let from = 0; from < values.length; from += columns)
        fast.add(values.subarray(from, from + columns), alone.subarray(from, from + columns));
      assert.deepEqual(ofFast, ofTwin);
      assert.deepEqual(ofFast, alone);
      // a whole group and a few more
      const few = new Float64Array(19 * columns);
      fast.add(values.subarray(0, few.length), few);
      assert.deepEqual(few, alone.subarray(0, few.length));
    });
  }

  it('leave trees with long paths to the walk', () => {
    const trees = randomForest(createRandom(2), { trees: 2, columns: 40, splits: 40, chain: 1, output: 'sum' });
    const prepared = prepareTrees(trees, [0, 1]);
    assert.deepEqual([...tabulateShap(trees, prepared).has], [0, 0]);
  });
});
