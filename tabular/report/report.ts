import type { Calibration } from '../../engine/calibration/calibration.ts';
import type { Parameters } from '../../engine/data/parameters.ts';
import type { EngineName } from '../../engine/engine-names.ts';
import type { Task } from '../../engine/task.ts';
import type { ColumnImportance } from '../columns/column-importance.ts';
import type { ColumnTreatment } from '../columns/prepare-columns.ts';
import type { ThresholdCriterion } from './answers.ts';
import type { Measured, MetricInterval } from './holdout-metrics.ts';

export type SplitKind = 'stratified' | 'time';

/** What is asked of `perennial fit`. */
export type FitRequest = {
  readonly file: string;
  readonly target: string;
  readonly task?: Task;
  readonly engine: EngineName;
  readonly drop: readonly string[];
  readonly missing: readonly string[];
  /** Columns to take for categories, even if they hold numbers. */
  readonly categorical: readonly string[];
  readonly separator?: string;
  readonly decimal?: ',' | '.';
  readonly dateOrder?: 'dmy' | 'mdy' | 'ymd';
  /** Where to write which rows were held out. */
  readonly saveSplit?: string;
  readonly testSize: number;
  readonly seed: number;
  readonly split: SplitKind;
  /** Threads to use at most; the result doesn't depend on it. */
  readonly threads: number;
};

export const stages = ['read', 'prepare', 'crossValidate', 'fit', 'predict', 'judge'] as const;
export type Stage = (typeof stages)[number];

/** Plain data, because it is sent from the thread that made it. */
export type FitReport = {
  readonly file: {
    readonly path: string;
    readonly bytes: number;
    readonly rows: number;
    readonly columns: number;
    readonly separator: string;
    readonly separatorDetected: boolean;
    readonly encoding: string;
  };
  /** They add up: `read` is the sum of all others. */
  readonly rows: {
    readonly read: number;
    readonly training: number;
    readonly holdout: number;
    readonly leftOut: readonly { readonly rows: number; readonly why: string }[];
  };
  readonly target: {
    readonly name: string;
    readonly task: Task;
    readonly why: string;
    readonly missing: number;
    /** Classes with their shares of the usable rows; null for a regression. Of two, the second is positive. */
    readonly classes: readonly { readonly name: string; readonly share: number }[] | null;
  };
  readonly split: {
    readonly kind: SplitKind;
    readonly seed: number;
    readonly testSize: number;
    readonly trainingRows: number;
    readonly holdoutRows: number;
    /** The column whose dates order the rows; null: the order of the file, or no order. */
    readonly orderedBy: string | null;
  };
  readonly engine: {
    readonly name: EngineName;
    readonly parameters: Parameters;
    readonly folds: number;
    readonly judgedFolds: number;
    /** True: fitted once more on all training rows, after the folds were judged. */
    readonly refit: boolean;
    /** The rows that one fit got; fewer than all when the engine has a limit. */
    readonly trainedRows: number;
    readonly features: number;
    /** The number of trees by early stopping, one per class that is learnt against the rest; null without early stopping. */
    readonly trees: readonly number[] | null;
    readonly diagnostics: Readonly<Record<string, number | boolean>>;
  };
  readonly columns: readonly ColumnTreatment[];
  readonly answer:
    | {
        readonly kind: 'two classes';
        readonly threshold: number;
        readonly criterion: ThresholdCriterion;
        readonly calibration: Calibration['method'];
        /** The same answers at 0.5. */
        readonly atHalf: { readonly accuracy: number | null; readonly f1: number | null };
        /** The metrics have the accuracy at 0.5; this is the one at the threshold. */
        readonly atThreshold: { readonly accuracy: number | null };
      }
    | { readonly kind: 'classes'; readonly calibrations: readonly Calibration['method'][] }
    | {
        readonly kind: 'regression';
        readonly halfWidth: number | null;
        readonly coverage: number;
        /** The share of holdout rows within the interval. */
        readonly covered: number | null;
      };
  readonly metrics: Readonly<Record<string, MetricInterval>>;
  readonly baseline: { readonly what: string; readonly metrics: Measured };
  readonly importance: {
    readonly loss: string;
    readonly rows: number;
    readonly columns: readonly ColumnImportance[];
  };
  /** Milliseconds. */
  readonly timings: Readonly<Record<Stage, number>> & { readonly total: number };
  readonly threads: number;
  readonly notes: readonly string[];
  /** What makes the figures doubtful. */
  readonly warnings: readonly string[];
};
