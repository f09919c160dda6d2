import type { Parameters } from '../data/parameters.ts';
import type { EngineName } from '../engine-names.ts';

/**
 * How much a candidate may learn, from its parameters: leaves over all trees that boosting adds up, leaves of one tree of a forest (their
 * mean is no more complex for more of them), the inverse of logistic regression's penalty. To be compared within one learner only.
 *
 * @param rows that it is trained on: no tree has more leaves.
 */
export function complexity(engine: EngineName, parameters: Parameters, rows: number): number {
  switch (engine) {
    case 'boosting': {
      const { n_estimators = 100, max_depth = 0, max_leaves = 31, min_samples_leaf = 1 } = parameters;
      return n_estimators * leaves(rows, min_samples_leaf, max_depth, max_leaves);
    }
    case 'forest': {
      const { max_depth = 0, max_leaf_nodes = 0, min_samples_leaf = 1 } = parameters;
      return leaves(rows, min_samples_leaf, max_depth, max_leaf_nodes);
    }
    case 'ml-xgboost': {
      const { iterations = 100, max_depth = 4 } = parameters;
      return iterations * leaves(rows, 1, max_depth, 0);
    }
    case 'ml-random-forest': {
      const { maxDepth = 8, minNumSamples = 4 } = parameters;
      return leaves(rows, minNumSamples, maxDepth, 0);
    }
    case 'logistic':
      return parameters.C ?? 1;
  }
}

/** The most leaves that a tree can have; for depth and leaves 0 is no limit. */
function leaves(rows: number, rowsPerLeaf: number, depth: number, most: number): number {
  const byDepth = depth === 0 ? Number.POSITIVE_INFINITY : 2 ** depth;
  const byCount = most === 0 ? Number.POSITIVE_INFINITY : most;
  return Math.min(rows / rowsPerLeaf, byDepth, byCount);
}
