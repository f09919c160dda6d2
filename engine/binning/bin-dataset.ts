import type { Matrix } from '../data/matrix.ts';
import { sharedCopy } from '../parallel/shared-copy.ts';
import { runWith, type Team } from '../parallel/team.ts';
import { binEdges } from './bin-edges.ts';
import { type BinnedDataset, maximumBins } from './binned-dataset.ts';
import { canonicalOrder } from './canonical-order.ts';
import { sortNumbers } from './sort-numbers.ts';

/** Rows that edges are found from: quantiles of 20,000 random rows are within 1% of a bin's place. */
const sampleRows = 20_000;

/**
 * Finds edges from these rows and bins them.
 *
 * @param x NaN is missing; other values are finite. @param y labels; with the weights they are part of a row's content, see
 *   `canonicalOrder`.
 * @param bins maximum number of bins for values, 2 to 255. @param team see `binRows`.
 */
export function binDataset(
  x: Matrix,
  y: Float64Array,
  weights?: Float64Array,
  bins = maximumBins,
  team?: Team,
): BinnedDataset {
  const order = sharedCopy(canonicalOrder(x, y, weights));
  const edges = findEdges(x, order, bins);
  const { rowBins, columnBins, hasMissing } = binRows(x, edges, order, team);
  return { rows: x.rows, columns: x.columns, order, rowBins, columnBins, edges, hasMissing };
}

function findEdges(x: Matrix, order: Uint32Array, bins: number): Float64Array[] {
  const sampled = Math.min(x.rows, sampleRows);
  const column = new Float64Array(sampled);
  return Array.from({ length: x.columns }, (_, c) => {
    let present = 0;
    for (let i = 0; i < sampled; i++) {
      const value = x.values[order[i] * x.columns + c];
      column[present] = value;
      present += Number.isNaN(value) ? 0 : 1;
    }
    return binEdges(sortNumbers(column.subarray(0, present)), bins);
  });
}

/** Rows from which other threads help. */
const manyRows = 50_000;

/**
 * Bins the rows at `order` (left out: all, as they stand) by edges found earlier, such as those of a validation fold.
 * @param team helps with many rows whose values lie in shared memory.
 */
export function binRows(
  x: Matrix,
  edges: readonly Float64Array[],
  order?: Uint32Array,
  team?: Team,
): Pick<BinnedDataset, 'rowBins' | 'columnBins' | 'hasMissing'> {
  const { rows, columns } = x;
  const input = {
    x,
    edges,
    order,
    rowBins: new Uint8Array(new SharedArrayBuffer(rows * columns)),
    columnBins: new Uint8Array(new SharedArrayBuffer(rows * columns)),
    hasMissing: new Uint8Array(new SharedArrayBuffer(columns)),
  };
  const helped = rows >= manyRows && x.values.buffer instanceof SharedArrayBuffer;
  runWith(helped ? team : undefined, 'bin', input);
  return input;
}
