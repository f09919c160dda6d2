import { EngineError } from '../engine-error.ts';
import type { Matrix } from '../estimator.ts';
import { solveSymmetric } from './cholesky.ts';

/** In the units of the columns it was given: log-odds = intercept + sum of coefficient * value. */
export type LogisticRegression = {
  readonly intercept: number;
  readonly coefficients: Float64Array;
  readonly converged: boolean;
  readonly iterations: number;
};

export type LogisticRegressionInput = {
  /** Finite. */
  readonly x: Matrix;
  /** 0 or 1, both present. */
  readonly y: Float64Array;
  /** Inverse strength of the L2 penalty, > 0, on standardised columns; the intercept isn't penalised. */
  readonly c: number;
  readonly maximumIterations: number;
};

/** The largest component of the gradient, divided by the rows, at which the fit is taken as converged. */
const tolerance = 1e-8;

/**
 * Minimises C * sum log(1 + exp(-s_i f_i)) + |w|^2 / 2 (scikit-learn's objective) over standardised columns by Newton's
 * method with step halving. The penalty makes the minimum unique and finite for separable and collinear data.
 *
 * @throws EngineError `invalid_training_data` when only one class is present.
 */
export function fitLogisticRegression(input: LogisticRegressionInput): LogisticRegression {
  const { y, c, maximumIterations } = input;
  requireBothClasses(y);
  const { z, mean, deviation } = standardise(input.x);
  const size = z.columns + 1;
  // Component 0 is the intercept.
  let weights = new Float64Array(size);
  const positives = y.reduce((sum, label) => sum + label, 0);
  weights[0] = Math.log(positives / (y.length - positives));
  let objective = objectiveAt(z, y, weights, c);
  let converged = false;
  let iterations = 0;
  while (!converged && iterations < maximumIterations) {
    iterations++;
    const { gradient, hessian } = derivatives(z, y, weights, c);
    converged = gradient.every((component) => Math.abs(component) <= tolerance * Math.max(1, c) * y.length);
    if (converged) break;
    const step = solveSymmetric(hessian, gradient, size);
    let scale = 1;
    let moved = weights;
    let lowered = objective;
    for (; scale > 1e-10; scale /= 2) {
      moved = weights.map((weight, i) => weight - scale * step[i]);
      lowered = objectiveAt(z, y, moved, c);
      if (lowered < objective) break;
    }
    // No step lowers the objective any more: the minimum, as far as floating point can tell.
    if (!(lowered < objective)) {
      converged = true;
      break;
    }
    weights = moved;
    objective = lowered;
  }

  const coefficients = new Float64Array(z.columns);
  let intercept = weights[0];
  for (let j = 0; j < z.columns; j++) {
    coefficients[j] = weights[j + 1] / deviation[j];
    intercept -= coefficients[j] * mean[j];
  }
  return { intercept, coefficients, converged, iterations };
}

/** Log-odds of class 1, one a row. */
export function logOdds(model: Pick<LogisticRegression, 'intercept' | 'coefficients'>, x: Matrix): Float64Array {
  const values = new Float64Array(x.rows);
  for (let r = 0; r < x.rows; r++) {
    let sum = model.intercept;
    for (let c = 0; c < x.columns; c++) sum += model.coefficients[c] * x.values[r * x.columns + c];
    values[r] = sum;
  }
  return values;
}

/** 1 / (1 + exp(-f)) without overflow. */
export function sigmoid(f: number): number {
  if (f >= 0) return 1 / (1 + Math.exp(-f));
  const e = Math.exp(f);
  return e / (1 + e);
}

/** log(1 + exp(f)) without overflow. */
function softplus(f: number): number {
  return Math.max(f, 0) + Math.log1p(Math.exp(-Math.abs(f)));
}

function requireBothClasses(y: Float64Array): void {
  if (y.includes(0) && y.includes(1)) return;
  throw new EngineError(
    'invalid_training_data',
    y.length === 0 ? 'There are no training rows.' : `Every label is ${y[0]}: there is nothing to tell apart.`,
    'Collect history with both outcomes.',
    { rows: y.length },
  );
}

function standardise(x: Matrix): { readonly z: Matrix; readonly mean: Float64Array; readonly deviation: Float64Array } {
  const mean = new Float64Array(x.columns);
  const deviation = new Float64Array(x.columns);
  for (let i = 0; i < x.values.length; i++) mean[i % x.columns] += x.values[i] / x.rows;
  for (let i = 0; i < x.values.length; i++)
    deviation[i % x.columns] += (x.values[i] - mean[i % x.columns]) ** 2 / x.rows;
  for (let j = 0; j < x.columns; j++) {
    const root = Math.sqrt(deviation[j]);
    deviation[j] = root <= 1e-12 * Math.max(1, Math.abs(mean[j])) ? 1 : root;
  }
  const values = x.values.map((value, i) => (value - mean[i % x.columns]) / deviation[i % x.columns]);
  return { z: { rows: x.rows, columns: x.columns, values }, mean, deviation };
}

function linear(z: Matrix, weights: Float64Array, row: number): number {
  let f = weights[0];
  const at = row * z.columns;
  for (let j = 0; j < z.columns; j++) f += weights[j + 1] * z.values[at + j];
  return f;
}

function objectiveAt(z: Matrix, y: Float64Array, weights: Float64Array, c: number): number {
  let loss = 0;
  for (let r = 0; r < z.rows; r++) {
    const f = linear(z, weights, r);
    loss += softplus(y[r] === 1 ? -f : f);
  }
  let penalty = 0;
  for (let j = 1; j < weights.length; j++) penalty += weights[j] ** 2;
  return c * loss + penalty / 2;
}

/** The hessian is row-major, only its lower triangle filled. */
function derivatives(z: Matrix, y: Float64Array, weights: Float64Array, c: number) {
  const size = weights.length;
  const gradient = new Float64Array(size);
  const hessian = new Float64Array(size * size);
  const row = new Float64Array(size);
  row[0] = 1;
  for (let r = 0; r < z.rows; r++) {
    const p = sigmoid(linear(z, weights, r));
    const residual = c * (p - y[r]);
    const curvature = c * p * (1 - p);
    row.set(z.values.subarray(r * z.columns, (r + 1) * z.columns), 1);
    for (let i = 0; i < size; i++) {
      gradient[i] += residual * row[i];
      const weighted = curvature * row[i];
      const at = i * size;
      for (let j = 0; j <= i; j++) hessian[at + j] += weighted * row[j];
    }
  }
  for (let j = 1; j < size; j++) {
    gradient[j] += weights[j];
    hessian[j * size + j] += 1;
  }
  // Probabilities that all round to 0 or 1 leave the intercept without curvature.
  hessian[0] += 1e-12;
  return { gradient, hessian };
}
