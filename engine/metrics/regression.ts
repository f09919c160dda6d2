import { type Metric, noRows, requirePairs, undefinedMetric } from './metric.ts';

export type RegressionMetrics = { readonly mae: Metric; readonly rmse: Metric; readonly r2: Metric };

/** Mean absolute error, in the label's unit. */
export function meanAbsoluteError(y: Float64Array, p: Float64Array): Metric {
  requirePairs(y, p);
  if (y.length === 0) return noRows;
  let sum = 0;
  for (let i = 0; i < y.length; i++) sum += Math.abs(y[i] - p[i]);
  return { value: sum / y.length };
}

/** Root of the mean squared error, in the label's unit. */
export function rootMeanSquaredError(y: Float64Array, p: Float64Array): Metric {
  requirePairs(y, p);
  if (y.length === 0) return noRows;
  return { value: Math.sqrt(squaredError(y, p) / y.length) };
}

/**
 * Coefficient of determination, 1 - SSE / SST, as scikit-learn's `r2_score`: for a constant label it is 1 when every
 * prediction is exact and 0 otherwise. Undefined for fewer than two rows. May be below 0.
 */
export function r2(y: Float64Array, p: Float64Array): Metric {
  requirePairs(y, p);
  if (y.length < 2) return undefinedMetric('R2 needs at least two rows');
  let sum = 0;
  let constant = true;
  for (let i = 0; i < y.length; i++) {
    sum += y[i];
    constant &&= y[i] === y[0];
  }
  const mean = sum / y.length;
  let total = 0;
  for (let i = 0; i < y.length; i++) total += (y[i] - mean) ** 2;
  const residual = squaredError(y, p);
  if (constant || total === 0) {
    return { value: residual === 0 ? 1 : 0, warning: 'all labels are equal: 1 when every prediction is exact, else 0' };
  }
  return { value: 1 - residual / total };
}

/**
 * @param y labels. @param p predictions of the same rows.
 * @throws EngineError `invalid_input` for different lengths or values that aren't finite.
 */
export function regressionMetrics(y: Float64Array, p: Float64Array): RegressionMetrics {
  return { mae: meanAbsoluteError(y, p), rmse: rootMeanSquaredError(y, p), r2: r2(y, p) };
}

function squaredError(y: Float64Array, p: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < y.length; i++) sum += (y[i] - p[i]) ** 2;
  return sum;
}
