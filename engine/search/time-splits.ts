import { EngineError } from '../engine-error.ts';
import type { Task } from '../task.ts';
import type { Split } from './splits.ts';

export type TimeSplitInput = {
  /** Milliseconds or any other finite number that grows with time, one per row. */
  readonly moments: Float64Array;
  readonly y: Float64Array;
  readonly task: Task;
  /** 2 to 255. */
  readonly folds: number;
  /**
   * In the unit of `moments`: a fold does not train on rows less than this before its first validation row, because their
   * label was not known yet.
   */
  readonly gap?: number;
};

/**
 * Forward chaining: the rows, in order of time, form `folds + 1` blocks of about equal size. Fold k trains on all blocks up
 * to k and is judged on block k + 1, so no model sees the future of a row that it is judged on. The oldest block is never
 * judged. Rows of one moment stay in one block.
 *
 * @throws EngineError `not_enough_training_data` when a block would be empty, or a fold has no row or one class to train on.
 */
export function timeOrderedSplits(input: TimeSplitInput): Split[] {
  const { moments, y, task, folds, gap = 0 } = input;
  requireMoments(input);
  const ordered = moments.slice().sort();
  const starts: number[] = [];
  for (let block = 1; block <= folds; block++) starts.push(ordered[Math.floor((block * ordered.length) / (folds + 1))]);
  starts.forEach((start, fold) => {
    if (start <= (fold === 0 ? ordered[0] : starts[fold - 1])) throw tooFewMoments(folds);
  });
  return starts.map((start, fold) => {
    const end = starts[fold + 1] ?? Number.POSITIVE_INFINITY;
    const known = start - gap;
    const training: number[] = [];
    const validation: number[] = [];
    moments.forEach((moment, row) => {
      if (moment >= start && moment < end) validation.push(row);
      else if (moment < start && moment <= known) training.push(row);
    });
    requireTraining(training, y, task, fold);
    return { training: Uint32Array.from(training), validation: Uint32Array.from(validation) };
  });
}

function requireMoments({ moments, y, folds, gap = 0 }: TimeSplitInput): void {
  if (!Number.isInteger(folds) || folds < 2 || folds > 255) {
    throw new EngineError('invalid_input', `The number of folds is ${folds}.`, 'Use 2 to 255 folds; 5 is usual.', {
      folds,
    });
  }
  const bad = moments.findIndex((moment) => !Number.isFinite(moment));
  if (moments.length !== y.length || bad >= 0 || !(gap >= 0)) {
    throw new EngineError(
      'invalid_input',
      bad >= 0
        ? `The moment of row ${bad} is ${moments[bad]}.`
        : `There are ${moments.length} moments for ${y.length} rows, and a gap of ${gap}.`,
      'Give each row its moment, and a gap of 0 or more.',
      { moments: moments.length, rows: y.length, gap },
    );
  }
  if (moments.length <= folds) throw tooFewMoments(folds);
}

function requireTraining(training: readonly number[], y: Float64Array, task: Task, fold: number): void {
  const classes = new Set(training.map((row) => y[row]));
  if (training.length >= 2 && (task === 'regression' || classes.size >= 2)) return;
  throw new EngineError(
    'not_enough_training_data',
    training.length < 2
      ? `Fold ${fold} has only ${training.length} earlier rows to train on.`
      : `All ${training.length} rows before fold ${fold} have the label ${y[training[0]]}.`,
    'Collect more history, or use fewer folds or a shorter gap.',
    { fold, rows: training.length },
  );
}

function tooFewMoments(folds: number): EngineError {
  return new EngineError(
    'not_enough_training_data',
    `${folds} folds in order of time need rows of at least ${folds + 1} different moments, more evenly spread.`,
    'Collect more history or use fewer folds.',
    { folds },
  );
}
