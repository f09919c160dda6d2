import type { Matrix } from '../data/matrix.ts';
import { rowOf } from '../data/matrix.ts';
import { leafOf, type TreeEnsemble } from './tree-ensemble.ts';

/** The trees, with the number of rows of `x` that reach each node as its cover: for learners that don't report it. */
export function coverTrees(trees: TreeEnsemble, x: Matrix): TreeEnsemble {
  const cover = new Float64Array(trees.feature.length);
  const count = (node: number) => {
    cover[node]++;
  };
  for (let r = 0; r < x.rows; r++) {
    const row = rowOf(x, r);
    for (const root of trees.roots) leafOf(trees, root, row, count);
  }
  return { ...trees, cover };
}
