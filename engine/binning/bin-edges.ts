import { largestMagnitude } from '../data/matrix.ts';

/**
 * Thresholds that cut a column into at most `maximumBins` bins of about equal weight. When there are no more distinct values
 * than bins, each value has its own bin, so that no split is lost.
 *
 * @param sorted values without missing ones, ascending.
 * @returns ascending, strictly; one fewer than there are bins; empty for a column without two different values.
 */
export function binEdges(sorted: Float64Array, maximumBins: number): Float64Array {
  const edges: number[] = [];
  const single = hasFewLevels(sorted, maximumBins);
  let rowsLeft = sorted.length;
  let inBin = 0;
  // One run of equal values after the other; -0 and 0 are one value.
  let end = endOfRun(sorted, 0);
  for (let start = 0; end < sorted.length && edges.length < maximumBins - 1; ) {
    inBin += end - start;
    const nextEnd = endOfRun(sorted, end);
    const share = rowsLeft / (maximumBins - edges.length);
    // A value that fills a bin by itself doesn't share it with the few before it.
    if (single || inBin >= share || nextEnd - end >= share) {
      edges.push(between(sorted[end - 1], sorted[end]));
      rowsLeft -= inBin;
      inBin = 0;
    }
    start = end;
    end = nextEnd;
  }
  return Float64Array.from(edges);
}

function endOfRun(sorted: Float64Array, start: number): number {
  let end = start + 1;
  while (end < sorted.length && sorted[end] === sorted[start]) end++;
  return end;
}

function hasFewLevels(sorted: Float64Array, most: number): boolean {
  let levels = 0;
  for (let start = 0; start < sorted.length && levels <= most; start = endOfRun(sorted, start)) levels++;
  return levels <= most;
}

/** A threshold t with a < t <= b, halfway where floating point has a number there. */
export function between(a: number, b: number): number {
  const middle = a + (b - a) / 2;
  return middle > a ? middle : b;
}

/** Above every value, also when rounded to float32: the threshold at which all values go left and missing ones right. */
const aboveAll = 2 * largestMagnitude;

/** The threshold of a split: the bins up to `bin` go left. */
export function thresholdAfter(edges: Float64Array, bin: number): number {
  return edges[bin] ?? aboveAll;
}
