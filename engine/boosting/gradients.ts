import { sigmoid } from '../logistic/logistic-regression.ts';
import type { Task } from '../task.ts';

/** Rows of one dataset in shared memory, in canonical order; `outputs` are sums of leaves, before the logistic function. */
export type BoostedRows = {
  readonly labels: Float64Array;
  readonly weights: Float64Array | undefined;
  readonly outputs: Float64Array;
};

/** The constant that the trees correct: the mean, or its log-odds. */
export function baseOutput(task: Task, labels: Float64Array, weights: Float64Array | undefined): number {
  let sum = 0;
  let weight = 0;
  for (let r = 0; r < labels.length; r++) {
    const w = weights === undefined ? 1 : weights[r];
    sum += w * labels[r];
    weight += w;
  }
  const mean = sum / weight;
  return task === 'regression' ? mean : Math.log(mean / (1 - mean));
}

/** The largest |gradient| of rows [from, to) for squared loss; for logistic loss, the largest weight, which bounds it. */
export function largestGradient(task: Task, rows: BoostedRows, from: number, to: number): number {
  const { labels, outputs, weights } = rows;
  let largest = 0;
  for (let r = from; r < to; r++) {
    const distance = task === 'regression' ? Math.abs(labels[r] - outputs[r]) : 1;
    const weighted = weights === undefined ? distance : weights[r] * distance;
    if (weighted > largest) largest = weighted;
  }
  return largest;
}

/**
 * The step of a grid on which sums of `count` numbers of at most `largest` are exact in float64. Such a sum is the same in
 * any order and on any number of threads, and subtracting a histogram from its parent's leaves exact zeros.
 */
export function exactStep(largest: number, count: number): number {
  return 2 ** (Math.ceil(Math.log2(largest)) + Math.ceil(Math.log2(count + 1)) - 52);
}

/**
 * Writes the negative gradient and the hessian of each row of [from, to) as a pair: w (y - f) and w for squared loss, w (y
 * - p) and w p (1 - p) for logistic loss (Friedman 2001, sections 4.1 and 4.5), both rounded to their grids.
 */
export function writePairs(
  task: Task,
  { labels, outputs, weights }: BoostedRows,
  pairs: Float64Array,
  steps: { readonly gradient: number; readonly hessian: number },
  from: number,
  to: number,
): void {
  // Adding and subtracting a number this large rounds to multiples of the step.
  const gradientShift = 1.5 * 2 ** 52 * steps.gradient;
  const hessianShift = 1.5 * 2 ** 52 * steps.hessian;
  for (let r = from; r < to; r++) {
    const weight = weights === undefined ? 1 : weights[r];
    let gradient = labels[r] - outputs[r];
    let hessian = 1;
    if (task === 'classification') {
      const p = sigmoid(outputs[r]);
      gradient = labels[r] - p;
      hessian = p * (1 - p);
    }
    pairs[2 * r] = weight * gradient + gradientShift - gradientShift;
    pairs[2 * r + 1] = weight * hessian + hessianShift - hessianShift;
  }
}

/** The weighted loss of rows [from, to), summed: squared error, or negative log-likelihood. */
export function lossOf(task: Task, { labels, outputs, weights }: BoostedRows, from: number, to: number): number {
  let sum = 0;
  for (let r = from; r < to; r++) {
    const f = outputs[r];
    const loss =
      task === 'regression'
        ? (labels[r] - f) ** 2
        : Math.max(f, 0) - f * labels[r] + Math.log1p(Math.exp(-Math.abs(f)));
    sum += weights === undefined ? loss : weights[r] * loss;
  }
  return sum;
}
