/**
 * The port that every learner implements. A learner is a plain object without state: `fit` turns a matrix into a fitted
 * model, `load` restores one from the bytes that `save` gave. Everything runs on the calling thread and may take long, so
 * callers put it on a worker thread (`jobs/`).
 */

import type { BinnedDataset } from './binning/binned-dataset.ts';
import type { Matrix } from './data/matrix.ts';
import type { Parameters } from './data/parameters.ts';
import type { EngineName } from './engine-names.ts';
import type { FitWatch } from './fit-watch.ts';
import type { Team } from './parallel/team.ts';
import type { Task } from './task.ts';
import type { TreeEnsemble } from './trees/tree-ensemble.ts';

export type FitInput = {
  readonly x: Matrix;
  /** Length `x.rows`. Regression: any finite number. Classification: 0 or 1. */
  readonly y: Float64Array;
  readonly task: Task;
  readonly parameters: Parameters;
  /** 32-bit unsigned. The same input and seed give the same bytes from `save`. */
  readonly seed: number;
  /** A weight >= 0 for each row; left out: 1. Learners that take none refuse it. */
  readonly weights?: Float64Array;
  /** Rows whose loss decides about early stopping; left out: no early stopping. */
  readonly validation?: { readonly x: Matrix; readonly y: Float64Array; readonly weights?: Float64Array };
  /** `x` and `y`, already binned by `binDataset`; left out: they are binned here. Learners without bins ignore it. */
  readonly binned?: BinnedDataset;
  /** Threads that help; left out: the calling one works alone. The model's bytes are the same either way. */
  readonly team?: Team;
  readonly watch?: FitWatch;
};

/** What a fitted model consists of; explanations, importance and export read it. */
export type ModelStructure =
  | { readonly kind: 'trees'; readonly trees: TreeEnsemble }
  /** log-odds = intercept + sum of coefficient * value, in the units of the columns it was given. */
  | { readonly kind: 'linear'; readonly intercept: number; readonly coefficients: Float64Array };

export type FittedModel = {
  /**
   * Regression: the value. Classification: the probability of class 1 in [0, 1]. Length `x.rows`. A team shares out the work
   * when there are many rows.
   */
  predict(x: Matrix, team?: Team): Float64Array;
  readonly structure: ModelStructure;
  /** Figures about the fit, e.g. `trees`, `converged`, `outOfBagScore`; empty for a loaded model. */
  readonly diagnostics: Readonly<Record<string, number | boolean>>;
  /** Portable bytes. They hold no time, host or version name. */
  save(): Uint8Array;
  /** Releases memory that the garbage collector doesn't see (WASM). Calling it twice is allowed; predicting afterwards is not. */
  free(): void;
};

export type Estimator = {
  readonly name: EngineName;
  /** The tasks that the learner can do; asking for another is `engine_not_applicable`. */
  readonly tasks: readonly Task[];
  /** True: NaN in `x` is a missing value, which the learner learns from. False: it needs imputed matrices. */
  readonly takesMissing: boolean;
  /** Maximum rows in one fit; with more, callers draw a stratified sample and say so. */
  readonly maximumRows: number;
  /** Maximum numbers in one fit, counting one label per row; left out: no limit. */
  readonly maximumNumbers?: number;
  fit(input: FitInput): Promise<FittedModel>;
  load(bytes: Uint8Array, task: Task): Promise<FittedModel>;
};
