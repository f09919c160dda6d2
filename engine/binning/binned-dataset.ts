import type { Matrix } from '../estimator.ts';

/**
 * Rows as bin numbers, in shared memory. The rows stand in canonical order (`canonicalOrder`), so that nothing that is learnt depends
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
   * Ascending thresholds a column: a value is in bin b when b of them are <= value. So a column has `edges[c].length + 1` bins,
   * at most 255, and its missing values are in the bin after those.
   */
  readonly edges: readonly Float64Array[];
  /** 1 where a column has missing values. */
  readonly hasMissing: Uint8Array;
};

export type BinningOptions = {
  /** Bins for values, 2 to 255. */
  readonly maximumBins: number;
};

export function binDataset(
  _x: Matrix,
  _y: Float64Array,
  _weights?: Float64Array,
  _options?: Partial<BinningOptions>,
): BinnedDataset {
  throw new Error('not written yet');
}
