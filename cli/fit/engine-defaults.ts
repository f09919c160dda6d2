import type { EngineName, Parameters, Task } from '../../engine/estimator.ts';
import type { EncodingStyle } from './encoding.ts';

/** How an engine is trained without being told: depends on the number of rows, columns and classes only. */
export type EngineDefaults = {
  readonly parameters: Parameters;
  readonly encoding: EncodingStyle;
  /** Into how many folds the training rows are divided, and how many of these are fitted and judged. */
  readonly folds: number;
  readonly judgedFolds: number;
  /** Trees without a better loss on the fold's own rows after which it ends; null: the engine doesn't stop early. */
  readonly patience: number | null;
};

export type TableSize = { readonly task: Task; readonly rows: number; readonly classes: number };

const trees: EncodingStyle = { oneHotLevels: 8, oneHotRows: 1, linear: false };
const linear: EncodingStyle = { oneHotLevels: 30, oneHotRows: 10, linear: true };

export function engineDefaults(engine: EngineName, size: TableSize): EngineDefaults {
  const { rows, task } = size;
  switch (engine) {
    case 'boosting':
      return { ...judging(size), encoding: trees, patience: 50, parameters: boostingParameters(size) };
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
        encoding: trees,
        patience: null,
        parameters: { nEstimators: 50, maxFeatures: 0.5, maxDepth: 8, minNumSamples: task === 'regression' ? 5 : 10 },
      };
  }
}

/** All five folds of a small table; of a big one a few thousand rows judge as well, and fewer fits are waited for. */
function judging({ rows, classes }: TableSize): Pick<EngineDefaults, 'folds' | 'judgedFolds'> {
  const fits = rows * (classes > 2 ? classes : 1);
  return { folds: 5, judgedFolds: fits <= 50_000 ? 5 : fits <= 150_000 ? 2 : 1 };
}

function boostingParameters({ rows }: TableSize): Parameters {
  return {
    n_estimators: 2000,
    learning_rate: rows < 50_000 ? 0.05 : 0.1,
    max_leaves: rows < 1_000 ? 6 : rows < 10_000 ? 8 : rows < 50_000 ? 16 : 31,
    min_child_weight: 3,
    reg_lambda: 1,
    subsample: 0.8,
    colsample_bytree: 0.7,
  };
}

function forestParameters({ rows, task, classes }: TableSize): Parameters {
  const leaf = task === 'regression' || classes > 2 ? 2 : rows < 1_000 ? 3 : 5;
  return { n_estimators: rows < 50_000 ? 200 : 100, min_samples_leaf: leaf };
}
