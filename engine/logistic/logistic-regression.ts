import type { Matrix } from '../data/matrix.ts';
import { cancelled, EngineError } from '../engine-error.ts';
import { releaseMemory } from '../kernel/kernel.ts';
import { createDesignMatrix, type DesignMatrix } from './design-matrix.ts';
import { createLogLossObjective } from './log-loss-objective.ts';
import type { createLogisticKernel } from './logistic-kernel.ts';
import { type Minimum, minimise } from './newton.ts';

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
  /** 0 or 1, both present with weights above 0. */
  readonly y: Float64Array;
  /** >= 0; a row of weight 2 counts as two rows, also where columns are standardised. */
  readonly weights?: Float64Array;
  /** Inverse strength of the L2 penalty, > 0, on standardised columns; the intercept isn't penalised. */
  readonly c: number;
  readonly maximumIterations: number;
  /** Asked every few microseconds; true makes the fit throw `cancelled`. */
  readonly stopped?: () => boolean;
  /** The kernel to use; left out: the fastest that the machine can run. */
  readonly kernelOf?: typeof createLogisticKernel;
};

/** Starting from a sample pays off when it has at least this many rows per coefficient. */
const sampleRowsPerCoefficient = 100;
const sampleShare = 1 / 8;
const sampleRowsPerClass = 10;

/**
 * Minimises scikit-learn's objective over standardised columns by Newton's method; the penalty makes the minimum unique and finite
 * for separable and collinear data. The result doesn't depend on the order of the rows.
 *
 * @throws EngineError `invalid_training_data` when only one class is present, `cancelled` when stopped.
 */
export function fitLogisticRegression(input: LogisticRegressionInput): LogisticRegression {
  const { x, y, weights, c, maximumIterations, kernelOf } = input;
  requireBothClasses(y, weights);
  const stopped = () => {
    if (input.stopped?.()) throw cancelled();
  };
  const design = createDesignMatrix(x, y, weights, stopped, kernelOf);
  try {
    return fitDesign(design, c, maximumIterations, stopped);
  } finally {
    releaseMemory(design.memory);
  }
}

function fitDesign(
  design: DesignMatrix,
  c: number,
  maximumIterations: number,
  stopped: () => void,
): LogisticRegression {
  const { rows, features, deviation, mean } = design;
  const objective = createLogLossObjective(design, c, rows, stopped);
  const start = startFromSample(design, c, stopped) ?? nullModel(design, rows).point;
  const { point, converged, iterations } = minimise(objective, start, maximumIterations, 0, stopped);

  const coefficients = new Float64Array(features);
  let intercept = point[features];
  for (let j = 0; j < features; j++) {
    if (deviation[j] === 0) continue;
    coefficients[j] = point[j] / deviation[j];
    intercept -= coefficients[j] * mean[j];
  }
  return { intercept, coefficients, converged, iterations };
}

/**
 * The minimum over the first rows, which in canonical order are as good as a random sample. It saves most of the passes
 * over all rows. Undefined where there are too few rows, or where it is no better than a model without slopes.
 */
function startFromSample(design: DesignMatrix, c: number, stopped: () => void): Minimum['point'] | undefined {
  const size = design.features + 1;
  const rows = design.blockRows * Math.floor((design.rows * sampleShare) / design.blockRows);
  if (rows < sampleRowsPerCoefficient * size) return undefined;
  const sample = nullModel(design, rows);
  if (sample.fewest < sampleRowsPerClass) return undefined;
  const whole = nullModel(design, design.rows);
  const scaled = (c * whole.mass) / sample.mass;
  const objective = createLogLossObjective(design, scaled, rows, stopped);
  // Going closer than a tenth of the sample's own error would be wasted work.
  const { point, converged, value } = minimise(objective, sample.point, 20, 0.1 * scaled * size, stopped);
  return converged && value < c * whole.loss ? point : undefined;
}

/** The intercept alone, from the first rows: the logarithm of the odds. */
function nullModel({ signs, weights, features }: DesignMatrix, rows: number) {
  const mass = [0, 0];
  const count = [0, 0];
  for (let r = 0; r < rows; r++) {
    const label = signs.values[r] > 0 ? 1 : 0;
    mass[label] += weights.values[r];
    if (weights.values[r] > 0) count[label]++;
  }
  const total = mass[0] + mass[1];
  const point = new Float64Array(features + 1);
  point[features] = Math.log(mass[1] / mass[0]);
  const loss = -mass[0] * Math.log(mass[0] / total) - mass[1] * Math.log(mass[1] / total);
  return { point, mass: total, loss, fewest: Math.min(...count) };
}

/** Log-odds of class 1, one per row. */
export function logOdds(model: Pick<LogisticRegression, 'intercept' | 'coefficients'>, x: Matrix): Float64Array {
  const { intercept, coefficients } = model;
  const { rows, columns, values } = x;
  const odds = new Float64Array(rows);
  let r = 0;
  // Four rows at once: an addition has to wait for the one before it in its own row only.
  for (; r + 4 <= rows; r += 4) {
    let [a, b, c, d] = [intercept, intercept, intercept, intercept];
    const at = r * columns;
    for (let j = 0, i = at; j < columns; j++, i++) {
      const coefficient = coefficients[j];
      a += coefficient * values[i];
      b += coefficient * values[i + columns];
      c += coefficient * values[i + 2 * columns];
      d += coefficient * values[i + 3 * columns];
    }
    odds[r] = a;
    odds[r + 1] = b;
    odds[r + 2] = c;
    odds[r + 3] = d;
  }
  for (; r < rows; r++) {
    let sum = intercept;
    for (let j = 0, i = r * columns; j < columns; j++, i++) sum += coefficients[j] * values[i];
    odds[r] = sum;
  }
  return odds;
}

/** Probabilities of class 1, one per row. */
export function probabilities(model: Pick<LogisticRegression, 'intercept' | 'coefficients'>, x: Matrix): Float64Array {
  const values = logOdds(model, x);
  for (let r = 0; r < values.length; r++) values[r] = sigmoid(values[r]);
  return values;
}

/** 1 / (1 + exp(-f)) without overflow. */
export function sigmoid(f: number): number {
  const e = Math.exp(-Math.abs(f));
  return (f >= 0 ? 1 : e) / (1 + e);
}

function requireBothClasses(y: Float64Array, weights: Float64Array | undefined): void {
  const seen = [false, false];
  for (let r = 0; r < y.length; r++) if (weights === undefined || weights[r] > 0) seen[y[r]] = true;
  if (seen[0] && seen[1]) return;
  throw new EngineError(
    'invalid_training_data',
    seen[0] || seen[1]
      ? `Every label is ${seen[0] ? 0 : 1}: there is nothing to tell apart.`
      : 'There are no training rows with a weight above 0.',
    'Collect history with both outcomes.',
    { rows: y.length },
  );
}
