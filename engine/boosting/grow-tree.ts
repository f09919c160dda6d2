import type { Crew } from '../parallel/crew.ts';
import type { BoostingPlan, BoostingViews } from './boosting-memory.ts';
import { buildHistogram, type FeatureShare, shareFeatures, subtractHistogram } from './build-histograms.ts';
import { divideRows, sumOfPairs } from './divide-rows.ts';
import { findSplit, type LeafSums, type Split, type SplitParameters, searchShare } from './find-split.ts';

/**
 * A tree in terms of bins: a row goes left when its bin is at most `bin`, or when its value is missing and `missingLeft` is 1.
 */
export type GrownTree = {
  /** -1 in a leaf. */
  readonly column: number[];
  readonly bin: number[];
  readonly missingLeft: number[];
  readonly left: number[];
  readonly right: number[];
  /** Sum of negative gradients over (sum of hessians + lambda), times the learning rate; 0 in splits. */
  readonly value: number[];
  /** Sum of hessians. */
  readonly cover: number[];
  /** Which rows reached each leaf, as a range of `rowNumbers`. */
  readonly leaves: readonly { readonly node: number; readonly start: number; readonly count: number }[];
};

export type GrowthParameters = SplitParameters & {
  readonly max_leaves: number;
  readonly max_depth: number;
  readonly learning_rate: number;
};

type TreeNodes = Omit<GrownTree, 'leaves'>;

/** A range of `rowNumbers`, with the sums over its rows. */
type LeafRows = LeafSums & { readonly start: number; readonly count: number };

type Leaf = LeafRows & {
  readonly node: number;
  readonly depth: number;
  /** Its histogram. */
  readonly slot: number;
  /** Its best split; undefined when it stays a leaf. */
  readonly split: Split | undefined;
};

/**
 * Grows one tree leaf by leaf, always where the loss falls most (Shi 2007; LightGBM's growth). It uses the first `rowCount` of
 * `rowNumbers`, and leaves them ordered by leaf. Of the two children of a split only the smaller one's histogram is built. The
 * larger one's is the parent's minus that.
 *
 * Every thread runs this function and takes the same decisions. Each builds and searches its own share of the features, and after
 * a barrier reads the best splits of all.
 *
 * @param size.rowCount rows of this tree, at least 1.
 * @param size.featureCount features that this tree may use, listed at `plan.features`.
 * @param poll called before each split; what it throws ends the growth.
 */
export function growTree(
  plan: BoostingPlan,
  views: BoostingViews,
  parameters: GrowthParameters,
  size: { readonly rowCount: number; readonly featureCount: number },
  crew: Crew,
  poll: () => void = () => {},
): GrownTree {
  const share = shareFeatures(plan, views, size.featureCount, crew);
  const maximumDepth = parameters.max_depth === 0 ? Number.POSITIVE_INFINITY : parameters.max_depth;
  const tree: TreeNodes = { column: [], bin: [], missingLeft: [], left: [], right: [], value: [], cover: [] };
  const leaves = [startRoot(share, tree, size.rowCount, parameters)];
  while (leaves.length < parameters.max_leaves) {
    const parent = chooseLeaf(leaves);
    if (parent?.split === undefined) break;
    poll();
    const { split } = parent;
    const [left, right] = applySplit(share, parent, split, leaves.length % 2);
    const depth = parent.depth + 1;
    // The smaller child's histogram takes a new slot, the larger one's its parent's.
    const leftIsSmaller = left.count <= right.count;
    const leftSlot = leftIsSmaller ? leaves.length : parent.slot;
    const rightSlot = leftIsSmaller ? parent.slot : leaves.length;
    const searched = depth < maximumDepth && leaves.length + 1 < parameters.max_leaves;
    if (searched) searchChildren(share, { ...left, slot: leftSlot }, { ...right, slot: rightSlot }, parameters);
    const leftLeaf: Leaf = {
      ...left,
      node: emitLeaf(tree, left, parameters),
      depth,
      slot: leftSlot,
      split: searched ? findSplit(share, left, parameters, 0) : undefined,
    };
    const rightLeaf: Leaf = {
      ...right,
      node: emitLeaf(tree, right, parameters),
      depth,
      slot: rightSlot,
      split: searched ? findSplit(share, right, parameters, 1) : undefined,
    };
    emitSplit(tree, parent.node, split, leftLeaf.node, rightLeaf.node);
    leaves[leaves.indexOf(parent)] = leftLeaf;
    leaves.push(rightLeaf);
  }
  return { ...tree, leaves };
}

/**
 * Starts the tree: one leaf with all of its rows.
 *
 * @param tree empty before.
 */
function startRoot(share: FeatureShare, tree: TreeNodes, rowCount: number, parameters: GrowthParameters): Leaf {
  const sums = sumOfPairs(share.plan, share.views, rowCount, share.crew);
  buildHistogram(share, 0, rowCount, 0);
  searchShare(share, 0, sums, parameters, 0);
  share.crew.barrier();
  const node = emitLeaf(tree, sums, parameters);
  return { ...sums, start: 0, count: rowCount, node, depth: 0, slot: 0, split: findSplit(share, sums, parameters, 0) };
}

/** The leaf whose split gains most, the first of equals; undefined when none can be split. */
function chooseLeaf(leaves: readonly Leaf[]): Leaf | undefined {
  let chosen: Leaf | undefined;
  for (const leaf of leaves) {
    if (leaf.split !== undefined && leaf.split.gain > (chosen?.split?.gain ?? 0)) chosen = leaf;
  }
  return chosen;
}

/**
 * Moves the rows of a leaf to the two sides of its split.
 *
 * @param turn alternates between 0 and 1 from split to split, see `Range`.
 * @returns the left and the right child's rows.
 */
function applySplit(
  { plan, views, crew }: FeatureShare,
  { start, count, gradient, hessian }: LeafRows,
  split: Split,
  turn: number,
): [LeafRows, LeafRows] {
  const leftCount = divideRows(plan, views, split, { start, count, turn }, crew);
  const { leftGradient, leftHessian } = split;
  return [
    { start, count: leftCount, gradient: leftGradient, hessian: leftHessian },
    {
      start: start + leftCount,
      count: count - leftCount,
      gradient: gradient - leftGradient,
      hessian: hessian - leftHessian,
    },
  ];
}

/**
 * Builds the smaller child's histogram, subtracts it from the parent's, and searches both. All threads have met when it returns.
 *
 * @param left rows and slot of the left child; the larger child's slot holds the parent's histogram.
 * @param right the same of the right child.
 */
function searchChildren(
  share: FeatureShare,
  left: LeafRows & { readonly slot: number },
  right: LeafRows & { readonly slot: number },
  parameters: GrowthParameters,
): void {
  const [smaller, larger] = left.count <= right.count ? [left, right] : [right, left];
  buildHistogram(share, smaller.start, smaller.count, smaller.slot);
  subtractHistogram(share, larger.slot, smaller.slot);
  searchShare(share, left.slot, left, parameters, 0);
  searchShare(share, right.slot, right, parameters, 1);
  share.crew.barrier();
}

/**
 * Adds a leaf to the tree. Its value is T(G) / (H + lambda) times the learning rate, where T moves G towards 0 by alpha (Chen,
 * Guestrin 2016, eq. 5).
 *
 * @returns its node.
 */
function emitLeaf(
  tree: TreeNodes,
  { gradient, hessian }: LeafSums,
  { reg_lambda, reg_alpha, learning_rate }: GrowthParameters,
): number {
  const drawn = Math.sign(gradient) * Math.max(Math.abs(gradient) - reg_alpha, 0);
  const weight = hessian + reg_lambda;
  tree.column.push(-1);
  tree.bin.push(0);
  tree.missingLeft.push(0);
  tree.left.push(-1);
  tree.right.push(-1);
  tree.value.push(weight > 0 ? (learning_rate * drawn) / weight : 0);
  tree.cover.push(hessian);
  return tree.column.length - 1;
}

/** Turns a leaf of the tree into a split with these children. */
function emitSplit(tree: TreeNodes, node: number, split: Split, left: number, right: number): void {
  tree.column[node] = split.column;
  tree.bin[node] = split.bin;
  tree.missingLeft[node] = split.missingLeft;
  tree.left[node] = left;
  tree.right[node] = right;
  tree.value[node] = 0;
}
