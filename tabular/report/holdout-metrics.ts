import { defaultBootstrap, type Interval, replicatesFor } from '../../engine/bootstrap.ts';
import { quantile } from '../../engine/data/preprocessor.ts';
import { lossOfTruth } from '../../engine/metrics/probability.ts';
import { createRandom, hashSeed } from '../../engine/random.ts';

/** How often each row of the holdout occurs in a resample. */
export type RowCounts = Int32Array;
/** null: the metric is undefined for these rows. */
export type Measured = Readonly<Record<string, number | null>>;
/** Metrics of rows with given counts. What doesn't depend on the counts, such as an order, is prepared once. */
export type Measure = (counts: RowCounts) => Measured;

/** A metric's estimate on the holdout as it is, with a 95% percentile interval (Efron 1979) over its rows. */
export type MetricInterval = Pick<Interval, 'lower' | 'upper' | 'level' | 'replicates'> & {
  readonly estimate: number | null;
};

const { level } = defaultBootstrap;

/**
 * Like `engine/bootstrap.ts` for rows, but with counts in place of copied rows, so that resamples needn't be sorted: 200 resamples of
 * 20,000 rows take 0.3 s instead of 3.
 */
export function measureWithIntervals(rows: number, measure: Measure, seed: number): Record<string, MetricInterval> {
  const replicates = replicatesFor(rows);
  const counts: RowCounts = new Int32Array(rows).fill(1);
  const estimates = measure(counts);
  const names = Object.keys(estimates);
  const found = new Map<string, number[]>(names.map((name) => [name, []]));
  const random = createRandom(hashSeed(seed, 'bootstrap'));
  for (let b = 0; b < replicates; b++) {
    counts.fill(0);
    for (let i = 0; i < rows; i++) counts[random.integer(rows)]++;
    for (const [name, value] of Object.entries(measure(counts))) if (value !== null) found.get(name)?.push(value);
  }
  const tail = (1 - level) / 2;
  return Object.fromEntries(
    names.map((name) => {
      const values = (found.get(name) ?? []).sort((a, b) => a - b);
      const defined = estimates[name] !== null && values.length > 0 && values.length >= replicates / 2;
      const [lower, upper] = defined ? [quantile(values, tail), quantile(values, 1 - tail)] : [null, null];
      return [name, { estimate: estimates[name], lower, upper, level, replicates }];
    }),
  );
}

/**
 * @param y 0 or 1. @param p probabilities of class 1. @param scores what rows are ranked by: the learner's own output, which calibration
 * keeps in order but may make equal. @param accuracyThreshold the accuracy's own, where that of the other metrics was chosen for them.
 */
export function measureBinary(
  y: Float64Array,
  p: Float64Array,
  scores: Float64Array,
  threshold: number,
  accuracyThreshold = threshold,
): Measure {
  const ranking = rankingOf(y, scores);
  const logLosses = p.map((value, i) => lossOfTruth(y[i] === 1 ? value : 1 - value));
  return (counts) => {
    let [rows, positives, predicted, truePositive, correct, logLoss, brier] = [0, 0, 0, 0, 0, 0, 0];
    for (let i = 0; i < y.length; i++) {
      const count = counts[i];
      if (count === 0) continue;
      rows += count;
      logLoss += count * logLosses[i];
      brier += count * (p[i] - y[i]) ** 2;
      if (y[i] === 1) positives += count;
      if ((y[i] === 1) === p[i] >= accuracyThreshold) correct += count;
      if (p[i] >= threshold) {
        predicted += count;
        if (y[i] === 1) truePositive += count;
      }
    }
    const { rocAuc, averagePrecision } = ranking(counts);
    return {
      rocAuc,
      averagePrecision,
      accuracy: correct / rows,
      precision: predicted === 0 ? 0 : truePositive / predicted,
      recall: positives === 0 ? 0 : truePositive / positives,
      f1: positives + predicted === 0 ? 0 : (2 * truePositive) / (positives + predicted),
      logLoss: logLoss / rows,
      brier: brier / rows,
    };
  };
}

/** @param labels classes from 0. @param p row-major, rows x classes, each row's sum 1. */
export function measureClasses(labels: Int32Array, p: Float64Array, classes: number): Measure {
  const predicted = Int32Array.from(labels, (_, row) => mostProbable(p.subarray(row * classes, (row + 1) * classes)));
  const logLosses = Float64Array.from(labels, (label, row) => lossOfTruth(p[row * classes + label]));
  const rankings = Array.from({ length: classes }, (_, one) =>
    rankingOf(
      Float64Array.from(labels, (label) => (label === one ? 1 : 0)),
      Float64Array.from(labels, (_label, row) => p[row * classes + one]),
    ),
  );
  return (counts) => {
    const [truth, answered, right] = [new Float64Array(classes), new Float64Array(classes), new Float64Array(classes)];
    let [rows, correct, logLoss] = [0, 0, 0];
    for (let i = 0; i < labels.length; i++) {
      const count = counts[i];
      if (count === 0) continue;
      rows += count;
      logLoss += count * logLosses[i];
      truth[labels[i]] += count;
      answered[predicted[i]] += count;
      if (labels[i] !== predicted[i]) continue;
      right[labels[i]] += count;
      correct += count;
    }
    // as in scikit-learn, classes that neither occur nor are predicted don't count
    const f1s = Array.from(truth, (of, one) =>
      of + answered[one] === 0 ? null : (2 * right[one]) / (of + answered[one]),
    );
    const aucs = rankings.map((ranking) => ranking(counts).rocAuc);
    return { accuracy: correct / rows, macroF1: meanOf(f1s), macroRocAuc: meanOf(aucs), logLoss: logLoss / rows };
  };
}

export function measureRegression(y: Float64Array, p: Float64Array): Measure {
  return (counts) => {
    let [rows, absolute, squared, sum] = [0, 0, 0, 0];
    for (let i = 0; i < y.length; i++) {
      const error = p[i] - y[i];
      rows += counts[i];
      absolute += counts[i] * Math.abs(error);
      squared += counts[i] * error * error;
      sum += counts[i] * y[i];
    }
    const mean = sum / rows;
    let total = 0;
    for (let i = 0; i < y.length; i++) total += counts[i] * (y[i] - mean) ** 2;
    return { mae: absolute / rows, rmse: Math.sqrt(squared / rows), r2: total === 0 ? null : 1 - squared / total };
  };
}

/** The place of the greatest probability, the first of equal ones. */
export function mostProbable(p: Float64Array): number {
  let best = 0;
  for (let one = 1; one < p.length; one++) if (p[one] > p[best]) best = one;
  return best;
}

/** Both metrics of `engine/metrics/ranking.ts` in one walk over rows that were sorted once; null where a class is absent. */
function rankingOf(y: Float64Array, scores: Float64Array) {
  const order = Uint32Array.from(scores, (_, at) => at).sort((a, b) => scores[b] - scores[a]);
  return (counts: RowCounts): { rocAuc: number | null; averagePrecision: number | null } => {
    let [positives, negatives, pairs] = [0, 0, 0];
    let weighted = 0;
    for (let start = 0; start < order.length; ) {
      const score = scores[order[start]];
      let [positive, negative] = [0, 0];
      for (; start < order.length && scores[order[start]] === score; start++) {
        const at = order[start];
        if (y[at] === 1) positive += counts[at];
        else negative += counts[at];
      }
      // from the greatest score down: the positives before are above these negatives, those of the same score half
      pairs += negative * (positives + positive / 2);
      positives += positive;
      negatives += negative;
      if (positive > 0) weighted += positive * (positives / (positives + negatives));
    }
    if (positives === 0 || negatives === 0) return { rocAuc: null, averagePrecision: null };
    return { rocAuc: pairs / (positives * negatives), averagePrecision: weighted / positives };
  };
}

function meanOf(values: readonly (number | null)[]): number | null {
  const defined = values.filter((value) => value !== null);
  return defined.length === 0 ? null : defined.reduce((sum, value) => sum + value, 0) / defined.length;
}
