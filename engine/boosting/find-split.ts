import { splitRecordBytes } from '../kernel/histogram.ts';
import { type FeatureShare, histogramAt } from './build-histograms.ts';

export type Split = {
  /**
   * GL^2 / (HL + lambda) + GR^2 / (HR + lambda) - G^2 / (H + lambda) (Chen, Guestrin 2016, the bracket of eq. 7), each G first
   * moved towards 0 by alpha; above 0.
   */
  readonly gain: number;
  readonly column: number;
  /** The last bin on the left. */
  readonly bin: number;
  /** 1 when missing values go left. */
  readonly missingLeft: number;
  readonly leftGradient: number;
  readonly leftHessian: number;
};

/** Sums over the rows of one leaf: negative gradients, and hessians. */
export type LeafSums = { readonly gradient: number; readonly hessian: number };

export type SplitParameters = {
  readonly min_child_weight: number;
  readonly reg_lambda: number;
  readonly reg_alpha: number;
  readonly gamma: number;
};

/** Splits that gain less than this share are rounding. */
const leastGain = 1e-12;

/**
 * Finds the best split of a leaf among this thread's features and writes it where every thread reads it.
 *
 * @param slot the leaf's histogram.
 * @param which the record that is written, 0 or 1: two leaves are searched between barriers.
 */
export function searchShare(
  { plan, views, crew, ownRecords, ownCount }: FeatureShare,
  slot: number,
  { gradient, hessian }: LeafSums,
  { min_child_weight, reg_lambda, reg_alpha }: SplitParameters,
  which: 0 | 1,
): void {
  const minimumWeight = Math.max(min_child_weight, Number.MIN_VALUE);
  const histogram = histogramAt(plan, slot);
  const out = plan.splits + splitRecordBytes * (2 * crew.rank + which);
  views.kernel.bestSplit(ownRecords, ownCount, histogram, gradient, hessian, reg_lambda, reg_alpha, minimumWeight, out);
}

/**
 * The best of the splits that all threads wrote; call it after a barrier. Ties go to the lowest feature, whatever the number of
 * threads, for a higher rank has higher features.
 *
 * @param which the record that `searchShare` wrote.
 * @returns undefined when no split gains more than `gamma`.
 */
export function findSplit(
  { views, crew }: FeatureShare,
  { gradient, hessian }: LeafSums,
  { reg_lambda, reg_alpha, gamma }: SplitParameters,
  which: 0 | 1,
): Split | undefined {
  let best = -1;
  let at = 0;
  for (let rank = 0; rank < crew.size; rank++) {
    const gain = views.splitNumbers[(splitRecordBytes / 8) * (2 * rank + which)];
    if (gain > best) {
      best = gain;
      at = 2 * rank + which;
    }
  }
  if (best < 0) return undefined;
  const drawn = Math.max(Math.abs(gradient) - reg_alpha, 0);
  const gain = best - (drawn * drawn) / (hessian + reg_lambda);
  if (!(gain > gamma && gain > leastGain * best)) return undefined;
  const numbers = (splitRecordBytes / 8) * at;
  const integers = (splitRecordBytes / 4) * at;
  const leftHessian = views.splitNumbers[numbers + 2];
  const anyMissing = views.splitIntegers[integers + 9] === 1;
  return {
    gain,
    column: views.splitIntegers[integers + 6],
    bin: views.splitIntegers[integers + 7],
    // When no training row here lacks the feature, missing values go where most of the weight goes.
    missingLeft: anyMissing ? views.splitIntegers[integers + 8] : Number(leftHessian >= hessian - leftHessian),
    leftGradient: views.splitNumbers[numbers + 1],
    leftHessian,
  };
}
