import { binDataset, binRows } from '../binning/bin-dataset.ts';
import type { BinnedDataset } from '../binning/binned-dataset.ts';
import { canonicalOrder } from '../binning/canonical-order.ts';
import { requireFitInput } from '../data/fit-input.ts';
import { selectValues } from '../data/matrix.ts';
import { completeParameters, type ParameterRule } from '../data/parameters.ts';
import { cancelled } from '../engine-error.ts';
import type { Estimator, FitInput } from '../estimator.ts';
import { releaseMemory } from '../kernel/kernel.ts';
import { sharedCopy } from '../parallel/shared-copy.ts';
import { runWith } from '../parallel/team.ts';
import { fittedTrees } from '../trees/fitted-trees.ts';
import { decodeTrees } from '../trees/tree-file.ts';
import { lossBlock, type ValidationRows } from './boost.ts';
import { type BoostingPlan, planMemory, viewMemory } from './boosting-memory.ts';
import { baseOutput } from './gradients.ts';
import { toEnsemble } from './to-ensemble.ts';

/** Named as in XGBoost 3 (`max_leaves`: LightGBM's `num_leaves`); 0 means no limit where it is allowed. */
export const boostingParameters = {
  n_estimators: { default: 100, low: 1, high: 10_000, integer: true },
  learning_rate: { default: 0.1, low: 1e-4, high: 1 },
  max_leaves: { default: 31, low: 2, high: 4096, integer: true },
  max_depth: { default: 0, low: 0, high: 64, integer: true },
  /** Minimum sum of hessians in a leaf: rows for squared loss, rows times p (1 - p) for logistic loss. */
  min_child_weight: { default: 1, low: 0, high: 1e9 },
  reg_lambda: { default: 1, low: 0, high: 1e9 },
  reg_alpha: { default: 0, low: 0, high: 1e9 },
  /** Minimum gain of a split. */
  gamma: { default: 0, low: 0, high: 1e12 },
  /** Share of the rows that each tree is grown on. */
  subsample: { default: 1, low: 0.01, high: 1 },
  /** Share of the features that each tree may use. */
  colsample_bytree: { default: 1, low: 0.01, high: 1 },
  max_bin: { default: 255, low: 2, high: 255, integer: true },
  /** Stops after this many trees without a better loss on `validation`; 0: never. */
  early_stopping_rounds: { default: 0, low: 0, high: 10_000, integer: true },
} as const satisfies Record<string, ParameterRule>;

const description = {
  name: 'boosting',
  tasks: ['regression', 'classification'],
  takesMissing: true,
  maximumRows: 20_000_000,
} as const;

/**
 * Gradient boosting of histogram trees: squared loss, or logistic loss for labels 0 and 1. The same rows in any order, on any number of
 * threads, give the same bytes.
 */
export const boosting: Estimator = {
  ...description,
  async fit(input) {
    requireFitInput(input, description);
    const parameters = completeParameters(input.parameters, boostingParameters);
    const { x, y, task, seed, weights, team, watch } = input;
    const data = input.binned ?? binDataset(x, y, weights, parameters.max_bin, team);
    const { plan, memory } = planMemory(data, weights !== undefined, parameters.max_leaves, team?.size ?? 1);
    const base = fillMemory(plan, memory, data, input);
    const validation = input.validation && validationRows(input.validation, data, base);
    const blocks = validation === undefined ? 0 : Math.ceil(validation.labels.length / lossBlock);
    const { trees, losses } = runWith(
      team,
      'boost',
      { plan, memory, task, parameters, seed, validation, validationLosses: sharedCopy(new Float64Array(blocks)) },
      {
        poll: () => {
          if (watch?.stopped?.()) throw cancelled();
        },
        afterTree: (grown) => watch?.progress?.(grown / parameters.n_estimators),
      },
    );
    // Not after an error: another thread may still be writing.
    releaseMemory(memory);
    const kept = losses.length === 0 ? trees : trees.slice(0, 1 + losses.indexOf(Math.min(...losses)));
    const output = task === 'regression' ? 'sum' : 'logistic';
    const diagnostics = { trees: kept.length, ...(losses.length > 0 && { bestIteration: kept.length - 1 }) };
    return fittedTrees(toEnsemble(kept, data, output, base), description.name, diagnostics);
  },
  load: async (bytes) => fittedTrees(decodeTrees(bytes, description.name), description.name),
};

/** Copies what the threads share. @returns the base. */
function fillMemory(plan: BoostingPlan, memory: WebAssembly.Memory, data: BinnedDataset, input: FitInput): number {
  const views = viewMemory(plan, memory);
  views.rowBins.set(data.rowBins);
  views.columnBins.set(data.columnBins);
  views.labels.set(selectValues(input.y, data.order));
  if (input.weights !== undefined) views.weights?.set(selectValues(input.weights, data.order));
  const base = baseOutput(input.task, views.labels, views.weights);
  views.outputs.fill(base);
  return base;
}

/** In canonical order like the training rows, because sums of losses are rounded. */
function validationRows(
  { x, y, weights }: NonNullable<FitInput['validation']>,
  data: BinnedDataset,
  base: number,
): ValidationRows {
  const order = canonicalOrder(x, y, weights);
  const { rowBins } = binRows(x, data.edges, order);
  return {
    rowBins,
    labels: sharedCopy(selectValues(y, order)),
    weights: weights && sharedCopy(selectValues(weights, order)),
    outputs: sharedCopy(new Float64Array(x.rows).fill(base)),
  };
}
