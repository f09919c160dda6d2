import type { ModelName } from '../models.ts';

/**
 * live: from labels that have come; rescored: of subjects whose labels are known, as the version would have answered then; estimate: before
 * labels come, from the model's own probabilities; drift: without labels.
 */
export const measurementSources = ['live', 'rescored', 'estimate', 'drift'] as const;
export type MeasurementSource = (typeof measurementSources)[number];

/**
 * Minimum labels before a figure is judged. With a handful, R² swings from 0.4 to 0.97 from week to week, and intervals from
 * so few rows are too narrow.
 */
export const judgedSamples = 30;

/**
 * One figure of one version on one day. An undefined figure is null with the reason. It is never healthy: it is 'no data'.
 */
export type Measurement = {
  readonly source: MeasurementSource;
  readonly metric: string;
  /** What it describes: `all`, `acted_on`, `country=DE`; for drift `feature=reply_rate` or `prediction`. */
  readonly segment: string;
  readonly value: number | null;
  /** 95% interval; null where there is none. */
  readonly low: number | null;
  readonly high: number | null;
  /** Level that a measure of drift stays below without drift; null where it has none. */
  readonly noise: number | null;
  readonly samples: number;
  readonly reason: string | null;
};

/** The guide's record: a measurement with its day (UTC), model and version by name. */
export type MetricRecord = Measurement & {
  readonly date: string;
  readonly model: ModelName;
  readonly version: string;
  readonly estimate: boolean;
};

export function noData(
  source: MeasurementSource,
  metric: string,
  segment: string,
  reason: string,
  samples = 0,
): Measurement {
  return { source, metric, segment, value: null, low: null, high: null, noise: null, samples, reason };
}
