import type { Parameters } from '../data/parameters.ts';
import type { EngineName } from '../engine-names.ts';

/**
 * How complex a candidate may become, judged by its parameters: for boosting the leaves of all trees, for a forest the
 * leaves of one tree (more trees don't make their mean more complex), for logistic regression the inverse of its penalty.
 * Compare it within one learner only.
 *
 * @param rows training rows: no tree has more leaves.
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

/** The maximum number of leaves of a tree; a depth or a number of leaves of 0 means no limit. */
function leaves(rows: number, rowsPerLeaf: number, depth: number, most: number): number {
  const byDepth = depth === 0 ? Number.POSITIVE_INFINITY : 2 ** depth;
  const byCount = most === 0 ? Number.POSITIVE_INFINITY : most;
  return Math.min(rows / rowsPerLeaf, byDepth, byCount);
}
