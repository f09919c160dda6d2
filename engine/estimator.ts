/**
 * The port behind which every learner stands. A learner is a plain object without state: `fit` turns a matrix into a fitted
 * model, `load` brings one back from the bytes that `save` gave. Everything runs on the calling thread and may be long:
 * callers put it on a worker thread (`activities/threads`).
 */

/** Row-major matrix: element (r, c) is `values[r * columns + c]`. NaN is a missing value; learners are given imputed matrices. */
export type Matrix = { readonly rows: number; readonly columns: number; readonly values: Float64Array };

export const tasks = ['regression', 'classification'] as const;
export type Task = (typeof tasks)[number];

/** Hyperparameters by their names in the learner's own documentation; numbers only, so that they print, hash and store as they are. */
export type Parameters = Readonly<Record<string, number>>;

export type FitInput = {
  readonly x: Matrix;
  /** Length `x.rows`. Regression: any finite number. Classification: 0 or 1. */
  readonly y: Float64Array;
  readonly task: Task;
  readonly parameters: Parameters;
  /** 32-bit unsigned. The same input and seed give the same bytes from `save`. */
  readonly seed: number;
};

export type FittedModel = {
  /** Regression: the value. Classification: the probability of class 1 in [0, 1]. Length `x.rows`. */
  predict(x: Matrix): Float64Array;
  /** Portable bytes without time, host or version name. */
  save(): Uint8Array;
  /** Releases memory that the garbage collector doesn't see (WASM). Calling it twice is allowed; predicting afterwards is not. */
  free(): void;
};

export const engineNames = ['ml-xgboost', 'ml-random-forest', 'logistic'] as const;
export type EngineName = (typeof engineNames)[number];

export type Estimator = {
  readonly name: EngineName;
  /** The tasks that the learner can do; asking for another is `engine_not_applicable`. */
  readonly tasks: readonly Task[];
  /** Rows it is given at the most in one fit; above, callers draw a stratified sample and say so. */
  readonly maximumRows: number;
  fit(input: FitInput): Promise<FittedModel>;
  load(bytes: Uint8Array, task: Task): Promise<FittedModel>;
};
