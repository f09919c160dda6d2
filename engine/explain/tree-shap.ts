import { goesLeft, type TreeEnsemble } from '../trees/tree-ensemble.ts';
import { measureTree, type PreparedTrees, prepareTrees } from './prepared-trees.ts';
import { gaussLegendre } from './quadrature.ts';
import { tabulateShap } from './tabulated-shap.ts';

/**
 * Adds the Shapley values of all prepared trees to `contributions`, which like `rows` is rows x features, in the unit of the
 * leaves.
 */
export type AddTreeShap = (rows: Float64Array, contributions: Float64Array) => void;

/**
 * Exact path-dependent Shapley values of trees (Lundberg, Erion, Lee 2018: features outside a coalition are averaged over by
 * `cover`). Integration replaces their algorithm 2: it takes time splits * points rather than leaves * depth^2, and avoids
 * subtractions that lose digits on deep paths.
 *
 * A leaf of value v is reached with probability prod_j (o_j if j is in the coalition, else z_j), over the features j of its
 * path: o_j is 1 if the row passes all edges of j, else 0, and z_j is the share of the rows that pass them. The multilinear
 * extension of this game (Owen 1972) is v prod_j q_j(t) with q_j(t) = o_j t + z_j (1 - t), and the Shapley value is the
 * integral over t in [0, 1] of its derivative in the direction of i: v (o_i - z_i) prod_{j != i} q_j(t). This is a
 * polynomial of a degree below the number of features, so the Gauss-Legendre rule with half as many points gives it exactly.
 * All leaves below an edge share the factors above it: one pass down multiplies the q of the edges, one pass up sums the
 * leaves. Where a feature occurs again, the new edge's q replaces that of the edge above, and the leaves below are
 * subtracted from that edge's sum.
 *
 * Trees whose answers fit into tables are looked up instead (`tabulated-shap.ts`).
 *
 * @param tables false: no tree is looked up.
 */
export function createTreeShap(trees: TreeEnsemble, chosen: ArrayLike<number>, tables = true): AddTreeShap {
  const prepared = prepareTrees(trees, chosen);
  const { starts, widths } = prepared;
  let largest = 0;
  let most = 0;
  for (let t = 0; t < chosen.length; t++) {
    const splits = starts[t + 1] - starts[t];
    most = Math.max(most, splits);
    largest = Math.max(largest, splits * pointsFor(widths[t]));
  }
  const scratch = {
    passed: new Uint8Array(2 * most),
    above: new Float64Array(largest),
    below: new Float64Array(largest),
  };

  const tabulated = tables ? tabulateShap(trees, prepared) : null;
  const others = widths.map((_, t) => t).filter((t) => tabulated?.has[t] !== 1);

  return function addTreeShap(rows, contributions) {
    tabulated?.add(trees.precision === 'float32' ? rows.map(Math.fround) : rows, contributions);
    const { columns } = trees;
    for (let from = 0; others.length > 0 && from < rows.length; from += columns) {
      const row = rows.subarray(from, from + columns);
      const ofRow = contributions.subarray(from, from + columns);
      for (const t of others) addTree(trees, prepared, t, row, ofRow, scratch);
    }
  };
}

/** The cost of explaining each tree: its splits times the points that its deepest path may need. */
export function treeCosts(trees: TreeEnsemble): Float64Array {
  return Float64Array.from(trees.roots, (root) => {
    const { splits, depth } = measureTree(trees, root);
    return splits * pointsFor(Math.min(depth, trees.columns));
  });
}

function pointsFor(width: number): number {
  return Math.max(1, Math.ceil(width / 2));
}

type Scratch = {
  /** For each edge of the tree: 1 if the row passes it and all edges of the same feature above. */
  readonly passed: Uint8Array;
  /** For each split and point: the product of q over the path to it, without the split's own feature, times the weight. */
  readonly above: Float64Array;
  /** For each split and point: the sum over the leaves below of v times the product of q over the edges below, in terms of what is above. */
  readonly below: Float64Array;
};

function addTree(
  trees: TreeEnsemble,
  prepared: PreparedTrees,
  tree: number,
  row: Float64Array,
  contributions: Float64Array,
  { passed, above, below }: Scratch,
): void {
  const { feature, left, right, value } = trees;
  const { starts, widths, nodes, previous, shares } = prepared;
  const first = starts[tree];
  const end = starts[tree + 1];
  const { points, weights } = gaussLegendre(pointsFor(widths[tree]));
  const count = points.length;

  for (let s = first; s < end; s++) {
    const isLeft = goesLeft(trees, nodes[s], row);
    const before = previous[s];
    const passes = before < 0 ? 1 : passed[before - 2 * first];
    passed[2 * (s - first)] = isLeft ? passes : 0;
    passed[2 * (s - first) + 1] = isLeft ? 0 : passes;

    const at = (s - first) * count;
    const edge = prepared.above[s];
    if (edge < 0) {
      for (let k = 0; k < count; k++) above[at + k] = weights[k];
      continue;
    }
    const from = ((edge >> 1) - first) * count;
    const o = passed[edge - 2 * first];
    const z = shares[edge];
    if (before < 0) {
      for (let k = 0; k < count; k++) above[at + k] = above[from + k] * (o * points[k] + z * (1 - points[k]));
    } else {
      const zBefore = shares[before];
      for (let k = 0; k < count; k++) {
        const t = points[k];
        above[at + k] = (above[from + k] * (o * t + z * (1 - t))) / (passes * t + zBefore * (1 - t));
      }
    }
  }

  for (let s = end - 1; s >= first; s--) {
    const node = nodes[s];
    const at = (s - first) * count;
    const leftSplit = prepared.below[2 * s];
    const rightSplit = prepared.below[2 * s + 1];
    const leftFrom = (leftSplit - first) * count;
    const rightFrom = (rightSplit - first) * count;
    const leftValue = value[left[node]];
    const rightValue = value[right[node]];
    const oLeft = passed[2 * (s - first)];
    const oRight = passed[2 * (s - first) + 1];
    const zLeft = shares[2 * s];
    const zRight = shares[2 * s + 1];
    const before = previous[s];
    let contribution = 0;
    if (before < 0) {
      for (let k = 0; k < count; k++) {
        const t = points[k];
        const leaves = leftSplit < 0 ? leftValue : below[leftFrom + k];
        const others = rightSplit < 0 ? rightValue : below[rightFrom + k];
        contribution += above[at + k] * ((oLeft - zLeft) * leaves + (oRight - zRight) * others);
        below[at + k] = (oLeft * t + zLeft * (1 - t)) * leaves + (oRight * t + zRight * (1 - t)) * others;
      }
    } else {
      const oBefore = passed[before - 2 * first];
      const zBefore = shares[before];
      for (let k = 0; k < count; k++) {
        const t = points[k];
        const leaves = leftSplit < 0 ? leftValue : below[leftFrom + k];
        const others = rightSplit < 0 ? rightValue : below[rightFrom + k];
        const sum = (oLeft * t + zLeft * (1 - t)) * leaves + (oRight * t + zRight * (1 - t)) * others;
        const relative = sum / (oBefore * t + zBefore * (1 - t));
        const gained = (oLeft - zLeft) * leaves + (oRight - zRight) * others - (oBefore - zBefore) * relative;
        contribution += above[at + k] * gained;
        below[at + k] = relative;
      }
    }
    contributions[feature[node]] += contribution;
  }
}
