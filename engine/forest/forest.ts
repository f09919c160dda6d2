import { EngineError } from '../engine-error.ts';
import type { Estimator } from '../estimator.ts';
import type { ParameterRule } from '../fit-input.ts';
import { decodeTrees, fittedTrees } from '../trees/tree-ensemble.ts';

/** Named as in scikit-learn; 0 means no limit where it is allowed. */
export const forestParameters = {
  n_estimators: { default: 100, low: 1, high: 10_000, integer: true },
  /** Share of the features that each split may choose from; 0: the square root of their number (classification), a third (regression). */
  max_features: { default: 0, low: 0, high: 1 },
  max_depth: { default: 0, low: 0, high: 64, integer: true },
  max_leaf_nodes: { default: 0, low: 0, high: 1_000_000, integer: true },
  min_samples_split: { default: 2, low: 2, high: 1e9, integer: true },
  /** Different rows of the bootstrap sample that a leaf has at the least. */
  min_samples_leaf: { default: 1, low: 1, high: 1e9, integer: true },
  /** 1: classes are weighted inversely to their frequency (scikit-learn's `class_weight='balanced'`). */
  balanced: { default: 0, low: 0, high: 1, integer: true },
  max_bin: { default: 255, low: 2, high: 255, integer: true },
} as const satisfies Record<string, ParameterRule>;

const description = {
  name: 'forest',
  tasks: ['regression', 'classification'],
  takesMissing: true,
  maximumRows: 20_000_000,
} as const;

export const forest: Estimator = {
  ...description,
  fit: () => Promise.reject(new EngineError('engine_not_applicable', 'Not here yet.', 'Use another engine.')),
  load: async (bytes) => fittedTrees(decodeTrees(bytes, description.name), description.name),
};
