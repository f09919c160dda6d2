import { featureRecordBytes, splitRecordBytes } from '../kernel/histogram.ts';
import type { Crew } from '../parallel/crew.ts';
import type { BoostingPlan, BoostingViews } from './boosting-memory.ts';
import { divideRows, sumOfPairs } from './divide-rows.ts';

/** A tree in terms of bins: a row goes left when its bin <= `bin`, or is the missing one and `missingLeft` is 1. */
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

export type GrowthParameters = {
  readonly max_leaves: number;
  readonly max_depth: number;
  readonly min_child_weight: number;
  readonly reg_lambda: number;
  readonly reg_alpha: number;
  readonly gamma: number;
  readonly learning_rate: number;
};

type Leaf = {
  readonly node: number;
  readonly start: number;
  readonly count: number;
  readonly depth: number;
  readonly gradient: number;
  readonly hessian: number;
  /** Its histogram. */
  readonly slot: number;
  readonly split: Split | undefined;
};

type Split = {
  readonly gain: number;
  readonly column: number;
  readonly bin: number;
  readonly missingLeft: number;
  readonly leftGradient: number;
  readonly leftHessian: number;
};

/** Rows from which on a histogram is worth another barrier. */
const manyRows = 32_768;
/** Splits that gain less than this share are rounding. */
const leastGain = 1e-12;

/**
 * Grows one tree leaf by leaf, always where the loss falls most (Shi 2007; LightGBM's growth), on the first `rowCount` of
 * `rowNumbers`, which end up ordered by leaf. Of the two children of a split only the smaller one's histogram is built: the other
 * one is what is left of the parent's.
 *
 * Every thread runs this function and takes the same decisions: it builds and searches its own share of the features, and after a barrier
 * reads the best splits of all. `poll` is called before each split; what it throws ends the growth.
 */
export function growTree(
  plan: BoostingPlan,
  views: BoostingViews,
  { reg_lambda, reg_alpha, gamma, ...parameters }: GrowthParameters,
  { rowCount, featureCount }: { readonly rowCount: number; readonly featureCount: number },
  crew: Crew,
  poll: () => void = () => {},
): GrownTree {
  const { kernel } = views;
  const [firstFeature, endFeature] = crew.shareOf(featureCount);
  const ownFeatures = plan.features + featureRecordBytes * firstFeature;
  const ownCount = endFeature - firstFeature;
  const minimumWeight = Math.max(parameters.min_child_weight, Number.MIN_VALUE);
  const maximumDepth = parameters.max_depth === 0 ? Number.POSITIVE_INFINITY : parameters.max_depth;
  const tree = { column: [], bin: [], missingLeft: [], left: [], right: [], value: [], cover: [] } as Omit<
    GrownTree,
    'leaves'
  >;

  function addNode(gradient: number, hessian: number): number {
    const drawn = Math.sign(gradient) * Math.max(Math.abs(gradient) - reg_alpha, 0);
    const weight = hessian + reg_lambda;
    tree.column.push(-1);
    tree.bin.push(0);
    tree.missingLeft.push(0);
    tree.left.push(-1);
    tree.right.push(-1);
    tree.value.push(weight > 0 ? (parameters.learning_rate * drawn) / weight : 0);
    tree.cover.push(hessian);
    return tree.column.length - 1;
  }

  function slotAt(slot: number): number {
    return plan.histograms + slot * plan.histogramBytes;
  }

  function accumulate(start: number, count: number, slot: number): void {
    const rows = plan.rowNumbers + 4 * start;
    const { rowBins, columns, pairs } = plan;
    kernel.clear(ownFeatures, ownCount, slotAt(slot));
    if (crew.size > 1 && count >= manyRows) {
      accumulateTogether(rows, count, slotAt(slot));
    } else if (featureCount === columns) {
      kernel.accumulate(rowBins, columns, firstFeature, ownCount, rows, count, pairs, slotAt(slot));
    } else {
      kernel.accumulateListed(rowBins, columns, ownFeatures, ownCount, rows, count, pairs, slotAt(slot));
    }
  }

  /**
   * Of many rows each thread adds up its share over all features, so that it reads only those, and then its own features over all shares:
   * the sums are exact, and the same as by one thread.
   */
  function accumulateTogether(rows: number, count: number, histogram: number): void {
    const { rowBins, columns, pairs, features, parts, histogramBytes } = plan;
    const [from, to] = crew.shareOf(count);
    const part = parts + crew.rank * histogramBytes;
    kernel.clear(features, featureCount, part);
    if (featureCount === columns) {
      kernel.accumulate(rowBins, columns, 0, columns, rows + 4 * from, to - from, pairs, part);
    } else {
      kernel.accumulateListed(rowBins, columns, features, featureCount, rows + 4 * from, to - from, pairs, part);
    }
    crew.barrier();
    for (let rank = 0; rank < crew.size; rank++) {
      kernel.merge(ownFeatures, ownCount, histogram, parts + rank * histogramBytes);
    }
  }

  /** The best split of a leaf among this thread's features, written where all read it. `which`: 0 or 1, the record. */
  function search(slot: number, gradient: number, hessian: number, which: number): void {
    const out = plan.splits + splitRecordBytes * (2 * crew.rank + which);
    kernel.bestSplit(ownFeatures, ownCount, slotAt(slot), gradient, hessian, reg_lambda, reg_alpha, minimumWeight, out);
  }

  /** Call after a barrier. Threads have ascending features, so that of equals the lowest feature wins, however many there are. */
  function found(which: number, gradient: number, hessian: number): Split | undefined {
    let best = -1;
    let at = 0;
    for (let rank = 0; rank < crew.size; rank++) {
      const gain = views.splitNumbers[(splitRecordBytes / 8) * (2 * rank + which)];
      if (gain > best) {
        best = gain;
        at = 2 * rank + which;
      }
    }
    if (best < 0) return undefined;
    const drawn = Math.max(Math.abs(gradient) - reg_alpha, 0);
    const gain = best - (drawn * drawn) / (hessian + reg_lambda);
    if (!(gain > gamma && gain > leastGain * best)) return undefined;
    const numbers = (splitRecordBytes / 8) * at;
    const integers = (splitRecordBytes / 4) * at;
    const leftHessian = views.splitNumbers[numbers + 2];
    const anyMissing = views.splitIntegers[integers + 9] === 1;
    return {
      gain,
      column: views.splitIntegers[integers + 6],
      bin: views.splitIntegers[integers + 7],
      // Missing values that these rows don't have go where most of them go.
      missingLeft: anyMissing ? views.splitIntegers[integers + 8] : Number(leftHessian >= hessian - leftHessian),
      leftGradient: views.splitNumbers[numbers + 1],
      leftHessian,
    };
  }

  const root = sumOfPairs(plan, views, rowCount, crew);
  let leaves: Leaf[] = [];
  accumulate(0, rowCount, 0);
  search(0, root.gradient, root.hessian, 0);
  crew.barrier();
  leaves.push({
    node: addNode(root.gradient, root.hessian),
    start: 0,
    count: rowCount,
    depth: 0,
    ...root,
    slot: 0,
    split: maximumDepth > 0 ? found(0, root.gradient, root.hessian) : undefined,
  });

  while (leaves.length < parameters.max_leaves) {
    let chosen: Leaf | undefined;
    for (const leaf of leaves) {
      if (leaf.split !== undefined && leaf.split.gain > (chosen?.split?.gain ?? 0)) chosen = leaf;
    }
    if (chosen?.split === undefined) break;
    poll();
    const { split, start, count } = chosen;
    const leftCount = divideRows(plan, views, split, { start, count, turn: leaves.length % 2 }, crew);
    const depth = chosen.depth + 1;
    const rightGradient = chosen.gradient - split.leftGradient;
    const rightHessian = chosen.hessian - split.leftHessian;
    const leftIsSmaller = leftCount <= count - leftCount;
    const slot = leaves.length;
    const searched = depth < maximumDepth && leaves.length + 1 < parameters.max_leaves;
    if (searched) {
      accumulate(leftIsSmaller ? start : start + leftCount, leftIsSmaller ? leftCount : count - leftCount, slot);
      kernel.subtract(ownFeatures, ownCount, slotAt(chosen.slot), slotAt(slot));
      search(leftIsSmaller ? slot : chosen.slot, split.leftGradient, split.leftHessian, 0);
      search(leftIsSmaller ? chosen.slot : slot, rightGradient, rightHessian, 1);
      crew.barrier();
    }
    const left: Leaf = {
      node: addNode(split.leftGradient, split.leftHessian),
      start,
      count: leftCount,
      depth,
      gradient: split.leftGradient,
      hessian: split.leftHessian,
      slot: leftIsSmaller ? slot : chosen.slot,
      split: searched ? found(0, split.leftGradient, split.leftHessian) : undefined,
    };
    const right: Leaf = {
      node: addNode(rightGradient, rightHessian),
      start: start + leftCount,
      count: count - leftCount,
      depth,
      gradient: rightGradient,
      hessian: rightHessian,
      slot: leftIsSmaller ? chosen.slot : slot,
      split: searched ? found(1, rightGradient, rightHessian) : undefined,
    };
    tree.column[chosen.node] = split.column;
    tree.bin[chosen.node] = split.bin;
    tree.missingLeft[chosen.node] = split.missingLeft;
    tree.left[chosen.node] = left.node;
    tree.right[chosen.node] = right.node;
    tree.value[chosen.node] = 0;
    leaves = leaves.map((leaf) => (leaf === chosen ? left : leaf));
    leaves.push(right);
  }
  return { ...tree, leaves };
}
