import { requirePairs, requireProbabilities } from './metric.ts';

/** Rows at or above `threshold` count as positive. */
export type ThresholdPoint = {
  readonly threshold: number;
  readonly falsePositiveRate: number;
  /** The true positive rate too. */
  readonly recall: number;
  readonly precision: number;
};

/**
 * A ROC and a precision-recall curve in one: a point for each probability that occurs, falling, or `most` of them from all over. The ROC
 * curve begins at (0, 0) beside that, and its last point is (1, 1). Empty where one class is absent.
 *
 * @param y 0 or 1. @param most at least 2.
 */
export function thresholdCurve(y: Float64Array, p: Float64Array, most: number): ThresholdPoint[] {
  requireProbabilities(y, p);
  const positives = y.reduce((sum, label) => sum + label, 0);
  const negatives = y.length - positives;
  if (positives === 0 || negatives === 0) return [];
  const order = [...p.keys()].sort((a, b) => p[b] - p[a]);
  const points: ThresholdPoint[] = [];
  let [truePositive, falsePositive] = [0, 0];
  for (const [at, row] of order.entries()) {
    if (y[row] === 1) truePositive++;
    else falsePositive++;
    const next = order[at + 1];
    if (next !== undefined && p[next] === p[row]) continue;
    points.push({
      threshold: p[row],
      falsePositiveRate: falsePositive / negatives,
      recall: truePositive / positives,
      precision: truePositive / (truePositive + falsePositive),
    });
  }
  return spread(points, most);
}

/** `most` of the items, from the first to the last. */
export function spread<T>(items: readonly T[], most: number): T[] {
  if (items.length <= most) return [...items];
  return Array.from({ length: most }, (_, at) => items[Math.round((at * (items.length - 1)) / (most - 1))] as T);
}

/** Means of some rows. */
export type MeanPoint = { readonly rows: number; readonly predicted: number; readonly actual: number };

const ranges = 10;

/** Ten equal ranges of probability, those that have rows, bounded as in `calibrationError`. @param y 0 or 1. */
export function calibrationByProbability(y: Float64Array, p: Float64Array): MeanPoint[] {
  requireProbabilities(y, p);
  const rangeOf = (value: number) => {
    let range = 0;
    while (range < ranges - 1 && value > (range + 1) * (1 / ranges)) range++;
    return range;
  };
  const rows = Map.groupBy(p.keys(), (row) => rangeOf(p[row]));
  return [...rows].sort(([a], [b]) => a - b).map(([, members]) => meansOf(y, p, members));
}

/** Tenths of the rows in the order of the predictions. */
export function calibrationByRank(y: Float64Array, p: Float64Array): MeanPoint[] {
  requirePairs(y, p);
  const order = [...p.keys()].sort((a, b) => p[a] - p[b]);
  const parts = Math.min(ranges, order.length);
  return Array.from({ length: parts }, (_, part) =>
    meansOf(y, p, order.slice((part * order.length) / parts, ((part + 1) * order.length) / parts)),
  );
}

function meansOf(y: Float64Array, p: Float64Array, rows: readonly number[]): MeanPoint {
  const mean = (values: Float64Array) => rows.reduce((sum, row) => sum + values[row], 0) / rows.length;
  return { rows: rows.length, predicted: mean(p), actual: mean(y) };
}

export type HistogramBin = { readonly from: number; readonly to: number; readonly rows: number };

/** Counts in ranges of a round width, closed below; zero is an edge. Empty ranges between others are there too. @param most ranges, about. */
export function histogram(values: Float64Array, most: number): HistogramBin[] {
  if (values.length === 0) return [];
  const [least, largest] = [values.reduce((a, b) => Math.min(a, b)), values.reduce((a, b) => Math.max(a, b))];
  const width = roundWidth((largest - least) / most);
  const first = Math.floor(least / width);
  const counts = new Array<number>(Math.floor(largest / width) - first + 1).fill(0);
  for (const value of values) counts[Math.floor(value / width) - first]++;
  return counts.map((rows, at) => ({ from: (first + at) * width, to: (first + at + 1) * width, rows }));
}

/** The next of 1, 2, 5, 10, ... at or above. */
function roundWidth(least: number): number {
  if (!(least > 0)) return 1;
  const power = 10 ** Math.floor(Math.log10(least));
  return ([1, 2, 5].find((step) => step * power >= least) ?? 10) * power;
}
