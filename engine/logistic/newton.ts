import { factorise, notDefinite, solveFactorised } from './cholesky.ts';

/** A convex function of `size` numbers. */
export type Objective = {
  readonly size: number;
  /** @returns the value at the point, > 0; the gradient is written. */
  evaluate(point: Float64Array, gradient: Float64Array): number;
  /** Writes the lower triangle (row-major, size * size) at the point that was evaluated last. */
  hessian(into: Float64Array): void;
};

export type Minimum = {
  readonly point: Float64Array<ArrayBuffer>;
  readonly value: number;
  readonly converged: boolean;
  readonly iterations: number;
};

/**
 * The decrement, relative to the value, at which one last step ends the fit. The decrement is the squared length of the
 * step in the metric of the hessian, and half of it is the expected gain of the step. Before that step standardised
 * coefficients are off by some 1e-6, after it by at most a tenth of that.
 */
const tolerance = 1e-12;
/** Changes below this share of the value are rounding. */
const noise = 1e-13;
/**
 * The hessian is kept while each step leaves less than this share of the decrement: steps then shrink tenfold for a third of
 * the price of a new hessian.
 */
const contraction = 0.01;

/**
 * Newton's method with step halving. A hessian and its factor cost about two gradients, so one is used for several steps
 * (chord steps) while these converge fast enough.
 *
 * @param enough a decrement at which to stop early; 0 to go on to the tolerance.
 * @param stopped throws when the fit is to stop.
 */
export function minimise(
  objective: Objective,
  start: Float64Array<ArrayBuffer>,
  maximumIterations: number,
  enough: number,
  stopped: () => void,
): Minimum {
  const { size } = objective;
  let point = start;
  let gradient = new Float64Array(size);
  let value = objective.evaluate(point, gradient);
  let trial = new Float64Array(size);
  let trialGradient = new Float64Array(size);
  const factor = new Float64Array(size * size);
  let last = 0;

  for (let iterations = 1; iterations <= maximumIterations; iterations++) {
    let fresh = false;
    let step = gradient;
    let decrement = Number.POSITIVE_INFINITY;
    if (last > 0) {
      step = solveFactorised(factor, gradient, size);
      decrement = dot(step, gradient);
    }
    let scale = 1;
    for (;;) {
      if (!fresh && !(decrement <= contraction * last)) {
        factoriseHessian(objective, factor, stopped);
        step = solveFactorised(factor, gradient, size);
        decrement = dot(step, gradient);
        fresh = true;
      }
      move(point, step, scale, trial);
      // Also ends when no measurable gain is left for a whole new step.
      const stalled = fresh && last > 0 && decrement >= last && decrement <= noise * value;
      if (decrement <= Math.max(enough, tolerance * value) || stalled) {
        return { point: trial, value, converged: true, iterations };
      }
      const moved = objective.evaluate(trial, trialGradient);
      if (moved <= value - 1e-4 * scale * decrement + noise * value) {
        [point, trial] = [trial, point === start ? new Float64Array(size) : point];
        [gradient, trialGradient] = [trialGradient, gradient];
        value = moved;
        break;
      }
      // The old hessian misled: go back and take the one here; after that, shorten the steps.
      if (!fresh) {
        objective.evaluate(point, gradient);
        last = 0;
      } else if (scale < 1e-10) {
        return { point, value, converged: false, iterations };
      } else scale /= 2;
    }
    last = decrement;
  }
  return { point, value, converged: false, iterations: maximumIterations };
}

/**
 * Rounding can make a nearly singular matrix indefinite. A ridge makes it positive definite again, and slows the steps a
 * little.
 */
function factoriseHessian(objective: Objective, into: Float64Array, stopped: () => void): void {
  const { size } = objective;
  let ridge = 0;
  for (let attempt = 0; attempt < 20; attempt++) {
    objective.hessian(into);
    let largest = 0;
    for (let i = 0; i < size; i++) largest = Math.max(largest, into[i * size + i]);
    for (let i = 0; i < size; i++) into[i * size + i] += ridge * largest;
    if (factorise(into, size, stopped)) return;
    ridge = ridge === 0 ? 1e-14 : 10 * ridge;
  }
  throw notDefinite();
}

function move(point: Float64Array, step: Float64Array, scale: number, into: Float64Array): void {
  for (let i = 0; i < point.length; i++) into[i] = point[i] - scale * step[i];
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
}
