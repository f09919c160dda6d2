import type { Parameters } from '../../../engine/data/parameters.ts';
import type { Task } from '../../../engine/task.ts';

/** A table in files of raw little-endian float64: `x` row by row, `y` a label a row. */
export type TableFiles = {
  readonly x: string;
  readonly y: string;
  readonly rows: number;
  readonly columns: number;
};

/**
 * What a contestant's process is asked, the same for ours (`contestant.ts`) and the peers (`bench/peers/serve.py`): one JSON object a
 * line, `command` and these members; each is answered before the next is asked. It holds on to its tables and its last model.
 */
export type Commands = {
  load: { readonly ask: { readonly training: TableFiles; readonly holdout: TableFiles }; readonly answer: object };
  /** From a matrix in memory to a fitted model, binning included. */
  fit: {
    readonly ask: {
      readonly learner: string;
      readonly task: Task;
      readonly parameters: Parameters;
      readonly threads: number;
      readonly seed: number;
    };
    readonly answer: Timed;
  };
  /** The guide's job: every candidate on every fold, and a final fit of the best. */
  search: {
    readonly ask: {
      readonly learner: string;
      readonly task: Task;
      readonly candidates: readonly Parameters[];
      /** A file with the fold of each row, a byte each. */
      readonly folds: string;
      readonly threads: number;
      readonly seed: number;
      readonly halving: boolean;
    };
    readonly answer: Timed;
  };
  /** The holdout in one call; outputs go to the file `to` as float64. The peers' threads were told when they fitted. */
  predict: { readonly ask: { readonly to: string; readonly threads: number }; readonly answer: Timed };
  /** One row of the holdout a call; the median call. */
  predictEach: { readonly ask: { readonly repetitions: number }; readonly answer: Timed };
  /** The most memory that was resident since the process started. */
  peak: { readonly ask: { readonly threads: number }; readonly answer: { readonly bytes: number } };
  versions: { readonly ask: object; readonly answer: Readonly<Record<string, string>> };
};
export type CommandName = keyof Commands;

export type Timed = { readonly milliseconds: number };
