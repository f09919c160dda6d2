import type { Calls } from './calls.ts';
import type { Metrics } from './targets.ts';

/**
 * How a model did on its holdout, as points to draw: made when it is evaluated, because the rows and outputs are at hand only then. Bounded,
 * whatever the number of rows.
 */
export type HoldoutPicture = {
  readonly rows: number;
  /** Of subjects. */
  readonly calls: Calls;
  /** Both on the rows that neither was trained on; null: there was no champion, or nothing to compare on. */
  readonly beside: BesideChampion | null;
  readonly plots: RegressionPlots | ClassificationPlots;
};

export type BesideChampion = {
  readonly champion: string;
  readonly rows: number;
  readonly metrics: Metrics;
  readonly championMetrics: Metrics;
};

export type RegressionPlots = {
  readonly task: 'regression';
  /** Rows from all over the range of predictions: at most `mostPoints`. */
  readonly points: readonly { readonly predicted: number; readonly actual: number }[];
  /** Predicted minus actual. */
  readonly residuals: readonly { readonly from: number; readonly to: number; readonly rows: number }[];
  /** Tenths of the rows by prediction. */
  readonly calibration: readonly CalibrationPoint[];
};

export type ClassificationPlots = {
  readonly task: 'classification';
  readonly threshold: number;
  readonly confusion: {
    readonly truePositive: number;
    readonly falsePositive: number;
    readonly trueNegative: number;
    readonly falseNegative: number;
  };
  /** By falling threshold; empty where one class is absent. At most `mostPoints`. */
  readonly curve: readonly CurvePoint[];
  /** Ten ranges of probability; empty ones are left out. */
  readonly calibration: readonly CalibrationPoint[];
};

export type CurvePoint = {
  readonly threshold: number;
  readonly falsePositiveRate: number;
  readonly recall: number;
  readonly precision: number;
};

/** Means of the rows. */
export type CalibrationPoint = { readonly rows: number; readonly predicted: number; readonly actual: number };

export const mostPoints = 200;
