import type { EngineName, Task } from '../engine/estimator.ts';
import type { SearchSpace } from '../engine/search/search-space.ts';

/**
 * What the search may choose from, for the 100 to 400 rows of a small business: shallow trees and slow learning, for with fewer
 * rows than 32 features allow, depth finds accidents. The defaults, always the first candidate, did best on simulated businesses.
 */
const boosting: SearchSpace = {
  iterations: { type: 'int', low: 60, high: 200, default: 130 },
  eta: { type: 'log-float', low: 0.03, high: 0.12, default: 0.06 },
  max_depth: { type: 'int', low: 2, high: 4, default: 2 },
  min_child_weight: { type: 'choice', values: [1, 3, 5], default: 3 },
  subsample: { type: 'float', low: 0.6, high: 0.9, default: 0.7 },
  colsample_bytree: { type: 'float', low: 0.25, high: 0.7, default: 0.35 },
  lambda: { type: 'log-float', low: 0.5, high: 10, default: 2 },
};

/**
 * For 0 and 1 the weight of a row is its hessian, a quarter at most: what leaves need of it is less than for squared loss, whose
 * hessian is 1.
 */
const boostingOfClasses: SearchSpace = {
  ...boosting,
  min_child_weight: { type: 'choice', values: [0.5, 1, 2], default: 1 },
};

/** ml-random-forest's time grows with the square of the rows and with the trees: 50 at the most. */
const forest: SearchSpace = {
  nEstimators: { type: 'choice', values: [30, 40, 50], default: 50 },
  maxFeatures: { type: 'float', low: 0.2, high: 0.6, default: 0.35 },
  maxDepth: { type: 'int', low: 3, high: 8, default: 6 },
  minNumSamples: { type: 'choice', values: [3, 6, 10, 15], default: 6 },
};

/** Features are standardised inside; C is the inverse of the penalty's strength, as in scikit-learn. */
const logistic: SearchSpace = {
  C: { type: 'log-float', low: 0.003, high: 3, default: 0.05 },
};

export function searchSpace(engine: EngineName, task: Task): SearchSpace {
  switch (engine) {
    case 'boosting':
      return {};
    case 'forest':
      return {};
    case 'ml-xgboost':
      return task === 'regression' ? boosting : boostingOfClasses;
    case 'ml-random-forest':
      return forest;
    case 'logistic':
      return logistic;
  }
}
