import { EngineError } from '../engine-error.ts';
import type { Estimator } from '../estimator.ts';
import type { ParameterRule } from '../fit-input.ts';
import { decodeTrees, fittedTrees } from '../trees/tree-ensemble.ts';

/** Named as in XGBoost 3 (`max_leaves`: LightGBM's `num_leaves`); 0 means no limit where it is allowed. */
export const boostingParameters = {
  n_estimators: { default: 100, low: 1, high: 10_000, integer: true },
  learning_rate: { default: 0.1, low: 1e-4, high: 1 },
  max_leaves: { default: 31, low: 2, high: 4096, integer: true },
  max_depth: { default: 0, low: 0, high: 64, integer: true },
  min_child_weight: { default: 1, low: 0, high: 1e9 },
  /** Rows that a leaf has at the least. */
  min_samples_leaf: { default: 1, low: 1, high: 1e9, integer: true },
  reg_lambda: { default: 1, low: 0, high: 1e9 },
  reg_alpha: { default: 0, low: 0, high: 1e9 },
  /** The least gain of a split. */
  gamma: { default: 0, low: 0, high: 1e12 },
  /** Share of the rows that each tree is given. */
  subsample: { default: 1, low: 0.01, high: 1 },
  /** Share of the features that each tree is given. */
  colsample_bytree: { default: 1, low: 0.01, high: 1 },
  max_bin: { default: 255, low: 2, high: 255, integer: true },
  /** Trees without a better loss on `validation` after which it stops; 0: never. */
  early_stopping_rounds: { default: 0, low: 0, high: 10_000, integer: true },
} as const satisfies Record<string, ParameterRule>;

const description = {
  name: 'boosting',
  tasks: ['regression', 'classification'],
  takesMissing: true,
  maximumRows: 20_000_000,
} as const;

export const boosting: Estimator = {
  ...description,
  fit: () => Promise.reject(new EngineError('engine_not_applicable', 'Not here yet.', 'Use another engine.')),
  load: async (bytes) => fittedTrees(decodeTrees(bytes, description.name), description.name),
};
