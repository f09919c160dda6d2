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
 * Classes stay 0 and 1; other labels are moved to their mean and divided by a power of two, which loses nothing and keeps sums from
 * cancelling or overflowing.
 *
 * @throws EngineError `invalid_training_data` for weights that aren't numbers >= 0, one a row, with one above 0 at least (in each class).
 */
export function prepareRows(
  { y, task, weights: given }: Pick<FitInput, 'y' | 'task' | 'weights'>,
  { order }: Pick<BinnedDataset, 'order'>,
  balanced: boolean,
): TrainingRows {
  if (given !== undefined) requireWeights(given, y.length);
  const labels = Float64Array.from(order, (row) => y[row]);
  const weights =
    given === undefined ? new Float64Array(y.length).fill(1) : Float64Array.from(order, (row) => given[row]);
  if (task === 'classification') {
    const weightUnit = weightClasses(labels, weights, balanced);
    return { labels, weights, scales: { centre: 0, labelUnit: 1, weightUnit } };
  }
  const centre = meanOf(labels, weights);
  let largest = 0;
  for (const label of labels) largest = Math.max(largest, Math.abs(label - centre));
  const labelUnit = largest === 0 ? 1 : 2 ** Math.ceil(Math.log2(largest));
  for (let r = 0; r < labels.length; r++) labels[r] = (labels[r] - centre) / labelUnit;
  return { labels, weights, scales: { centre, labelUnit, weightUnit: 1 } };
}

/** Mean by way of the first label, so that equal labels have exactly that mean. */
function meanOf(labels: Float64Array, weights: Float64Array): number {
  let sum = 0;
  let weight = 0;
  for (let r = 0; r < labels.length; r++) {
    sum += weights[r] * (labels[r] - labels[0]);
    weight += weights[r];
  }
  return labels[0] + sum / weight;
}

/**
 * Class c of weight W_c gets the factor W / (2 W_c). Only the ratio counts while trees grow, so the rows of one class are multiplied by the
 * weight of the other: whole weights stay whole, and sums of them exact.
 *
 * @returns the unit of the new weights.
 */
function weightClasses(labels: Float64Array, weights: Float64Array, balanced: boolean): number {
  let ones = 0;
  let zeros = 0;
  for (let r = 0; r < labels.length; r++) {
    if (labels[r] === 1) ones += weights[r];
    else zeros += weights[r];
  }
  if (ones === 0 || zeros === 0) throw badWeights('all rows of a class have the weight 0');
  if (!balanced) return 1;
  for (let r = 0; r < labels.length; r++) weights[r] *= labels[r] === 1 ? zeros : ones;
  return (zeros + ones) / (2 * zeros * ones);
}

function requireWeights(weights: Float64Array, rows: number): void {
  if (weights.length !== rows) throw badWeights(`there are ${weights.length} for ${rows} rows`);
  const wrong = weights.findIndex((weight) => !(weight >= 0 && weight <= 1e12));
  if (wrong >= 0) throw badWeights(`that of row ${wrong} is ${weights[wrong]}`);
  if (weights.every((weight) => weight === 0)) throw badWeights('all are 0');
}

function badWeights(what: string): EngineError {
  return new EngineError(
    'invalid_training_data',
    `The weights of the rows can't be used: ${what}.`,
    'Give each row a weight from 0 to 1e12, some above 0.',
  );
}
