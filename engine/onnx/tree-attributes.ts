import type { TreeEnsemble } from '../trees/tree-ensemble.ts';
import { separatingFloat32 } from './float32-threshold.ts';
import type { Operation } from './graph.ts';

type Attributes = NonNullable<Operation['attributes']>;

/** Each tree's nodes, beginning with its root. Their places are their ids: ONNX numbers the nodes of a tree from 0. */
export type TreeLayout = readonly (readonly number[])[];

/** Orders each tree's nodes: a split, its left subtree, its right one. */
export function layOutTrees({ roots, feature, left, right }: TreeEnsemble): TreeLayout {
  return Array.from(roots, (root) => {
    const order: number[] = [];
    const waiting = [root];
    for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
      order.push(node);
      if (feature[node] >= 0) waiting.push(right[node], left[node]);
    }
    return order;
  });
}

/** @param treated what the preprocessing makes of each column's raw value, as the learner compares it. */
export function nodeAttributes(
  trees: TreeEnsemble,
  layout: TreeLayout,
  treated: readonly ((raw: number) => number)[],
): Attributes {
  const treeIds: number[] = [];
  const nodeIds: number[] = [];
  const featureIds: number[] = [];
  const modes: string[] = [];
  const thresholds: number[] = [];
  const missingLeft: number[] = [];
  const leftIds: number[] = [];
  const rightIds: number[] = [];
  layout.forEach((order, tree) => {
    const idOf = new Map(order.map((node, id) => [node, id]));
    order.forEach((node, id) => {
      const column = trees.feature[node];
      const isSplit = column >= 0;
      const goesLeft = (raw: number) => {
        const value = treated[column](raw);
        return value < trees.threshold[node] || (Number.isNaN(value) && trees.missingLeft[node] === 1);
      };
      treeIds.push(tree);
      nodeIds.push(id);
      featureIds.push(isSplit ? column : 0);
      modes.push(isSplit ? 'BRANCH_LT' : 'LEAF');
      thresholds.push(isSplit ? separatingFloat32(goesLeft) : 0);
      missingLeft.push(isSplit && goesLeft(Number.NaN) ? 1 : 0);
      leftIds.push(isSplit ? (idOf.get(trees.left[node]) ?? 0) : 0);
      rightIds.push(isSplit ? (idOf.get(trees.right[node]) ?? 0) : 0);
    });
  });
  return {
    nodes_treeids: { ints: treeIds },
    nodes_nodeids: { ints: nodeIds },
    nodes_featureids: { ints: featureIds },
    nodes_modes: { strings: modes },
    nodes_values: { floats: thresholds },
    nodes_missing_value_tracks_true: { ints: missingLeft },
    nodes_truenodeids: { ints: leftIds },
    nodes_falsenodeids: { ints: rightIds },
  };
}

/** What each leaf adds to the targets: pairs of target and value. A leaf has at least one. */
export type LeafParts = (node: number, tree: number) => readonly (readonly [target: number, value: number])[];

/**
 * The attributes of the leaves, in the order of `layout`.
 *
 * @param targets number of outputs. @param parts the pairs of target and value of each leaf.
 */
export function leafAttributes(trees: TreeEnsemble, layout: TreeLayout, targets: number, parts: LeafParts): Attributes {
  const treeIds: number[] = [];
  const nodeIds: number[] = [];
  const targetIds: number[] = [];
  const weights: number[] = [];
  layout.forEach((order, tree) => {
    order.forEach((node, id) => {
      if (trees.feature[node] >= 0) return;
      for (const [target, value] of parts(node, tree)) {
        treeIds.push(tree);
        nodeIds.push(id);
        targetIds.push(target);
        weights.push(value);
      }
    });
  });
  return {
    n_targets: targets,
    target_treeids: { ints: treeIds },
    target_nodeids: { ints: nodeIds },
    target_ids: { ints: targetIds },
    target_weights: { floats: weights },
  };
}

/** The two parts of float64 values, as targets 0 and 1. */
export function splitLeaves(trees: TreeEnsemble, layout: TreeLayout): LeafParts {
  const unit = unitOfMainParts(trees, layout);
  return (node) => {
    const [main, remainder] = splitLeaf(trees.value[node], unit);
    return remainder === 0
      ? [[0, main]]
      : [
          [0, main],
          [1, remainder],
        ];
  };
}

/**
 * A float64 value in two float32 parts. Runtimes sum leaves as float32 and in an order of their own, which errs by some
 * 1e-5 for scores up to 100, and by more behind a steep calibration. The main parts are multiples of a unit so large that
 * all their sums stay below 2^24 units, so they are exact in float32, in any order. The remainders are at most half a unit,
 * and rounding them and their sums errs by some 2^-24 of that.
 */
export function splitLeaf(value: number, unit: number): [main: number, remainder: number] {
  const main = Math.round(value / unit) * unit;
  return [main, Math.fround(value - main)];
}

/**
 * A power of two. The largest leaves of all trees together are at most 2^22 units, rounding adds half a unit per tree, and
 * nobody has 2^24 trees; 2^-149 is the smallest float32.
 */
function unitOfMainParts({ value }: TreeEnsemble, layout: TreeLayout): number {
  const bound = layout.reduce(
    (sum, order) => sum + order.reduce((largest, node) => Math.max(largest, Math.abs(value[node])), 0),
    0,
  );
  return 2 ** Math.max(-149, bound === 0 ? 0 : Math.ceil(Math.log2(bound)) - 22);
}
