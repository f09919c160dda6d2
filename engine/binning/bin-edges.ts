/**
 * Thresholds that cut a column into at most `maximumBins` bins of about equal weight. With no more distinct values than bins each
 * value has its own, so that no split is lost.
 *
 * @param sorted values without missing ones, ascending.
 * @returns ascending, strictly; one fewer than there are bins; empty for a column without two different values.
 */
export function binEdges(sorted: Float64Array, maximumBins: number): Float64Array {
  const distinct: number[] = [];
  const counts: number[] = [];
  for (let i = 0; i < sorted.length; i++) {
    // Compared as numbers: -0 and 0 are one value.
    if (i > 0 && sorted[i] === sorted[i - 1]) counts[counts.length - 1]++;
    else {
      distinct.push(sorted[i]);
      counts.push(1);
    }
  }
  const edges: number[] = [];
  const single = distinct.length <= maximumBins;
  let rowsLeft = sorted.length;
  let inBin = 0;
  for (let i = 0; i + 1 < distinct.length; i++) {
    inBin += counts[i];
    const binsLeft = maximumBins - edges.length;
    if (binsLeft === 1) break;
    const full = inBin >= rowsLeft / binsLeft;
    // A value that fills a bin by itself doesn't share it with the few before it.
    const heavyNext = counts[i + 1] >= rowsLeft / binsLeft && inBin > 0;
    if (!(single || full || heavyNext)) continue;
    edges.push(between(distinct[i], distinct[i + 1]));
    rowsLeft -= inBin;
    inBin = 0;
  }
  return Float64Array.from(edges);
}

/** A threshold t with a < t <= b, halfway where floating point has a number there. */
export function between(a: number, b: number): number {
  const middle = a + (b - a) / 2;
  return middle > a ? middle : b;
}
