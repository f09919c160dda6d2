import type { Estimator, FittedModel, Matrix, Parameters, Task } from '../../engine/estimator.ts';
import { selectRows, selectValues } from '../../engine/matrix.ts';
import type { Team } from '../../engine/parallel/team.ts';
import { applyPreprocessor, fitPreprocessor } from '../../engine/preprocessor.ts';
import { hashSeed } from '../../engine/random.ts';
import { stratifiedSample } from '../../engine/search/stratify.ts';

export type LearnerInput = {
  readonly estimator: Estimator;
  readonly task: Task;
  readonly parameters: Parameters;
  readonly seed: number;
  /** NaN is missing. */
  readonly x: Matrix;
  readonly y: Float64Array;
  /** Rows to stop early on. */
  readonly validation?: { readonly x: Matrix; readonly y: Float64Array };
  readonly team?: Team;
};

export type Learner = {
  /** Regression: the value. Classification: a probability that isn't calibrated yet. */
  predict(x: Matrix): Float64Array;
  /** Fewer than there were where the engine has a limit. */
  readonly trainedRows: number;
  readonly diagnostics: FittedModel['diagnostics'];
  free(): void;
};

/**
 * As `engine/fit-pipeline.ts`, with two differences: engines that take missing values get the features as they are, neither imputed nor
 * clipped, and boosting stops early.
 */
export async function fitLearner(input: LearnerInput): Promise<Learner> {
  const { estimator, task, parameters, seed, validation, team } = input;
  const rows = stratifiedSample(input.y, task, rowLimit(input), hashSeed(seed, 'rows'));
  const whole = rows.length === input.y.length;
  const raw = whole ? input.x : selectRows(input.x, rows);
  const y = whole ? input.y : selectValues(input.y, rows);
  const prepare = estimator.takesMissing ? (x: Matrix) => x : imputing(raw);
  const model = await estimator.fit({
    x: prepare(raw),
    y,
    task,
    parameters,
    seed,
    ...(validation !== undefined && { validation: { ...validation, x: prepare(validation.x) } }),
    ...(team !== undefined && { team }),
  });
  return {
    predict: (x) => model.predict(prepare(x)),
    trainedRows: rows.length,
    diagnostics: model.diagnostics,
    free: () => model.free(),
  };
}

/** ml-xgboost's limit falls with the number of features: 4.6 MB of float32, labels included (`engine/adapters/ml-xgboost.ts`). */
function rowLimit({ estimator, x }: LearnerInput): number {
  if (estimator.name !== 'ml-xgboost') return estimator.maximumRows;
  return Math.min(estimator.maximumRows, Math.floor(4_600_000 / (4 * (x.columns + 1))));
}

function imputing(x: Matrix): (x: Matrix) => Matrix {
  const preprocessor = fitPreprocessor(x);
  return (of) => applyPreprocessor(preprocessor, of);
}
