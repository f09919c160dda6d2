import { selectAttributes } from '../categories/fit-attributes.ts';
import { selectRows, selectValues } from '../data/matrix.ts';
import type { Parameters } from '../data/parameters.ts';
import { EngineError } from '../engine-error.ts';
import type { Metric } from '../metrics/metric.ts';
import { brier, logLoss } from '../metrics/probability.ts';
import { meanAbsoluteError, rootMeanSquaredError } from '../metrics/regression.ts';
import { fitPipeline, type PipelineInput, type PreparedRows, predictRaw } from '../predictor/fit-pipeline.ts';
import { hashSeed } from '../random.ts';
import type { Task } from '../task.ts';
import { rowsOfFold, type Split } from './splits.ts';

/** The losses that candidates are compared by; lower is better. All are defined for any rows, even of one class. */
export const losses = {
  mae: meanAbsoluteError,
  rmse: rootMeanSquaredError,
  logLoss,
  brier,
} as const satisfies Record<string, (y: Float64Array, p: Float64Array) => Metric>;
export type LossName = keyof typeof losses;

export const defaultLoss: Readonly<Record<Task, LossName>> = { regression: 'rmse', classification: 'logLoss' };

/** The fold of each row, from `groupedFolds`; or each fold's two sides, from `timeOrderedSplits`. */
export type Folds = Uint8Array | readonly Split[];

export type CandidateInput = Omit<PipelineInput, 'prepared'> & {
  readonly folds: Folds;
  /**
   * The result of `prepareRows` for each fold's training rows, shared by all candidates; left out: they are prepared here.
   */
  readonly perFold?: readonly PreparedRows[];
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
  /** Rows that a fold was judged on, ascending: with `groupedFolds` all of them. */
  readonly judged: Uint32Array;
  /** For each of them the output of the model that didn't see it, before calibration. */
  readonly outOfFold: Float64Array;
};

/**
 * Cross-validates one setting: everything, preprocessing included, is fitted on the training rows of each fold.
 * @throws EngineError as fitting does, and `invalid_input` when there are fewer than two folds.
 */
export async function evaluateCandidate(input: CandidateInput): Promise<CandidateResult> {
  const { x, y, loss, seed, perFold, onFold, range, attributes } = input;
  const splits = splitsOf(input.folds, y.length);
  const outputs = new Float64Array(y.length);
  const seen = new Uint8Array(y.length);
  const foldLosses: number[] = [];
  for (const [fold, { training, validation }] of splits.entries()) {
    const pipeline = await fitPipeline({
      ...input,
      x: selectRows(x, training),
      y: selectValues(y, training),
      attributes: attributes && selectAttributes(attributes, training),
      seed: hashSeed(seed, 'fold', fold),
      prepared: perFold?.[fold],
    });
    const predicted = predictRaw(pipeline, selectRows(x, validation), range);
    pipeline.model.free();
    for (let i = 0; i < validation.length; i++) {
      outputs[validation[i]] = predicted[i];
      seen[validation[i]] = 1;
    }
    const measured = losses[loss](selectValues(y, validation), predicted);
    if (measured.value === null) {
      throw new EngineError('invalid_input', `Fold ${fold} has no ${loss}: ${measured.reason}.`, 'Use fewer folds.', {
        fold,
      });
    }
    foldLosses.push(measured.value);
    onFold?.(fold, measured.value);
  }
  const judged = Uint32Array.from(y.keys()).filter((row) => seen[row] === 1);
  return {
    parameters: input.parameters,
    foldLosses,
    ...meanOf(foldLosses),
    judged,
    outOfFold: selectValues(outputs, judged),
  };
}

function splitsOf(folds: Folds, rows: number): readonly Split[] {
  const grouped = folds instanceof Uint8Array;
  const count = grouped ? folds.reduce((most, fold) => Math.max(most, fold + 1), 0) : folds.length;
  if (count < 2 || (grouped && folds.length !== rows)) {
    throw new EngineError(
      'invalid_input',
      `Cross-validation needs two folds or more and a fold for each row; got ${count} folds for ${rows} rows.`,
      'Take the folds from groupedFolds or timeOrderedSplits.',
      { folds: count, rows },
    );
  }
  return grouped ? Array.from({ length: count }, (_, fold) => rowsOfFold(folds, fold)) : folds;
}

function meanOf(values: readonly number[]): Pick<CandidateResult, 'mean' | 'standardError'> {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1);
  return { mean, standardError: Math.sqrt(variance / values.length) };
}

export type ChoiceRule = 'best' | 'one-standard-error';

/**
 * The index of the chosen candidate. `best`: the lowest mean loss. `one-standard-error` (Breiman et al. 1984): the least
 * complex candidate whose mean is within a standard error of the best one's. Ties go to the lower index.
 *
 * @param complexity one number per candidate, higher is more complex; only the second rule needs it.
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
      'Evaluate at least one candidate.',
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
