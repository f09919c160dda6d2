import type { BinnedDataset } from '../binning/binned-dataset.ts';
import {
  columnBytes,
  featureRecordBytes,
  type HistogramKernel,
  histogramKernel,
  splitRecordBytes,
} from '../kernel/histogram.ts';
import { createLayout } from '../kernel/kernel.ts';

/** Addresses in the shared memory of one fit: plain numbers, so that they can be passed to every thread. */
export type BoostingPlan = {
  readonly rows: number;
  readonly columns: number;
  /** Number of bins for values, for each column. */
  readonly bins: readonly number[];
  readonly rowBins: number;
  readonly columnBins: number;
  readonly labels: number;
  /** 0: every weight is 1. */
  readonly weights: number;
  readonly outputs: number;
  readonly pairs: number;
  readonly rowNumbers: number;
  /** Two parts of `rows` row numbers each. */
  readonly scratch: number;
  readonly features: number;
  /** One split, and four numbers, for each thread. */
  readonly splits: number;
  readonly figures: number;
  /** `slots` histograms of `histogramBytes`. */
  readonly histograms: number;
  readonly histogramBytes: number;
  readonly slots: number;
  /** A histogram for each thread, of its share of the rows. */
  readonly parts: number;
};

export const figuresPerThread = 4;
/** With more, threads would get less than a column each on tables of the usual width. */
const maximumThreads = 64;

/**
 * Lays out the shared memory of one fit.
 *
 * @param weighted whether rows have weights; without them every weight is 1.
 * @param slots histograms that are kept at once, one per leaf.
 * @param threads threads that will work on it, each with a histogram of its own.
 * @throws EngineError `engine_not_applicable` when this takes more memory than WebAssembly can address.
 */
export function planMemory(data: BinnedDataset, weighted: boolean, slots: number, threads: number) {
  const { rows, columns } = data;
  const bins = data.edges.map((edges) => edges.length + 1);
  const histogramBytes = columnBytes * columns;
  const layout = createLayout();
  const plan: BoostingPlan = {
    rows,
    columns,
    bins,
    rowBins: layout.reserve(rows * columns),
    columnBins: layout.reserve(rows * columns),
    labels: layout.reserve(8 * rows),
    weights: weighted ? layout.reserve(8 * rows) : 0,
    outputs: layout.reserve(8 * rows),
    pairs: layout.reserve(16 * rows),
    rowNumbers: layout.reserve(4 * rows),
    scratch: layout.reserve(8 * rows),
    features: layout.reserve(featureRecordBytes * columns),
    splits: layout.reserve(splitRecordBytes * maximumThreads),
    figures: layout.reserve(8 * figuresPerThread * maximumThreads),
    histograms: layout.reserve(slots * histogramBytes),
    histogramBytes,
    slots,
    parts: layout.reserve(threads * histogramBytes),
  };
  return { plan, memory: layout.allocate(`Boosting ${rows} rows of ${columns} features with ${slots} leaves`) };
}

/** The memory as typed arrays. */
export type BoostingViews = {
  readonly kernel: HistogramKernel;
  readonly rowBins: Uint8Array;
  readonly columnBins: Uint8Array;
  readonly labels: Float64Array;
  readonly weights: Float64Array | undefined;
  readonly outputs: Float64Array;
  readonly pairs: Float64Array;
  readonly rowNumbers: Uint32Array;
  readonly scratch: Uint32Array;
  readonly features: Uint32Array;
  readonly splitNumbers: Float64Array;
  readonly splitIntegers: Int32Array;
  readonly figures: Float64Array;
};

/** Each thread makes views of its own over the shared memory. */
export function viewMemory(plan: BoostingPlan, memory: WebAssembly.Memory): BoostingViews {
  const { buffer } = memory;
  const { rows, columns } = plan;
  return {
    kernel: histogramKernel(memory),
    rowBins: new Uint8Array(buffer, plan.rowBins, rows * columns),
    columnBins: new Uint8Array(buffer, plan.columnBins, rows * columns),
    labels: new Float64Array(buffer, plan.labels, rows),
    weights: plan.weights === 0 ? undefined : new Float64Array(buffer, plan.weights, rows),
    outputs: new Float64Array(buffer, plan.outputs, rows),
    pairs: new Float64Array(buffer, plan.pairs, 2 * rows),
    rowNumbers: new Uint32Array(buffer, plan.rowNumbers, rows),
    scratch: new Uint32Array(buffer, plan.scratch, 2 * rows),
    features: new Uint32Array(buffer, plan.features, (featureRecordBytes / 4) * columns),
    splitNumbers: new Float64Array(buffer, plan.splits, (splitRecordBytes / 8) * maximumThreads),
    splitIntegers: new Int32Array(buffer, plan.splits, (splitRecordBytes / 4) * maximumThreads),
    figures: new Float64Array(buffer, plan.figures, figuresPerThread * maximumThreads),
  };
}
