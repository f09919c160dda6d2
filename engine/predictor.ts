import { type Calibration, calibrate } from './calibration/calibration.ts';
import { probabilityWithin, type ScoreInterval } from './calibration/interval.ts';
import type { Threshold } from './calibration/threshold.ts';
import { EngineError } from './engine-error.ts';
import type { EngineName, Matrix, ModelStructure, Parameters, Task } from './estimator.ts';
import { type Explanation, explain } from './explain/explanation.ts';
import { type Pipeline, predictRaw } from './fit-pipeline.ts';
import type { Preprocessor } from './preprocessor.ts';

/** How outputs of the learner become answers. */
export type Finish =
  | { readonly task: 'regression'; readonly range: readonly [number, number] | null; readonly interval: ScoreInterval }
  | { readonly task: 'classification'; readonly calibration: Calibration; readonly threshold: Threshold };

/** What a saved model says about itself: plain data, without time, host or version name. */
export type PredictorDescription = {
  readonly engine: EngineName;
  readonly task: Task;
  readonly featureNames: readonly string[];
  readonly parameters: Parameters;
  readonly seed: number;
  /** Rows that there were, and rows that the learner was given (fewer when it has a limit). */
  readonly rows: number;
  readonly trainedRows: number;
  readonly preprocessor: Preprocessor;
  readonly finish: Finish;
};

/** One element a row. */
export type Predictions = {
  /** Regression: the score. Classification: the calibrated probability of class 1. */
  readonly output: Float64Array;
  /** Regression: the estimated probability of being within the tolerance. Classification: the probability of the predicted class. */
  readonly confidence: Float64Array;
  /** Classification: 1 where the output reaches the threshold. Regression: null. */
  readonly positive: Uint8Array | null;
};

/** A trained model, whole: from raw features (NaN is missing) to an answer. */
export type Predictor = {
  readonly description: PredictorDescription;
  /** What the learner fitted, behind the preprocessing and before the finish. */
  readonly structure: ModelStructure;
  /** Raw training rows that explanations compare with. */
  readonly background: Matrix;
  /** @throws EngineError `invalid_input` for another number of features or infinite values. */
  predict(x: Matrix): Predictions;
  /** What moved the output of this row away from the usual one; in the output's unit. */
  explain(row: Float64Array, permutations?: number): Explanation;
  /** The learner's own bytes, without the rest. */
  saveModel(): Uint8Array;
  /** See `FittedModel.free`. */
  free(): void;
};

export const defaultPermutations = 64;

export function createPredictor(
  description: PredictorDescription,
  model: Pipeline['model'],
  background: Matrix,
): Predictor {
  const { finish, preprocessor, featureNames } = description;

  function outputs(x: Matrix): Float64Array {
    requireFeatures(x.columns, featureNames.length);
    if (finish.task === 'regression') return predictRaw({ preprocessor, model }, x, finish.range ?? undefined);
    return calibrate(finish.calibration, predictRaw({ preprocessor, model }, x));
  }

  function predict(x: Matrix): Predictions {
    const output = outputs(x);
    if (finish.task === 'regression') {
      return { output, confidence: output.map((score) => probabilityWithin(finish.interval, score)), positive: null };
    }
    const positive = Uint8Array.from(output, (p) => (p >= finish.threshold.value ? 1 : 0));
    return { output, confidence: output.map((p, row) => (positive[row] === 1 ? p : 1 - p)), positive };
  }

  return {
    description,
    structure: model.structure,
    background,
    predict,
    explain: (row, permutations = defaultPermutations) =>
      explain({ predict: outputs, background, row, seed: description.seed, permutations }),
    saveModel: () => model.save(),
    free: () => model.free(),
  };
}

export function requireFeatures(found: number, expected: number): void {
  if (found === expected) return;
  throw new EngineError(
    'invalid_input',
    `The model has ${expected} features, got ${found}.`,
    'Compute the features with the definition that the model was trained with.',
    { expected, found },
  );
}
