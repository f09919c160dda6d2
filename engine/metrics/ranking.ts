import { sortNumbers } from '../binning/sort-numbers.ts';
import { type Metric, noRows, requireProbabilities, undefinedMetric } from './metric.ts';

/** Scores of each class, ascending. A ranking needs no more, and they sort ten times as fast as rows by their score. */
export type ScoresByClass = { readonly positives: Float64Array; readonly negatives: Float64Array };

/** @param y 0 or 1. */
export function scoresByClass(y: Float64Array, p: Float64Array): ScoresByClass {
  let count = 0;
  for (let i = 0; i < y.length; i++) count += y[i];
  const positives = new Float64Array(count);
  const negatives = new Float64Array(y.length - count);
  let [toPositives, toNegatives] = [0, 0];
  for (let i = 0; i < y.length; i++) {
    if (y[i] === 1) positives[toPositives++] = p[i];
    else negatives[toNegatives++] = p[i];
  }
  return { positives: ascending(positives), negatives: ascending(negatives) };
}

/**
 * Area under the ROC curve: the probability that a positive row is ranked above a negative one, ties counted as a half
 * (Mann-Whitney U). Undefined when one class is absent.
 */
export function rocAuc(y: Float64Array, p: Float64Array): Metric {
  requireProbabilities(y, p);
  if (y.length === 0) return noRows;
  const { positives, negatives } = scoresByClass(y, p);
  if (positives.length === 0 || negatives.length === 0) {
    return undefinedMetric(
      `ROC AUC needs both classes; every row is ${positives.length === 0 ? 'negative' : 'positive'}`,
    );
  }
  let below = 0;
  let notAbove = 0;
  let twiceWon = 0;
  for (const score of positives) {
    while (below < negatives.length && negatives[below] < score) below++;
    while (notAbove < negatives.length && negatives[notAbove] <= score) notAbove++;
    twiceWon += below + notAbove;
  }
  return { value: twiceWon / 2 / (positives.length * negatives.length) };
}

/**
 * Average precision, the sum over thresholds of (R_n - R_(n-1)) P_n without interpolation, as scikit-learn's
 * `average_precision_score`: 0 by convention when no row is positive.
 */
export function averagePrecision(y: Float64Array, p: Float64Array): Metric {
  requireProbabilities(y, p);
  if (y.length === 0) return noRows;
  const { positives, negatives } = scoresByClass(y, p);
  if (positives.length === 0) return { value: 0, warning: 'no row is positive: 0 by convention' };
  let sum = 0;
  let below = negatives.length;
  for (let end = positives.length; end > 0; ) {
    const score = positives[end - 1];
    let start = end - 1;
    while (start > 0 && positives[start - 1] === score) start--;
    while (below > 0 && negatives[below - 1] >= score) below--;
    const found = positives.length - start;
    sum += ((end - start) / positives.length) * (found / (found + negatives.length - below));
    end = start;
  }
  return { value: sum };
}

/** Resamples are already in order. */
function ascending(scores: Float64Array): Float64Array {
  for (let i = 1; i < scores.length; i++) if (scores[i - 1] > scores[i]) return sortNumbers(scores);
  return scores;
}
