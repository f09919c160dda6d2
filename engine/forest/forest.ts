import { binDataset } from '../binning/binned-dataset.ts';
import { cancelled } from '../engine-error.ts';
import type { Estimator, FitInput, FittedModel } from '../estimator.ts';
import { completeParameters, type ParameterRule, requireFitInput } from '../fit-input.ts';
import { releaseMemory } from '../kernel/kernel.ts';
import { runWith } from '../parallel/team.ts';
import { fittedTrees } from '../trees/fitted-trees.ts';
import { decodeTrees } from '../trees/tree-file.ts';
import { assembleTrees } from './assemble-trees.ts';
import { growStatus } from './grow-forest.ts';
import { releaseBuffers } from './grown-buffers.ts';
import { outOfBagScores } from './out-of-bag.ts';
import { planForest } from './plan-forest.ts';
import { prepareRows } from './training-rows.ts';

/** Named as in scikit-learn; 0 means no limit where it is allowed. */
export const forestParameters = {
  n_estimators: { default: 100, low: 1, high: 10_000, integer: true },
  /** Share of the features that each split may choose from; 0: the square root of their number (classification), a third (regression). */
  max_features: { default: 0, low: 0, high: 1 },
  max_depth: { default: 0, low: 0, high: 64, integer: true },
  /** Above 0 the splits of the greatest gain are made first. */
  max_leaf_nodes: { default: 0, low: 0, high: 1_000_000, integer: true },
  /** Different rows of the bootstrap sample that a node has at the least to be split. */
  min_samples_split: { default: 2, low: 2, high: 1e9, integer: true },
  /** Different rows of the bootstrap sample that a leaf has at the least. */
  min_samples_leaf: { default: 1, low: 1, high: 1e9, integer: true },
  /** 1: classes are weighted inversely to their frequency (scikit-learn's `class_weight='balanced'`). */
  balanced: { default: 0, low: 0, high: 1, integer: true },
  /** 0: every tree is grown from all rows. */
  bootstrap: { default: 1, low: 0, high: 1, integer: true },
  max_bin: { default: 255, low: 2, high: 255, integer: true },
} as const satisfies Record<string, ParameterRule>;

const description = {
  name: 'forest',
  tasks: ['regression', 'classification'],
  takesMissing: true,
  maximumRows: 20_000_000,
} as const;

/** Random forest (Breiman 2001). The model's bytes depend on rows, parameters and seed only. */
export const forest: Estimator = {
  ...description,
  fit: async (input) => {
    requireFitInput(input, description);
    return fitForest(input);
  },
  load: async (bytes) => fittedTrees(decodeTrees(bytes, description.name), description.name),
};

function fitForest(input: FitInput): FittedModel {
  const parameters = completeParameters(input.parameters, forestParameters);
  const binned = input.binned ?? binDataset(input.x, input.y, input.weights, parameters.max_bin, input.team);
  const rows = prepareRows(input, binned, parameters.balanced === 1);
  const job = planForest(binned, rows, parameters, input.task, input.seed, input.team?.size ?? 1);
  runWith(input.team, 'forest', job, input.watch);
  // Every thread has left the task, also when it was cancelled.
  try {
    if (job.status[growStatus.stopped] === 1) throw cancelled();
    const trees = assembleTrees(job, binned, rows.scales);
    return fittedTrees(trees, description.name, {
      trees: trees.roots.length,
      nodes: trees.feature.length,
      ...outOfBagScores(job, input.task),
    });
  } finally {
    releaseMemory(job.memory);
    releaseBuffers(job.grown);
  }
}
