import { featureRecordBytes } from '../kernel/histogram.ts';
import type { Crew } from '../parallel/crew.ts';
import type { BoostingPlan, BoostingViews } from './boosting-memory.ts';

/** The features of one tree, and those of them whose histograms this thread builds and searches. */
export type FeatureShare = {
  readonly plan: BoostingPlan;
  readonly views: BoostingViews;
  readonly crew: Crew;
  /** Features that the tree may use. */
  readonly featureCount: number;
  /** Place of this thread's first feature in the list. */
  readonly first: number;
  /** Features of this thread. */
  readonly ownCount: number;
  /** Address of the record of this thread's first feature. */
  readonly ownRecords: number;
};

/** Rows from which a histogram is worth another barrier. */
const manyRows = 32_768;

/**
 * This thread's share of a tree's features.
 *
 * @param featureCount features in the list at `plan.features`.
 */
export function shareFeatures(
  plan: BoostingPlan,
  views: BoostingViews,
  featureCount: number,
  crew: Crew,
): FeatureShare {
  const [first, end] = crew.shareOf(featureCount);
  const ownRecords = plan.features + featureRecordBytes * first;
  return { plan, views, crew, featureCount, first, ownCount: end - first, ownRecords };
}

/** Address of the histogram with this number, 0 to `plan.slots` - 1. */
export function histogramAt(plan: BoostingPlan, slot: number): number {
  return plan.histograms + slot * plan.histogramBytes;
}

/**
 * Sums the gradient pairs of a leaf's rows by bin, for this thread's features.
 *
 * @param start first of the leaf's rows in `rowNumbers`.
 * @param count rows of the leaf.
 * @param slot histogram that the sums are written to.
 */
export function buildHistogram(share: FeatureShare, start: number, count: number, slot: number): void {
  const { plan, views, crew, featureCount, first, ownCount, ownRecords } = share;
  const { rowBins, columns, pairs } = plan;
  const rows = plan.rowNumbers + 4 * start;
  const histogram = histogramAt(plan, slot);
  views.kernel.clear(ownRecords, ownCount, histogram);
  if (crew.size > 1 && count >= manyRows) {
    buildTogether(share, rows, count, histogram);
  } else if (featureCount === columns) {
    views.kernel.accumulate(rowBins, columns, first, ownCount, rows, count, pairs, histogram);
  } else {
    views.kernel.accumulateListed(rowBins, columns, ownRecords, ownCount, rows, count, pairs, histogram);
  }
}

/**
 * With many rows, each thread first sums its share of the rows over all features, so that it reads only those rows. After a
 * barrier it merges the sums of all threads for its own features. The sums are exact, so one thread gets the same.
 *
 * @param rows address of the leaf's row numbers.
 * @param histogram address, cleared for this thread's features.
 */
function buildTogether(share: FeatureShare, rows: number, count: number, histogram: number): void {
  const { plan, views, crew, featureCount, ownCount, ownRecords } = share;
  const { rowBins, columns, pairs, features, parts, histogramBytes } = plan;
  const [from, to] = crew.shareOf(count);
  const part = parts + crew.rank * histogramBytes;
  views.kernel.clear(features, featureCount, part);
  if (featureCount === columns) {
    views.kernel.accumulate(rowBins, columns, 0, columns, rows + 4 * from, to - from, pairs, part);
  } else {
    views.kernel.accumulateListed(rowBins, columns, features, featureCount, rows + 4 * from, to - from, pairs, part);
  }
  crew.barrier();
  for (let rank = 0; rank < crew.size; rank++) {
    views.kernel.merge(ownRecords, ownCount, histogram, parts + rank * histogramBytes);
  }
}

/**
 * Turns a parent's histogram into that of its larger child, for this thread's features.
 *
 * @param parent slot of the parent, which becomes the larger child's.
 * @param smaller slot of the smaller child.
 */
export function subtractHistogram(
  { plan, views, ownRecords, ownCount }: FeatureShare,
  parent: number,
  smaller: number,
): void {
  views.kernel.subtract(ownRecords, ownCount, histogramAt(plan, parent), histogramAt(plan, smaller));
}
