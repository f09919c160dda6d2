import { flagsParameter } from '../engine/categories/encoding-style.ts';
import type { EngineName } from '../engine/engine-names.ts';
import type { SearchSpace } from '../engine/search/search-space.ts';
import type { Task } from '../engine/task.ts';

/**
 * What the search may choose from. A small business has 100 to 400 rows of about 30 features. Trees are shallow and learning is slow,
 * because deep trees would fit chance there. With thousands of rows trees may be deeper and leaves must be larger. The defaults, always
 * the first candidate, did best on simulated businesses (100 to 5,000 rows) and a real shop (18,821 rows).
 */
const manyRows = 1_000;

/**
 * The weight that a leaf needs is a sum of hessians: 1 per row for squared loss, at most a quarter for logistic loss, hence smaller values there.
 */
const boosting: SearchSpace = {
  n_estimators: { type: 'int', low: 60, high: 200, default: 130 },
  learning_rate: { type: 'log-float', low: 0.03, high: 0.12, default: 0.06 },
  max_depth: { type: 'int', low: 2, high: 4, default: 2 },
  min_child_weight: { type: 'choice', values: [1, 3, 5], default: 3 },
  subsample: { type: 'float', low: 0.6, high: 0.9, default: 0.7 },
  colsample_bytree: { type: 'float', low: 0.25, high: 0.7, default: 0.35 },
  reg_lambda: { type: 'log-float', low: 0.5, high: 10, default: 4 },
};

const boostingOfClasses: SearchSpace = {
  ...boosting,
  min_child_weight: { type: 'choice', values: [0.5, 1, 2], default: 1 },
};

const boostingOfMany: SearchSpace = {
  ...boosting,
  n_estimators: { type: 'int', low: 100, high: 300, default: 150 },
  max_depth: { type: 'int', low: 2, high: 6, default: 3 },
  min_child_weight: { type: 'choice', values: [1, 3, 10], default: 3 },
  colsample_bytree: { type: 'float', low: 0.25, high: 0.8, default: 0.5 },
};

/** 0.18 of 32 features is six, about their square root; a regression needs more to choose from. */
const forest: SearchSpace = {
  n_estimators: { type: 'int', low: 100, high: 300, default: 200 },
  max_features: { type: 'float', low: 0.08, high: 0.5, default: 0.18 },
  max_depth: { type: 'int', low: 3, high: 12, default: 8 },
  min_samples_leaf: { type: 'choice', values: [1, 2, 3, 5, 8], default: 3 },
};

const forestOfMany: SearchSpace = {
  ...forest,
  n_estimators: { type: 'int', low: 60, high: 200, default: 100 },
  max_depth: { type: 'int', low: 6, high: 14, default: 12 },
  min_samples_leaf: { type: 'choice', values: [5, 10, 20, 50], default: 20 },
};

const forestShareOfRegression = { type: 'float', low: 0.15, high: 0.6, default: 0.33 } as const;

/** Features are standardised inside; C is the inverse of the penalty's strength, as in scikit-learn. */
const logistic: SearchSpace = {
  C: { type: 'log-float', low: 0.003, high: 3, default: 0.05 },
};

/** Named as XGBoost 0.7 names them. */
const xgboost: SearchSpace = {
  iterations: { type: 'int', low: 60, high: 200, default: 130 },
  eta: { type: 'log-float', low: 0.03, high: 0.12, default: 0.06 },
  max_depth: { type: 'int', low: 2, high: 4, default: 2 },
  min_child_weight: { type: 'choice', values: [1, 3, 5], default: 3 },
  subsample: { type: 'float', low: 0.6, high: 0.9, default: 0.7 },
  colsample_bytree: { type: 'float', low: 0.25, high: 0.7, default: 0.35 },
  lambda: { type: 'log-float', low: 0.5, high: 10, default: 2 },
};

const xgboostOfClasses: SearchSpace = {
  ...xgboost,
  min_child_weight: { type: 'choice', values: [0.5, 1, 2], default: 1 },
};

/** ml-random-forest's time grows with the square of the rows and with the trees: at most 50. */
const randomForest: SearchSpace = {
  nEstimators: { type: 'choice', values: [30, 40, 50], default: 50 },
  maxFeatures: { type: 'float', low: 0.2, high: 0.6, default: 0.35 },
  maxDepth: { type: 'int', low: 3, high: 8, default: 6 },
  minNumSamples: { type: 'choice', values: [3, 6, 10, 15], default: 6 },
};

/**
 * Up to how many levels a category becomes flags: the encoding's share of the search, where there are categories. Of few rows each flag
 * learns chance: on 400 of Telco's customers averages have the lower log loss with boosting (.389, flags .398) and with logistic
 * regression (.405, .413); on all 7,043 flags have it.
 */
function categoryFlags(many: boolean): SearchSpace {
  return { [flagsParameter]: { type: 'choice', values: [0, 4, 12], default: many ? 12 : 0 } };
}

/** @param rows how many rows each fit gets. @param hasCategories whether any column is a category. */
export function searchSpace(engine: EngineName, task: Task, rows: number, hasCategories = false): SearchSpace {
  const space = learnerSpace(engine, task, rows);
  return hasCategories ? { ...space, ...categoryFlags(rows >= manyRows) } : space;
}

function learnerSpace(engine: EngineName, task: Task, rows: number): SearchSpace {
  const many = rows >= manyRows;
  switch (engine) {
    case 'boosting':
      if (many) return boostingOfMany;
      return task === 'regression' ? boosting : boostingOfClasses;
    case 'forest': {
      const space = many ? forestOfMany : forest;
      return task === 'regression' ? { ...space, max_features: forestShareOfRegression } : space;
    }
    case 'logistic':
      return logistic;
    case 'ml-xgboost':
      return task === 'regression' ? xgboost : xgboostOfClasses;
    case 'ml-random-forest':
      return randomForest;
  }
}
