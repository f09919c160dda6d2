import type { ParameterRule } from '../data/parameters.ts';

/** Named as in scikit-learn; 0 means no limit where it is allowed. */
export const forestParameters = {
  n_estimators: { default: 100, low: 1, high: 10_000, integer: true },
  /** Share of the features that each split may choose from; 0: the square root of their number (classification), a third (regression). */
  max_features: { default: 0, low: 0, high: 1 },
  max_depth: { default: 0, low: 0, high: 64, integer: true },
  /** Maximum leaves; above 0 the splits with the largest gain are made first. */
  max_leaf_nodes: { default: 0, low: 0, high: 1_000_000, integer: true },
  /** Minimum number of different rows of the bootstrap sample in a node that is split. */
  min_samples_split: { default: 2, low: 2, high: 1e9, integer: true },
  /** Minimum number of different rows of the bootstrap sample in a leaf. */
  min_samples_leaf: { default: 1, low: 1, high: 1e9, integer: true },
  /** 1: classes are weighted inversely to their frequency (scikit-learn's `class_weight='balanced'`). */
  balanced: { default: 0, low: 0, high: 1, integer: true },
  /** 0: every tree is grown from all rows. */
  bootstrap: { default: 1, low: 0, high: 1, integer: true },
  max_bin: { default: 255, low: 2, high: 255, integer: true },
} as const satisfies Record<string, ParameterRule>;
