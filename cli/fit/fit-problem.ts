import type { EngineName, Matrix, Task } from '../../engine/estimator.ts';
import { estimator } from '../../engine/estimators.ts';
import { selectValues } from '../../engine/matrix.ts';
import type { Team } from '../../engine/parallel/team.ts';
import { hashSeed } from '../../engine/random.ts';
import { type Encoder, fitEncoding } from './encoding.ts';
import type { EngineDefaults } from './engine-defaults.ts';
import { fitLearner, type Learner } from './fit-learner.ts';
import type { PreparedColumn } from './prepare-columns.ts';
import type { Fold } from './split.ts';

/** What all fits of a command share; plain data over shared memory, so that threads are given it once. */
export type FitProblem = {
  readonly engine: EngineName;
  readonly task: Task;
  readonly defaults: EngineDefaults;
  readonly columns: readonly PreparedColumn[];
  /** Rows of the file. */
  readonly training: Uint32Array;
  /** One a training row. Regression, or two classes: one array. More classes: an array a class, one against the rest. */
  readonly targets: readonly Float64Array[];
  readonly folds: readonly Fold[];
  readonly seed: number;
};

export type FoldFit = {
  /** What the model of the other folds says of the fold's validation rows. */
  readonly outputs: Float64Array;
  /** Early stopping: how many trees were best; else null. */
  readonly trees: number | null;
};

/** Fits encoding and learner on the fold's training rows alone. null when these have one class only. */
export async function fitFold(problem: FitProblem, target: number, fold: number, team?: Team): Promise<FoldFit | null> {
  const { training, validation } = problem.folds[fold];
  const y = selectValues(problem.targets[target], training);
  if (problem.task === 'classification' && y.every((label) => label === y[0])) return null;
  const rowsOf = (places: Uint32Array) => Uint32Array.from(places, (place) => problem.training[place]);
  const { defaults } = problem;
  const { encoder, x } = fitEncoding(problem.columns, rowsOf(training), y, problem.task, defaults.encoding);
  const judged = encoder.encode(rowsOf(validation));
  const learner = await fitLearner({
    estimator: estimator(problem.engine),
    task: problem.task,
    parameters: {
      ...defaults.parameters,
      ...(defaults.patience !== null && { early_stopping_rounds: defaults.patience }),
    },
    seed: hashSeed(problem.seed, 'fold', target, fold),
    x,
    y,
    ...(defaults.patience !== null && {
      validation: { x: judged, y: selectValues(problem.targets[target], validation) },
    }),
    ...(team !== undefined && { team }),
  });
  const outputs = learner.predict(judged);
  learner.free();
  const { trees } = learner.diagnostics;
  return { outputs, trees: defaults.patience === null || typeof trees !== 'number' ? null : trees };
}

export type FinalFit = {
  readonly encoder: Encoder;
  readonly learner: Learner;
  /** Encoded training rows' width. */
  readonly features: number;
  predict(x: Matrix): Float64Array;
};

/** @param trees early stopping: how many to grow. */
export async function fitFinal(
  problem: FitProblem,
  target: number,
  trees: number | null,
  team?: Team,
): Promise<FinalFit> {
  const y = problem.targets[target];
  const { encoder, x } = fitEncoding(problem.columns, problem.training, y, problem.task, problem.defaults.encoding);
  const learner = await fitLearner({
    estimator: estimator(problem.engine),
    task: problem.task,
    parameters: { ...problem.defaults.parameters, ...(trees !== null && { n_estimators: trees }) },
    seed: hashSeed(problem.seed, 'final', target),
    x,
    y,
    ...(team !== undefined && { team }),
  });
  return { encoder, learner, features: x.columns, predict: learner.predict };
}
