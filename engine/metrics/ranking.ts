import { type Metric, noRows, requireProbabilities, undefinedMetric } from './metric.ts';

/**
 * Area under the ROC curve: the probability that a positive row is ranked above a negative one, ties counted as a half
 * (Mann-Whitney U over mean ranks). Undefined when one class is absent.
 */
export function rocAuc(y: Float64Array, p: Float64Array): Metric {
  requireProbabilities(y, p);
  if (y.length === 0) return noRows;
  const order = orderByScore(p);
  let positives = 0;
  let rankSum = 0;
  for (let start = 0; start < order.length; ) {
    let end = start;
    let tied = 0;
    while (end < order.length && p[order[end]] === p[order[start]]) tied += y[order[end++]];
    positives += tied;
    rankSum += (tied * (start + 1 + end)) / 2;
    start = end;
  }
  const negatives = y.length - positives;
  if (positives === 0 || negatives === 0) {
    return undefinedMetric(`ROC AUC needs both classes; every row is ${positives === 0 ? 'negative' : 'positive'}`);
  }
  return { value: (rankSum - (positives * (positives + 1)) / 2) / (positives * negatives) };
}

/**
 * Average precision, the sum over thresholds of (R_n - R_(n-1)) P_n without interpolation, as scikit-learn's
 * `average_precision_score`: 0 by convention when no row is positive.
 */
export function averagePrecision(y: Float64Array, p: Float64Array): Metric {
  requireProbabilities(y, p);
  if (y.length === 0) return noRows;
  const order = orderByScore(p);
  let positives = 0;
  for (const label of y) positives += label;
  if (positives === 0) return { value: 0, warning: 'no row is positive: 0 by convention' };
  let found = 0;
  let sum = 0;
  for (let end = order.length - 1; end >= 0; ) {
    let start = end;
    let tied = 0;
    while (start >= 0 && p[order[start]] === p[order[end]]) tied += y[order[start--]];
    found += tied;
    sum += (tied / positives) * (found / (order.length - 1 - start));
    end = start;
  }
  return { value: sum };
}

/** Row indices by ascending score. */
function orderByScore(p: Float64Array): Uint32Array {
  return Uint32Array.from(p, (_, index) => index).sort((a, b) => p[a] - p[b]);
}
