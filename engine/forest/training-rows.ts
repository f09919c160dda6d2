import type { BinnedDataset } from '../binning/binned-dataset.ts';
import { EngineError } from '../engine-error.ts';
import type { FitInput } from '../estimator.ts';
import type { Scales } from './assemble-trees.ts';

/** Labels from -1 to 1 and weights in the dataset's order, scaled as `scales` says. */
export type TrainingRows = {
  readonly labels: Float64Array;
  readonly weights: Float64Array;
  readonly scales: Scales;
};

/**
 * Classes stay 0 and 1; the mean is subtracted from other labels. Labels and weights are divided by powers of two, which
 * loses nothing and keeps products of sums far from the limits of floating point.
 *
 * @throws EngineError `invalid_training_data` when all rows of a class have the weight 0.
 */
export function prepareRows(
  { y, task, weights: given }: Pick<FitInput, 'y' | 'task' | 'weights'>,
  { order }: Pick<BinnedDataset, 'order'>,
  balanced: boolean,
): TrainingRows {
  const labels = Float64Array.from(order, (row) => y[row]);
  const weights = Float64Array.from(order, (row) => given?.[row] ?? 1);
  const classUnit = task === 'classification' ? weightClasses(labels, weights, balanced) : 1;
  const centre = task === 'classification' ? 0 : meanOf(labels, weights);
  const labelUnit = unitOf(labels.map((label, r) => (weights[r] > 0 ? label - centre : 0)));
  const rowUnit = unitOf(weights);
  return {
    labels: labels.map((label) => (label - centre) / labelUnit),
    weights: weights.map((weight) => weight / rowUnit),
    scales: { centre, labelUnit, weightUnit: classUnit * rowUnit },
  };
}

/** The power of two that divides these numbers to the range from -1 to 1. */
function unitOf(values: Float64Array): number {
  const largest = values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  return largest === 0 ? 1 : 2 ** Math.ceil(Math.log2(largest));
}

/** The mean, computed from differences to the first label, so that equal labels have exactly that mean. */
function meanOf(labels: Float64Array, weights: Float64Array): number {
  const weight = weights.reduce((sum, of) => sum + of, 0);
  return labels[0] + labels.reduce((sum, label, r) => sum + weights[r] * (label - labels[0]), 0) / weight;
}

/**
 * Class c of weight W_c gets the factor W / (2 W_c) where classes are balanced. Only the ratio counts while trees grow, so the rows of one
 * class are multiplied by the weight of the other: whole weights stay whole, and sums of them exact.
 *
 * @returns the unit of the new weights.
 */
function weightClasses(labels: Float64Array, weights: Float64Array, balanced: boolean): number {
  const ones = weights.reduce((sum, weight, r) => sum + (labels[r] === 1 ? weight : 0), 0);
  const zeros = weights.reduce((sum, weight, r) => sum + (labels[r] === 0 ? weight : 0), 0);
  if (ones === 0 || zeros === 0) {
    const label = ones === 0 ? 1 : 0;
    throw new EngineError(
      'invalid_training_data',
      `All rows of class ${label} have the weight 0: there is nothing to tell apart.`,
      'Give rows of both classes a weight above 0.',
      { label },
    );
  }
  if (!balanced) return 1;
  labels.forEach((label, r) => {
    weights[r] *= label === 1 ? zeros : ones;
  });
  return (zeros + ones) / (2 * zeros * ones);
}
