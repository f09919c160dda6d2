import { binDataset } from '../binning/bin-dataset.ts';
import { requireFitInput } from '../data/fit-input.ts';
import { completeParameters } from '../data/parameters.ts';
import { cancelled } from '../engine-error.ts';
import type { Estimator, FitInput, FittedModel } from '../estimator.ts';
import { releaseMemory } from '../kernel/kernel.ts';
import { runWith } from '../parallel/team.ts';
import { fittedTrees } from '../trees/fitted-trees.ts';
import { decodeTrees } from '../trees/tree-file.ts';
import { assembleTrees } from './assemble-trees.ts';
import { forestParameters } from './forest-parameters.ts';
import { growStatus } from './grow-forest.ts';
import { releaseBuffers } from './grown-buffers.ts';
import { outOfBagScores } from './out-of-bag.ts';
import { planForest } from './plan-forest.ts';
import { prepareRows } from './training-rows.ts';

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
