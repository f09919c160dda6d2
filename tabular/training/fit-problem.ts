import type { EncodedFeature } from '../../engine/categories/column.ts';
import { encodeRows } from '../../engine/categories/encode-rows.ts';
import { fitEncoding } from '../../engine/categories/fit-encoding.ts';
import { selectValues } from '../../engine/data/matrix.ts';
import type { EngineName } from '../../engine/engine-names.ts';
import { estimator } from '../../engine/estimators.ts';
import type { Team } from '../../engine/parallel/team.ts';
import { fitPipeline, type Pipeline, predictRaw } from '../../engine/predictor/fit-pipeline.ts';
import { hashSeed } from '../../engine/random.ts';
import type { Split as Fold } from '../../engine/search/splits.ts';
import type { Task } from '../../engine/task.ts';
import type { PreparedColumn } from '../columns/prepare-columns.ts';
import type { EngineDefaults } from './engine-defaults.ts';

/** What all fits of a command share. It is plain data over shared memory, so that threads get it once. */
export type FitProblem = {
  readonly engine: EngineName;
  readonly task: Task;
  readonly defaults: EngineDefaults;
  readonly columns: readonly PreparedColumn[];
  /** Rows of the file. */
  readonly training: Uint32Array;
  /** One value per training row. One array for a regression or two classes; for more classes one array per class against the rest. */
  readonly targets: readonly Float64Array[];
  /** Places in `training`. */
  readonly folds: readonly Fold[];
  readonly seed: number;
};

export type FoldFit = {
  /** What the model of the other folds predicts for the fold's validation rows. */
  readonly outputs: Float64Array;
  /** The best number of trees; null without early stopping. */
  readonly trees: number | null;
};

/** Fits encoding and learner on the fold's training rows alone. null when these rows have only one class. */
export async function fitFold(problem: FitProblem, target: number, fold: number, team?: Team): Promise<FoldFit | null> {
  const model = await fitFoldModel(problem, target, fold, team);
  if (model === null) return null;
  model.pipeline.model.free();
  return model.judged;
}

/** Like `fitFold`, but keeps the model. */
export async function fitFoldModel(
  problem: FitProblem,
  target: number,
  fold: number,
  team?: Team,
): Promise<(FittedTable & { readonly judged: FoldFit }) | null> {
  const { folds, task, defaults } = problem;
  const { training, validation } = folds[fold];
  const y = selectValues(problem.targets[target], training);
  if (task === 'classification' && y.every((label) => label === y[0])) return null;
  const rowsOf = (places: Uint32Array) => Uint32Array.from(places, (place) => problem.training[place]);
  const { features, x } = fitEncoding(problem.columns, rowsOf(training), y, task, defaults.encoding);
  const unseen = encodeRows(features, problem.columns, rowsOf(validation));
  const early = defaults.patience !== null;
  const pipeline = await fitPipeline({
    estimator: estimator(problem.engine),
    task,
    parameters: { ...defaults.parameters, ...(early && { early_stopping_rounds: defaults.patience }) },
    seed: hashSeed(problem.seed, 'fold', target, fold),
    x,
    y,
    validation: early ? { x: unseen, y: selectValues(problem.targets[target], validation) } : undefined,
    team,
  });
  const { trees } = pipeline.model.diagnostics;
  const judged = { outputs: predictRaw(pipeline, unseen), trees: early && typeof trees === 'number' ? trees : null };
  return { features, pipeline, judged };
}

/** A model that answers for any rows of the file. */
export type FittedTable = { readonly features: readonly EncodedFeature[]; readonly pipeline: Pipeline };

/** Fits on all training rows. @param trees how many to grow, by early stopping. */
export async function fitFinal(
  problem: FitProblem,
  target: number,
  trees: number | null,
  team?: Team,
): Promise<FittedTable> {
  const y = problem.targets[target];
  const { features, x } = fitEncoding(problem.columns, problem.training, y, problem.task, problem.defaults.encoding);
  const pipeline = await fitPipeline({
    estimator: estimator(problem.engine),
    task: problem.task,
    parameters: { ...problem.defaults.parameters, ...(trees !== null && { n_estimators: trees }) },
    seed: hashSeed(problem.seed, 'final', target),
    x,
    y,
    team,
  });
  return { features, pipeline };
}
