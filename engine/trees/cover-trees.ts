import type { Matrix } from '../estimator.ts';
import type { TreeEnsemble } from './tree-ensemble.ts';

/** The trees with the number of rows of `x` that reach each node as their cover: for learners that don't tell it. */
export function coverTrees(trees: TreeEnsemble, x: Matrix): TreeEnsemble {
  const { roots, feature, threshold, left, right, missingLeft } = trees;
  const single = trees.precision === 'float32';
  const cover = new Float64Array(feature.length);
  for (let r = 0; r < x.rows; r++) {
    for (const root of roots) {
      let node = root;
      cover[node]++;
      while (feature[node] >= 0) {
        const value = x.values[r * x.columns + feature[node]];
        const found = single ? Math.fround(value) : value;
        const goesLeft = found < threshold[node] || (Number.isNaN(found) && missingLeft[node] === 1);
        node = goesLeft ? left[node] : right[node];
        cover[node]++;
      }
    }
  }
  return { ...trees, cover };
}
