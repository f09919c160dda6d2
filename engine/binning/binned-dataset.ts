/**
 * Rows as bin numbers, in shared memory. The rows stand in canonical order (`canonicalOrder`), so a model doesn't depend
 * on the order in which they came.
 */
export type BinnedDataset = {
  readonly rows: number;
  readonly columns: number;
  /** Row of the source for each row here; shared. Labels follow as `y[order[r]]`. */
  readonly order: Uint32Array;
  /** Row-major: bin of (r, c) at `r * columns + c`; shared. */
  readonly rowBins: Uint8Array;
  /** Column-major: bin of (r, c) at `c * rows + r`; shared. */
  readonly columnBins: Uint8Array;
  /**
   * Ascending thresholds for each column: a value is in bin b when b of them are <= value. So a column has `edges[c].length
   * + 1` bins, at most 255, and its missing values are in the bin after those.
   */
  readonly edges: readonly Float64Array[];
  /** 1 where a column has missing values. */
  readonly hasMissing: Uint8Array;
};

/** Bins for values; one more is for missing ones, and a bin number is a byte. */
export const maximumBins = 255;

/** Bytes of shared memory that a dataset holds. */
export function byteLengthOf({ order, rowBins, columnBins }: BinnedDataset): number {
  return order.byteLength + rowBins.byteLength + columnBins.byteLength;
}
