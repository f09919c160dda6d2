import { EngineError } from '../engine-error.ts';
import type { Parameters, Task } from '../estimator.ts';
import { fitPipeline, type PipelineInput, predictRaw } from '../fit-pipeline.ts';
import { selectRows, selectValues } from '../matrix.ts';
import type { Metric } from '../metrics/metric.ts';
import { brier, logLoss } from '../metrics/probability.ts';
import { meanAbsoluteError, rootMeanSquaredError } from '../metrics/regression.ts';
import { hashSeed } from '../random.ts';
import { rowsOfFold } from './splits.ts';

/** What candidates are compared by; less is better. All are defined for any rows, even of one class. */
export const losses = {
  mae: meanAbsoluteError,
  rmse: rootMeanSquaredError,
  logLoss,
  brier,
} as const satisfies Record<string, (y: Float64Array, p: Float64Array) => Metric>;
export type LossName = keyof typeof losses;

export const defaultLoss: Readonly<Record<Task, LossName>> = { regression: 'rmse', classification: 'logLoss' };

export type CandidateInput = PipelineInput & {
  /** The fold of each row, from `groupedFolds`. */
  readonly folds: Uint8Array;
  readonly loss: LossName;
  /** Called after each fold, for progress. */
  readonly onFold?: (fold: number, loss: number) => void;
};

export type CandidateResult = {
  readonly parameters: Parameters;
  /** The loss on each fold's validation rows. */
  readonly foldLosses: readonly number[];
  readonly mean: number;
  /** Standard error of `mean` over the folds. */
  readonly standardError: number;
  /** For each row the output of the model that didn't see it, before calibration. */
  readonly outOfFold: Float64Array;
};

/**
 * Cross-validates one setting: everything, preprocessing included, is fitted on the training rows of each fold.
 * @throws EngineError as fitting does, and `invalid_input` when there are fewer than two folds.
 */
export async function evaluateCandidate(input: CandidateInput): Promise<CandidateResult> {
  const { x, y, folds, loss, seed, onFold, range } = input;
  const foldCount = folds.reduce((most, fold) => Math.max(most, fold + 1), 0);
  if (foldCount < 2 || folds.length !== y.length) {
    throw new EngineError(
      'invalid_input',
      `Cross-validation needs two folds or more and a fold for each row; got ${foldCount} folds, ${folds.length} of ${y.length} rows.`,
      'Take the folds from groupedFolds.',
      { folds: foldCount, rows: y.length },
    );
  }
  const outOfFold = new Float64Array(y.length);
  const foldLosses: number[] = [];
  for (let fold = 0; fold < foldCount; fold++) {
    const { training, validation } = rowsOfFold(folds, fold);
    const pipeline = await fitPipeline({
      ...input,
      x: selectRows(x, training),
      y: selectValues(y, training),
      seed: hashSeed(seed, 'fold', fold),
    });
    const outputs = predictRaw(pipeline, selectRows(x, validation), range);
    pipeline.model.free();
    for (let i = 0; i < validation.length; i++) outOfFold[validation[i]] = outputs[i];
    const measured = losses[loss](selectValues(y, validation), outputs);
    if (measured.value === null) {
      throw new EngineError('invalid_input', `Fold ${fold} has no ${loss}: ${measured.reason}.`, 'Use fewer folds.', {
        fold,
      });
    }
    foldLosses.push(measured.value);
    onFold?.(fold, measured.value);
  }
  const mean = foldLosses.reduce((sum, value) => sum + value, 0) / foldCount;
  const variance = foldLosses.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (foldCount - 1);
  return { parameters: input.parameters, foldLosses, mean, standardError: Math.sqrt(variance / foldCount), outOfFold };
}

export type ChoiceRule = 'best' | 'one-standard-error';

/**
 * The index of the chosen candidate. `best`: least mean loss. `one-standard-error` (Breiman et al. 1984): the least complex one
 * whose mean is within a standard error of the best one's. Ties go to the lower index.
 *
 * @param complexity one number a candidate, greater is more complex; needed by the second rule only.
 */
export function chooseCandidate(
  results: readonly Pick<CandidateResult, 'mean' | 'standardError'>[],
  rule: ChoiceRule = 'best',
  complexity: readonly number[] = [],
): number {
  if (results.length === 0) {
    throw new EngineError(
      'invalid_input',
      'There are no candidates to choose from.',
      'Evaluate one candidate at least.',
    );
  }
  let best = 0;
  results.forEach(({ mean }, index) => {
    if (mean < results[best].mean) best = index;
  });
  if (rule === 'best') return best;
  const limit = results[best].mean + results[best].standardError;
  let simplest = best;
  results.forEach(({ mean }, index) => {
    if (mean <= limit && complexity[index] < complexity[simplest]) simplest = index;
  });
  return simplest;
}
