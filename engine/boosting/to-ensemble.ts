import { thresholdAfter } from '../binning/bin-edges.ts';
import type { BinnedDataset } from '../binning/binned-dataset.ts';
import type { TreeEnsemble } from '../trees/tree-ensemble.ts';
import type { GrownTree } from './grow-tree.ts';

/** The trees with thresholds instead of bins, one after the other in flat arrays. Without trees, a single leaf of 0. */
export function toEnsemble(
  trees: readonly GrownTree[],
  { edges, columns }: BinnedDataset,
  output: TreeEnsemble['output'],
  base: number,
): TreeEnsemble {
  const nodes = Math.max(
    1,
    trees.reduce((sum, tree) => sum + tree.column.length, 0),
  );
  const ensemble: TreeEnsemble = {
    columns,
    precision: 'float64',
    output,
    base,
    roots: new Int32Array(Math.max(1, trees.length)),
    feature: new Int32Array(nodes).fill(-1),
    threshold: new Float64Array(nodes),
    left: new Int32Array(nodes).fill(-1),
    right: new Int32Array(nodes).fill(-1),
    missingLeft: new Uint8Array(nodes),
    value: new Float64Array(nodes),
    cover: new Float64Array(nodes).fill(1),
  };
  let at = 0;
  trees.forEach((tree, t) => {
    ensemble.roots[t] = at;
    ensemble.feature.set(tree.column, at);
    ensemble.missingLeft.set(tree.missingLeft, at);
    ensemble.value.set(tree.value, at);
    ensemble.cover.set(tree.cover, at);
    tree.column.forEach((column, node) => {
      if (column < 0) return;
      ensemble.threshold[at + node] = thresholdAfter(edges[column], tree.bin[node]);
      ensemble.left[at + node] = at + tree.left[node];
      ensemble.right[at + node] = at + tree.right[node];
    });
    at += tree.column.length;
  });
  return ensemble;
}
