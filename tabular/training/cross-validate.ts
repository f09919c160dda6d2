import { PerennialError } from '../../domain/errors.ts';
import type { Team } from '../../engine/parallel/team.ts';
import { type FitProblem, type FittedTable, type FoldFit, fitFold, fitFoldModel } from './fit-problem.ts';
import type { FoldJob, FoldThreads } from './fold-threads.ts';

/** For one target, what models predict for rows that they didn't see. */
export type CrossValidation = {
  /** Places in the training rows. */
  readonly places: Uint32Array;
  readonly outputs: Float64Array;
  /** The fold of each place, to judge a calibration learnt from `outputs`. When only one fold was judged, a fifth of it instead. */
  readonly folds: Uint8Array;
  /** The mean of the folds' best numbers of trees; null without early stopping. */
  readonly trees: number | null;
};

/**
 * @param threads they fit folds side by side; undefined: folds are fitted one after the other, each with the team's help.
 * @throws PerennialError `not_enough_training_data` when no fold has both classes.
 */
export async function crossValidate(
  problem: FitProblem,
  threads: FoldThreads | undefined,
  team: Team | undefined,
  onProgress: (share: number) => void,
): Promise<CrossValidation[]> {
  const judged = Math.min(problem.defaults.judgedFolds, problem.folds.length);
  // the last folds: in order of time they have the most rows to learn from
  const folds = Array.from({ length: judged }, (_, at) => problem.folds.length - judged + at);
  const jobs: FoldJob[] = problem.targets.flatMap((_, target) => folds.map((fold) => ({ target, fold })));
  let done = 0;
  const onDone = () => onProgress(++done / jobs.length);
  const fits =
    threads === undefined ? await oneByOne(problem, jobs, team, onDone) : await threads.run(problem, jobs, onDone);
  return problem.targets.map((_, target) => {
    const ofTarget = jobs.flatMap((job, at) => {
      const fit = fits[at];
      return job.target === target && fit !== null ? [{ fold: job.fold, ...fit }] : [];
    });
    if (ofTarget.length === 0) throw oneClassOnly();
    return join(problem, ofTarget);
  });
}

/** For a big table: one fold is judged, and the model that judged it is kept. */
export async function validateOnce(
  problem: FitProblem,
  team: Team | undefined,
  onProgress: (share: number) => void,
): Promise<{ readonly validated: CrossValidation[]; readonly fits: FittedTable[] }> {
  const fold = problem.folds.length - 1;
  const validated: CrossValidation[] = [];
  const fits: FittedTable[] = [];
  for (const target of problem.targets.keys()) {
    const fit = await fitFoldModel(problem, target, fold, team);
    if (fit === null) throw oneClassOnly();
    fits.push(fit);
    validated.push(join(problem, [{ fold, ...fit.judged }]));
    onProgress(fits.length / problem.targets.length);
  }
  return { validated, fits };
}

function oneClassOnly(): PerennialError {
  return new PerennialError(
    'not_enough_training_data',
    'The rows that a fold is learnt from have one class only.',
    'Bring more rows of the rarer class, or use --split stratified.',
  );
}

async function oneByOne(problem: FitProblem, jobs: readonly FoldJob[], team: Team | undefined, onDone: () => void) {
  const fits: (FoldFit | null)[] = [];
  for (const { target, fold } of jobs) {
    fits.push(await fitFold(problem, target, fold, team));
    onDone();
  }
  return fits;
}

function join(problem: FitProblem, fits: readonly (FoldFit & { readonly fold: number })[]): CrossValidation {
  const places = fits.flatMap(({ fold }) => Array.from(problem.folds[fold].validation));
  const folds = fits.flatMap(({ fold, outputs }) => Array.from(outputs, (_, at) => (fits.length > 1 ? fold : at % 5)));
  const trees = fits.map((fit) => fit.trees).filter((count) => count !== null);
  return {
    places: Uint32Array.from(places),
    outputs: Float64Array.from(fits.flatMap(({ outputs }) => Array.from(outputs))),
    folds: Uint8Array.from(folds),
    trees: trees.length === 0 ? null : Math.round(trees.reduce((sum, count) => sum + count, 0) / trees.length),
  };
}
