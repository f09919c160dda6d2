import type { EncodingStyle } from '../../engine/categories/column.ts';
import type { Parameters } from '../../engine/data/parameters.ts';
import type { EngineName } from '../../engine/engine-names.ts';
import type { Task } from '../../engine/task.ts';

/** The default settings of an engine. They depend only on the number of rows, columns and classes. */
export type EngineDefaults = {
  readonly parameters: Parameters;
  readonly encoding: EncodingStyle;
  /** The number of folds, and how many of them are judged by a model of the others. */
  readonly folds: number;
  readonly judgedFolds: number;
  /** False: the model that judged one fold also gives the answers. With many rows, four fifths teach as much as all. */
  readonly refit: boolean;
  /** The number of trees without a better loss on the fold's rows that ends growing; null: no early stopping. */
  readonly patience: number | null;
};

export type TableSize = {
  readonly task: Task;
  readonly rows: number;
  readonly classes: number;
  /** The rows of the smallest class; for a regression all rows. */
  readonly rarest: number;
};

const linear: EncodingStyle = { oneHotLevels: 30, oneHotRows: 10, linear: true };
/** One feature per column is faster, but its averages need many rows. */
const fewRows: EncodingStyle = { oneHotLevels: 8, oneHotRows: 1, linear: false };
const manyRows: EncodingStyle = { oneHotLevels: 3, oneHotRows: 1, linear: false };

export function engineDefaults(engine: EngineName, size: TableSize): EngineDefaults {
  const { rows, task } = size;
  const trees = rows < 20_000 ? fewRows : manyRows;
  switch (engine) {
    case 'boosting': {
      const patience = rows < 20_000 ? 50 : 30;
      return { ...judging(size), encoding: trees, patience, parameters: boostingParameters(size) };
    }
    case 'forest':
      return { ...judging(size), encoding: trees, patience: null, parameters: forestParameters(size) };
    case 'logistic':
      return { ...judging(size), encoding: linear, patience: null, parameters: { C: 1 } };
    case 'ml-xgboost':
      return {
        ...judging(size),
        encoding: trees,
        patience: null,
        parameters: {
          iterations: rows < 2_000 ? 60 : 100,
          eta: 0.1,
          max_depth: rows < 2_000 ? 3 : 4,
          min_child_weight: 3,
        },
      };
    case 'ml-random-forest':
      return {
        folds: 5,
        // its time grows with the square of the rows
        judgedFolds: 1,
        refit: true,
        encoding: trees,
        patience: null,
        parameters: { nEstimators: 50, maxFeatures: 0.3, maxDepth: 6, minNumSamples: task === 'regression' ? 5 : 10 },
      };
  }
}

/** A small table judges all five folds. In a big one some thousand rows judge as well, with fewer fits. */
function judging({ rows, classes }: TableSize): Pick<EngineDefaults, 'folds' | 'judgedFolds' | 'refit'> {
  const fits = rows * (classes > 2 ? classes : 1);
  if (fits <= 50_000) return { folds: 5, judgedFolds: fits <= 25_000 ? 5 : 2, refit: true };
  return { folds: 5, judgedFolds: 1, refit: rows < 50_000 };
}

/** Small steps with early stopping, and shallow trees when few rows tell noise from signal. */
function boostingParameters({ rows, rarest }: TableSize): Parameters {
  return {
    n_estimators: rows < 20_000 ? 2000 : 1000,
    learning_rate: rows < 20_000 ? 0.05 : rows < 400_000 ? 0.1 : 0.2,
    max_leaves: rows < 1_000 ? 6 : rows < 10_000 ? 8 : rows < 50_000 ? 16 : 31,
    // a row of a rare class weighs about as much as the share of the class: with 3, nothing could be split
    min_child_weight: rarest < 60 ? rarest / 20 : 3,
    reg_lambda: 1,
    subsample: 0.8,
    colsample_bytree: 0.7,
  };
}

/** Leaves of a few rows give better probabilities than pure leaves, especially for a noisy target. */
function forestParameters({ rows, task, classes }: TableSize): Parameters {
  const n_estimators = rows < 50_000 ? 200 : 100;
  // a third of the features, usual for numbers, is too few when some are strong (diamonds: R2 0.967; with 0.6 it is 0.980)
  if (task === 'regression') return { n_estimators, min_samples_leaf: 3, max_features: 0.6 };
  return { n_estimators, min_samples_leaf: classes > 2 ? 2 : rows < 1_000 ? 3 : rows < 50_000 ? 5 : 10 };
}
