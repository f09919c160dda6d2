import { type Metric, noRows, requireProbabilities } from './metric.ts';

/** scikit-learn clips float64 probabilities at the machine epsilon before the logarithm. */
const epsilon = 2.220446049250313e-16;

/** Mean negative log likelihood (natural logarithm) over the classes {0, 1}, whichever occur. */
export function logLoss(y: Float64Array, p: Float64Array): Metric {
  requireProbabilities(y, p);
  if (y.length === 0) return noRows;
  let sum = 0;
  for (let i = 0; i < y.length; i++) {
    const ofTruth = y[i] === 1 ? p[i] : 1 - p[i];
    sum -= Math.log(Math.min(1 - epsilon, Math.max(epsilon, ofTruth)));
  }
  return { value: sum / y.length };
}

/** Mean squared difference of probability and label, in [0, 1]. */
export function brier(y: Float64Array, p: Float64Array): Metric {
  requireProbabilities(y, p);
  if (y.length === 0) return noRows;
  let sum = 0;
  for (let i = 0; i < y.length; i++) sum += (y[i] - p[i]) ** 2;
  return { value: sum / y.length };
}
