import { createTeam, type Team } from '../../engine/parallel/team.ts';
import type { OnProgress, Stopwatch } from '../stopwatch.ts';
import { type CrossValidation, crossValidate, validateOnce } from './cross-validate.ts';
import { type FitProblem, type FittedTable, fitFinal } from './fit-problem.ts';
import { createFoldThreads } from './fold-threads.ts';

/** Up to this many cells (training rows x columns), folds are fitted side by side, each with its own copy of the features. */
const cellsSideBySide = 30_000_000;
/** From this many cells on, threads that help one fit save more time than they take to start. */
const cellsForTeam = 1_000_000;

export type TrainedTable = { readonly validated: readonly CrossValidation[]; readonly fits: readonly FittedTable[] };

/** Cross-validates and fits, on as many threads as save time. The models don't depend on the number of threads. */
export async function trainTable(
  problem: FitProblem,
  threads: number,
  watch: Stopwatch,
  onProgress: OnProgress,
): Promise<TrainedTable> {
  const cells = problem.training.length * problem.columns.length;
  const team = threads > 1 && cells >= cellsForTeam ? createTeam(threads) : undefined;
  try {
    if (!problem.defaults.refit) {
      return await watch.time('fit', () => validateOnce(problem, team, (share) => onProgress('fit', share)));
    }
    const validated = await watch.time('crossValidate', () => validate(problem, threads, team, cells, onProgress));
    const fits: FittedTable[] = [];
    await watch.time('fit', async () => {
      for (const [target, { trees }] of validated.entries()) {
        fits.push(await fitFinal(problem, target, trees, team));
        onProgress('fit', fits.length / validated.length);
      }
    });
    return { validated, fits };
  } finally {
    await team?.close();
  }
}

async function validate(
  problem: FitProblem,
  threads: number,
  team: Team | undefined,
  cells: number,
  onProgress: OnProgress,
): Promise<CrossValidation[]> {
  const jobs = problem.targets.length * problem.defaults.judgedFolds;
  const sideBySide = threads > 1 && jobs > 1 && cells <= cellsSideBySide;
  const foldThreads = sideBySide ? createFoldThreads(Math.min(threads, jobs)) : undefined;
  try {
    return await crossValidate(problem, foldThreads, team, (share) => onProgress('crossValidate', share));
  } finally {
    await foldThreads?.close();
  }
}
