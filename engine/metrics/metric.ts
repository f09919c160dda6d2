import { EngineError } from '../engine-error.ts';

/**
 * A figure or the reason why there is none; never NaN. A `warning` goes with a value that scikit-learn defines by
 * convention (its `zero_division=0`).
 */
export type Metric =
  | { readonly value: number; readonly warning?: string }
  | { readonly value: null; readonly reason: string };

/** @param reason a clause without capital and full stop, such as 'there are no rows'. */
export function undefinedMetric(reason: string): Metric {
  return { value: null, reason };
}

export const noRows: Metric = undefinedMetric('there are no rows');

/** Refuses arrays of different lengths and values that aren't finite (EngineError `invalid_input`). */
export function requirePairs(y: Float64Array, p: Float64Array): void {
  if (y.length !== p.length) {
    throw new EngineError(
      'invalid_input',
      `There are ${y.length} true values but ${p.length} predictions.`,
      'Compare predictions with the labels of the same rows.',
      { labels: y.length, predictions: p.length },
    );
  }
  for (let i = 0; i < y.length; i++) {
    if (!Number.isFinite(y[i]) || !Number.isFinite(p[i])) {
      throw new EngineError(
        'invalid_input',
        `Row ${i} has the label ${y[i]} and the prediction ${p[i]}; both must be finite.`,
        'Leave out rows without a label, and check the model that made the prediction.',
        { row: i, label: String(y[i]), prediction: String(p[i]) },
      );
    }
  }
}

/** As `requirePairs`, with labels 0 or 1 and probabilities in [0, 1]. */
export function requireProbabilities(y: Float64Array, p: Float64Array): void {
  requirePairs(y, p);
  for (let i = 0; i < y.length; i++) {
    if ((y[i] !== 0 && y[i] !== 1) || p[i] < 0 || p[i] > 1) {
      throw new EngineError(
        'invalid_input',
        `Row ${i} has the label ${y[i]} and the probability ${p[i]}; expected 0 or 1, and a value from 0 to 1.`,
        'Use the metrics for regression, or convert labels and scores first.',
        { row: i, label: y[i], probability: p[i] },
      );
    }
  }
}
