/**
 * Fitted binary trees as flat arrays, whichever learner grew them. At node n a row goes left when `x[feature[n]] <
 * threshold[n]`, else right; a missing value (NaN) goes left if `missingLeft[n]` is 1. `feature[n]` = -1 marks a leaf, which
 * holds `value[n]`. Children come after their parent, so walks end.
 */
export type TreeEnsemble = {
  readonly columns: number;
  /** float32: features, thresholds and sums are rounded as XGBoost's are; float64: as JavaScript's. */
  readonly precision: 'float32' | 'float64';
  /** How the trees' values make the output: base + sum, the logistic of that, or the mean. */
  readonly output: 'sum' | 'logistic' | 'mean';
  readonly base: number;
  /** The root node of each tree. */
  readonly roots: Int32Array;
  readonly feature: Int32Array;
  readonly threshold: Float64Array;
  readonly left: Int32Array;
  readonly right: Int32Array;
  readonly missingLeft: Uint8Array;
  readonly value: Float64Array;
  /** The weight of the training rows that reached the node, 0 or more: what path-dependent SHAP values average with. */
  readonly cover: Float64Array;
};

/** @param row of `columns` features. @returns whether it goes left at this split. */
export function goesLeft(trees: TreeEnsemble, split: number, row: ArrayLike<number>): boolean {
  const given = row[trees.feature[split]];
  const value = trees.precision === 'float32' ? Math.fround(given) : given;
  return value < trees.threshold[split] || (Number.isNaN(value) && trees.missingLeft[split] === 1);
}

/** The leaf that the row ends in. @param visit called with each node on the way, root and leaf included. */
export function leafOf(
  trees: TreeEnsemble,
  root: number,
  row: ArrayLike<number>,
  visit?: (node: number) => void,
): number {
  let node = root;
  visit?.(node);
  while (trees.feature[node] >= 0) {
    node = goesLeft(trees, node, row) ? trees.left[node] : trees.right[node];
    visit?.(node);
  }
  return node;
}
