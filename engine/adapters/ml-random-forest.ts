import { requireFitInput } from '../data/fit-input.ts';
import type { Matrix } from '../data/matrix.ts';
import { rowOf } from '../data/matrix.ts';
import { completeParameters, type ParameterRule } from '../data/parameters.ts';
import type { Estimator, FitInput } from '../estimator.ts';
import { coverTrees } from '../trees/cover-trees.ts';
import { fittedTrees } from '../trees/fitted-trees.ts';
import { createTreeBuilder } from '../trees/tree-builder.ts';
import type { TreeEnsemble } from '../trees/tree-ensemble.ts';
import { decodeTrees } from '../trees/tree-file.ts';

/**
 * Named as in the documentation of ml-random-forest and ml-cart. `maxFeatures` is a share of the features, drawn once per
 * tree (not per split).
 */
export const randomForestParameters = {
  nEstimators: { default: 50, low: 1, high: 500, integer: true },
  maxFeatures: { default: 0.4, low: 0.01, high: 1 },
  maxDepth: { default: 8, low: 1, high: 30, integer: true },
  minNumSamples: { default: 4, low: 1, high: 1000, integer: true },
} as const satisfies Record<string, ParameterRule>;

const description = {
  name: 'ml-random-forest',
  tasks: ['regression', 'classification'],
  takesMissing: false,
  maximumRows: 1000,
} as const;

/**
 * A forest of CART trees. Both tasks use the library's regression forest. On labels 0 and 1 the squared error of a split
 * is half its Gini impurity times the rows, so the same splits are found. A leaf then holds the share of class 1 (the
 * classifier only gives votes), and the fit takes a third of the time. Each split tries every boundary between unequal
 * labels and walks all rows for each, so the time grows with the square of the rows: see `maximumRows`.
 */
export const mlRandomForest: Estimator = {
  ...description,
  fit: async (input) => fittedTrees(await fitTrees(input), description.name),
  load: async (bytes) => fittedTrees(decodeTrees(bytes, description.name), description.name),
};

/** The parts of a fitted forest that are read. A leaf has `distribution`, the mean of its labels. */
type CartNode = {
  readonly left?: CartNode;
  readonly right?: CartNode;
  readonly splitColumn?: number;
  readonly splitValue?: number;
  readonly gain?: number;
  readonly distribution?: number;
};
export type FittedForest = {
  readonly indexes: readonly (readonly number[])[];
  readonly estimators: readonly { readonly root: CartNode }[];
  train(rows: number[][], labels: number[]): void;
  predict(rows: number[][]): number[];
};

async function fitTrees(input: FitInput): Promise<TreeEnsemble> {
  requireFitInput(input, description);
  const forest = await trainForest(input);
  return coverTrees(forestToTrees(forest, input.x, input.y), input.x);
}

/** The library's own forest, before it is turned into flat arrays. */
export async function trainForest({ x, y, parameters, seed }: FitInput): Promise<FittedForest> {
  const { nEstimators, maxFeatures, maxDepth, minNumSamples } = completeParameters(parameters, randomForestParameters);
  const { RandomForestRegression } = await import('ml-random-forest');
  const forest = new RandomForestRegression({
    nEstimators,
    // The library refuses a share that rounds down to no feature.
    maxFeatures: Math.max(maxFeatures, Math.min(1, 1.001 / x.columns)),
    replacement: false,
    seed,
    useSampleBagging: true,
    // Its out-of-bag estimate throws when a bag happens to hold every row.
    noOOB: true,
    // The 'gain' of a regression split is the error that remains; by default one without any error would be refused.
    treeOptions: { maxDepth, minNumSamples, gainThreshold: -1 },
  }) as unknown as FittedForest;
  forest.train(rowsOf(x), Array.from(y));
  return forest;
}

export function rowsOf(x: Matrix): number[][] {
  return Array.from({ length: x.rows }, (_, row) => Array.from(rowOf(x, row)));
}

/** Flat arrays over the columns of `x`. Predictions equal the library's, except for the repair below. */
export function forestToTrees(forest: FittedForest, x: Matrix, y: Float64Array): TreeEnsemble {
  const builder = createTreeBuilder();
  forest.estimators.forEach(({ root }, tree) => {
    const columns = forest.indexes[tree];
    builder.addRoot(isRefusedPerfectSplit(root) ? addPerfectSplit(root, columns) : addNode(root, columns));
  });
  return builder.build({ columns: x.columns, precision: 'float64', output: 'mean', base: 0 });

  function addNode(node: CartNode, columns: readonly number[]): number {
    if (!node.left || !node.right) return builder.addLeaf(node.distribution ?? 0);
    const split = builder.addSplit(columns[node.splitColumn ?? 0], node.splitValue ?? 0);
    const left = addNode(node.left, columns);
    builder.link(split, left, addNode(node.right, columns));
    return split;
  }

  /** The two leaves that the library left out, with the mean labels of the training rows on either side. */
  function addPerfectSplit(root: CartNode, columns: readonly number[]): number {
    const column = columns[root.splitColumn ?? 0];
    const threshold = root.splitValue ?? 0;
    const split = builder.addSplit(column, threshold);
    const left = builder.addLeaf(meanLabel((value) => value < threshold, column, root.distribution ?? 0));
    builder.link(
      split,
      left,
      builder.addLeaf(meanLabel((value) => value >= threshold, column, root.distribution ?? 0)),
    );
    return split;
  }

  function meanLabel(belongs: (value: number) => boolean, column: number, otherwise: number): number {
    let sum = 0;
    let count = 0;
    for (let r = 0; r < x.rows; r++) {
      if (!belongs(x.values[r * x.columns + column])) continue;
      sum += y[r];
      count++;
    }
    return count === 0 ? otherwise : sum / count;
  }
}

/**
 * Whether ml-cart refused a perfect first split: it starts the root with a parent's gain of 0, and stops where gain and
 * parent's gain are equal.
 */
function isRefusedPerfectSplit(root: CartNode): boolean {
  return !root.left && root.gain === 0 && root.splitColumn !== undefined;
}
