import type { EncodingStyle } from '../../engine/categories/column.ts';
import type { Parameters } from '../../engine/data/parameters.ts';
import type { EngineName } from '../../engine/engine-names.ts';
import type { Task } from '../../engine/task.ts';

/** How an engine is trained without being told: depends on the number of rows, columns and classes only. */
export type EngineDefaults = {
  readonly parameters: Parameters;
  readonly encoding: EncodingStyle;
  /** Into how many folds the training rows are divided, and how many of these are judged by a model of the others. */
  readonly folds: number;
  readonly judgedFolds: number;
  /** False: the model that one fold is judged by is the one that answers; of many rows four fifths teach as much as all. */
  readonly refit: boolean;
  /** Trees without a better loss on the fold's own rows after which it ends; null: the engine doesn't stop early. */
  readonly patience: number | null;
};

export type TableSize = {
  readonly task: Task;
  readonly rows: number;
  readonly classes: number;
  /** Rows of the class with the fewest; a regression: all rows. */
  readonly rarest: number;
};

const linear: EncodingStyle = { oneHotLevels: 30, oneHotRows: 10, linear: true };
/** One feature a column is quicker, yet its averages are only as good as the number of rows. */
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

/** All five folds of a small table; of a big one some thousand rows judge as well, and fewer fits are waited for. */
function judging({ rows, classes }: TableSize): Pick<EngineDefaults, 'folds' | 'judgedFolds' | 'refit'> {
  const fits = rows * (classes > 2 ? classes : 1);
  if (fits <= 50_000) return { folds: 5, judgedFolds: fits <= 25_000 ? 5 : 2, refit: true };
  return { folds: 5, judgedFolds: 1, refit: rows < 50_000 };
}

/** Small steps with early stopping; shallow trees where there are few rows to tell noise from signal. */
function boostingParameters({ rows, rarest }: TableSize): Parameters {
  return {
    n_estimators: rows < 20_000 ? 2000 : 1000,
    learning_rate: rows < 20_000 ? 0.05 : rows < 400_000 ? 0.1 : 0.2,
    max_leaves: rows < 1_000 ? 6 : rows < 10_000 ? 8 : rows < 50_000 ? 16 : 31,
    // a row of a rare class weighs about as much as the class has a share: 3 would allow no split at all
    min_child_weight: rarest < 60 ? rarest / 20 : 3,
    reg_lambda: 1,
    subsample: 0.8,
    colsample_bytree: 0.7,
  };
}

/** Leaves of a few rows make better probabilities than pure ones, the more so the noisier the target. */
function forestParameters({ rows, task, classes }: TableSize): Parameters {
  const n_estimators = rows < 50_000 ? 200 : 100;
  // a third of the features, usual for numbers, is too few where some are strong (diamonds: R2 0.967, with 0.6 0.980)
  if (task === 'regression') return { n_estimators, min_samples_leaf: 3, max_features: 0.6 };
  return { n_estimators, min_samples_leaf: classes > 2 ? 2 : rows < 1_000 ? 3 : rows < 50_000 ? 5 : 10 };
}
