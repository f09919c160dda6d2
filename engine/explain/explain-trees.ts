import { createRandom, hashSeed } from '../random.ts';
import { leafOf, type TreeEnsemble } from '../trees/tree-ensemble.ts';
import { shareOf } from './prepared-trees.ts';
import { type AddTreeShap, createTreeShap, treeCosts } from './tree-shap.ts';

/**
 * Splits times points, summed over all trees, up to which every tree is explained. Above it, only as many trees as fit
 * are. This keeps an explanation below some 50 ms: a forest of 100 fully grown trees on 10,000 rows has about 4 million.
 */
export const defaultBudget = 10_000_000;

export type TreeExplainer = {
  /**
   * The trees' output, before any logistic function, when no feature is known: averaged over the training rows by `cover`.
   */
  readonly base: number;
  /** The contributions are computed from `used` trees of `of`. */
  readonly used: number;
  readonly of: number;
  /** The contributions, rows x columns: one per feature. Base and contributions of a row sum to its output. */
  explain(rows: Float64Array): Float64Array;
};

/** @param seed decides which trees stand for all when there are too many. */
export function createTreeExplainer(trees: TreeEnsemble, seed: number, budget = defaultBudget): TreeExplainer {
  const { output, columns, roots } = trees;
  const chosen = chooseTrees(trees, seed, budget);
  const used = chosen.length;
  const scale = (roots.length / used) * (output === 'mean' ? 1 / roots.length : 1);
  const base = expectedOutput(trees);
  let addTreeShap: AddTreeShap | undefined;

  return {
    base,
    used,
    of: roots.length,
    explain(rows) {
      addTreeShap ??= createTreeShap(trees, chosen);
      const contributions = new Float64Array(rows.length);
      if (used === 0) return contributions;
      addTreeShap(rows, contributions);
      for (let at = 0; at < contributions.length; at++) contributions[at] *= scale;
      if (used === roots.length) return contributions;
      for (let from = 0; from < rows.length; from += columns) {
        const row = rows.subarray(from, from + columns);
        shareOut(contributions.subarray(from, from + columns), sumOfTrees(trees, row) - base);
      }
      return contributions;
    },
  };
}

/** As many trees as fit, taken in an order that the seed decides; at least one. Returned ascending. */
function chooseTrees(trees: TreeEnsemble, seed: number, budget: number): Int32Array {
  const costs = treeCosts(trees);
  const all = Int32Array.from(costs, (_, tree) => tree);
  if (costs.reduce((sum, cost) => sum + cost, 0) <= budget) return all;
  const order = createRandom(hashSeed(seed, 'explained-trees')).shuffle(all);
  let spent = 0;
  const fitting = order.findIndex((tree) => {
    spent += costs[tree];
    return spent > budget;
  });
  return order.slice(0, Math.max(1, fitting)).sort();
}

/**
 * Makes the contributions sum to `total`: the difference is spread over them by their size, or equally where they are all
 * 0.
 */
export function shareOut(contributions: Float64Array, total: number): void {
  let lacking = total;
  let size = 0;
  for (let j = 0; j < contributions.length; j++) {
    lacking -= contributions[j];
    size += Math.abs(contributions[j]);
  }
  const count = contributions.length;
  for (let j = 0; j < count; j++) {
    contributions[j] += lacking * (size > 0 ? Math.abs(contributions[j]) / size : 1 / count);
  }
}

/** The mean of the leaves, weighted by the share of the training rows that reach them. Children come after their parent. */
function expectedOutput(trees: TreeEnsemble): number {
  const { feature, left, right, value, roots } = trees;
  const expected = new Float64Array(feature.length);
  for (let node = feature.length - 1; node >= 0; node--) {
    expected[node] =
      feature[node] < 0
        ? value[node]
        : shareOf(trees, node, left[node]) * expected[left[node]] +
          shareOf(trees, node, right[node]) * expected[right[node]];
  }
  return outputOf(
    trees,
    roots.reduce((sum, root) => sum + expected[root], 0),
  );
}

/** The trees' output before any logistic function, in float64 throughout. */
function sumOfTrees(trees: TreeEnsemble, row: Float64Array): number {
  let sum = 0;
  for (const root of trees.roots) sum += trees.value[leafOf(trees, root, row)];
  return outputOf(trees, sum);
}

function outputOf({ output, base, roots }: TreeEnsemble, sum: number): number {
  return output === 'mean' && roots.length > 0 ? (base + sum) / roots.length : base + sum;
}
