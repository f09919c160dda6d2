import type { TreeEnsemble } from '../trees/tree-ensemble.ts';

/**
 * The splits of some of the trees, tree after tree, each before those below it, with what attribution needs of them
 * whatever the row. Edge 2s leads from split s to its left child, edge 2s + 1 to its right one.
 */
export type PreparedTrees = {
  /** First split of each tree, and the end. */
  readonly starts: Int32Array;
  /** The largest number of different features on a path, for each tree. */
  readonly widths: Int32Array;
  /**
   * For each split: its node, the edge to it (-1 for a root), and the nearest edge above it that splits by the same feature
   * (-1 without one).
   */
  readonly nodes: Int32Array;
  readonly above: Int32Array;
  readonly previous: Int32Array;
  /**
   * For each edge: the split that it leads to (-1 for a leaf), and the share of the training rows that pass it and all edges
   * of its feature above it.
   */
  readonly below: Int32Array;
  readonly shares: Float64Array;
};

/** @param chosen the numbers of the trees to prepare. */
export function prepareTrees(trees: TreeEnsemble, chosen: ArrayLike<number>): PreparedTrees {
  const { roots, feature, left, right } = trees;
  const starts = new Int32Array(chosen.length + 1);
  for (let t = 0; t < chosen.length; t++) starts[t + 1] = starts[t] + measureTree(trees, roots[chosen[t]]).splits;
  const splits = starts[chosen.length];
  const widths = new Int32Array(chosen.length);
  const nodes = new Int32Array(splits);
  const above = new Int32Array(splits);
  const previous = new Int32Array(splits);
  const below = new Int32Array(2 * splits).fill(-1);
  const shares = new Float64Array(2 * splits);
  const width = new Int32Array(splits);
  const waiting: number[] = [];
  let s = 0;
  for (let t = 0; t < chosen.length; t++) {
    waiting.push(roots[chosen[t]], -1);
    while (waiting.length > 0) {
      const edge = waiting.pop() as number;
      const node = waiting.pop() as number;
      if (feature[node] < 0) continue;
      let same = edge;
      while (same >= 0 && feature[nodes[same >> 1]] !== feature[node]) same = above[same >> 1];
      nodes[s] = node;
      above[s] = edge;
      previous[s] = same;
      width[s] = (edge < 0 ? 0 : width[edge >> 1]) + (same < 0 ? 1 : 0);
      widths[t] = Math.max(widths[t], width[s]);
      if (edge >= 0) below[edge] = s;
      const before = same < 0 ? 1 : shares[same];
      shares[2 * s] = before * shareOf(trees, node, left[node]);
      shares[2 * s + 1] = before * shareOf(trees, node, right[node]);
      waiting.push(right[node], 2 * s + 1, left[node], 2 * s);
      s++;
    }
  }
  return { starts, widths, nodes, above, previous, below, shares };
}

/** A branch that no weight reached gets a small share all the same, so that nothing is divided by 0. */
const leastShare = 1e-15;

/** The share of a split's training rows that went to this child. */
export function shareOf({ cover, left, right }: TreeEnsemble, split: number, child: number): number {
  const both = cover[left[split]] + cover[right[split]];
  return both > 0 ? Math.max(leastShare, cover[child] / both) : 0.5;
}

/** @returns its splits, and the largest number of them on a path. */
export function measureTree({ feature, left, right }: TreeEnsemble, root: number): { splits: number; depth: number } {
  const waiting = [root, 0];
  let splits = 0;
  let depth = 0;
  while (waiting.length > 0) {
    const above = waiting.pop() as number;
    const node = waiting.pop() as number;
    depth = Math.max(depth, above);
    if (feature[node] < 0) continue;
    splits++;
    waiting.push(right[node], above + 1, left[node], above + 1);
  }
  return { splits, depth };
}
