const bins = 10;

/**
 * Upper edges of the bins that a reference sample is counted in: its deciles, or its distinct values where there are at most
 * ten, so that a flag has one bin for each of its two values. Strictly ascending. The last bin is open.
 *
 * @param values NaN is missing.
 */
export function referenceEdges(values: Float64Array): number[] {
  const sorted = values.filter((value) => !Number.isNaN(value)).sort();
  const distinct = new Set<number>();
  for (const value of sorted) if (distinct.size <= bins) distinct.add(value);
  if (distinct.size <= bins) return [...distinct];
  const deciles = Array.from({ length: bins - 1 }, (_, at) => sorted[Math.ceil(((at + 1) * sorted.length) / bins) - 1]);
  return [...new Set(deciles)];
}

/** Counts of values in each bin, above the last edge, and missing. */
export function countInBins(values: Float64Array, edges: readonly number[]): number[] {
  const counts = new Array<number>(edges.length + 2).fill(0);
  for (const value of values) {
    let bin = 0;
    if (Number.isNaN(value)) bin = edges.length + 1;
    else while (bin < edges.length && value > edges[bin]) bin++;
    counts[bin]++;
  }
  return counts;
}
