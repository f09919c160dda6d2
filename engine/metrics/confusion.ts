import { type Metric, noRows, requireProbabilities } from './metric.ts';

/** Counts of rows; predicted positive is probability >= threshold. */
export type Confusion = {
  readonly truePositive: number;
  readonly falsePositive: number;
  readonly trueNegative: number;
  readonly falseNegative: number;
};

/**
 * Counts rows by label and prediction.
 *
 * @param y 0 or 1. @param p probabilities of class 1. @param threshold predicted positive is p >= threshold.
 * @throws EngineError `invalid_input` for other values or different lengths.
 */
export function confusion(y: Float64Array, p: Float64Array, threshold: number): Confusion {
  requireProbabilities(y, p);
  let truePositive = 0;
  let falsePositive = 0;
  let trueNegative = 0;
  let falseNegative = 0;
  for (let i = 0; i < y.length; i++) {
    if (p[i] >= threshold) {
      if (y[i] === 1) truePositive++;
      else falsePositive++;
    } else if (y[i] === 1) falseNegative++;
    else trueNegative++;
  }
  return { truePositive, falsePositive, trueNegative, falseNegative };
}

/** The share of rows that are predicted rightly; undefined without rows. */
export function accuracy(counts: Confusion): Metric {
  const { truePositive, falsePositive, trueNegative, falseNegative } = counts;
  const rows = truePositive + falsePositive + trueNegative + falseNegative;
  return rows === 0 ? noRows : { value: (truePositive + trueNegative) / rows };
}

/** The share of predicted positives that are positive. */
export function precision(counts: Confusion): Metric {
  return ratio(counts.truePositive, counts.truePositive + counts.falsePositive, 'no row is predicted positive');
}

/** The share of positives that are found. */
export function recall(counts: Confusion): Metric {
  return ratio(counts.truePositive, counts.truePositive + counts.falseNegative, 'no row is positive');
}

/** The harmonic mean of precision and recall: 2 TP / (2 TP + FP + FN). */
export function f1(counts: Confusion): Metric {
  const { truePositive, falsePositive, falseNegative } = counts;
  return ratio(
    2 * truePositive,
    2 * truePositive + falsePositive + falseNegative,
    'no row is positive or predicted positive',
  );
}

/** As in scikit-learn with `zero_division=0`, including its warning. */
function ratio(numerator: number, denominator: number, empty: string): Metric {
  return denominator === 0 ? { value: 0, warning: `${empty}: 0 by convention` } : { value: numerator / denominator };
}
