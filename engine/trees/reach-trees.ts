import type { TreeEnsemble } from './tree-ensemble.ts';

export type Reach = readonly [low: number, high: number];

/**
 * The trees' output, before a link, for every row whose features lie from `low` to `high`: each tree's smallest and largest leaf that such a
 * row may end in, added up. No row is outside of it; few come near its ends, for a row ends in one leaf of each tree.
 *
 * @param low, high rows of `columns` features, missing (NaN) at the same places.
 */
export function reachOfTrees(trees: TreeEnsemble, low: Float64Array, high: Float64Array): Reach {
  const { missingLeft, roots, precision, output, base } = trees;
  const nodes = packed(trees);
  const from = precision === 'float32' ? low.map(Math.fround) : low;
  const to = precision === 'float32' ? high.map(Math.fround) : high;
  let [least, most, size] = [0, 0, Math.abs(base)];
  for (let tree = 0; tree < roots.length; tree++) {
    let lowest = Infinity;
    let highest = -Infinity;
    let node = roots[tree];
    let waiting = 0;
    for (;;) {
      const at = node * nodeSize;
      const column = nodes[at + 1];
      if (column >= 0) {
        const threshold = nodes[at];
        const smallest = from[column];
        const isMissing = Number.isNaN(smallest);
        const goesLeft = isMissing ? missingLeft[node] === 1 : smallest < threshold;
        const goesRight = isMissing ? !goesLeft : to[column] >= threshold;
        if (goesLeft && goesRight) stack[waiting++] = nodes[at + 3];
        node = goesLeft ? nodes[at + 2] : nodes[at + 3];
        continue;
      }
      const value = nodes[at];
      if (value < lowest) lowest = value;
      if (value > highest) highest = value;
      if (waiting === 0) break;
      node = stack[--waiting];
    }
    least += lowest;
    most += highest;
    size += Math.max(Math.abs(lowest), Math.abs(highest));
  }
  const share = output === 'mean' ? roots.length : 1;
  // the kernel adds in another order, and rounds each sum of float32
  const rounding = (roots.length + 2) * size * (precision === 'float32' ? 2 ** -23 : 2 ** -52);
  const start = output === 'mean' ? 0 : base;
  return [start + (least - rounding) / share, start + (most + rounding) / share];
}

/** The right children that a walk still has to see: one on each level at most. */
const stack: number[] = [];

/** Of a split: threshold, feature, left, right. Of a leaf: value, -1. One after the other, so that a node is read from one place. */
const nodeSize = 4;
const packs = new WeakMap<TreeEnsemble, Float64Array>();

function packed(trees: TreeEnsemble): Float64Array {
  const known = packs.get(trees);
  if (known !== undefined) return known;
  const { feature, threshold, left, right, value } = trees;
  const nodes = new Float64Array(feature.length * nodeSize);
  for (let node = 0; node < feature.length; node++) {
    const isLeaf = feature[node] < 0;
    nodes.set([isLeaf ? value[node] : threshold[node], feature[node], left[node], right[node]], node * nodeSize);
  }
  packs.set(trees, nodes);
  return nodes;
}
