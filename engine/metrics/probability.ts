import { type Metric, noRows, requireProbabilities, undefinedMetric } from './metric.ts';

/** scikit-learn clips float64 probabilities at the machine epsilon before the logarithm. */
const epsilon = 2.220446049250313e-16;

/** Negative log likelihood of one row. @param p the probability that the model gave to its true class. */
export function lossOfTruth(p: number): number {
  return -Math.log(Math.min(1 - epsilon, Math.max(epsilon, p)));
}

/** Mean negative log likelihood (natural logarithm) over the classes {0, 1}, whichever occur. */
export function logLoss(y: Float64Array, p: Float64Array): Metric {
  requireProbabilities(y, p);
  if (y.length === 0) return noRows;
  let sum = 0;
  for (let i = 0; i < y.length; i++) {
    sum += lossOfTruth(y[i] === 1 ? p[i] : 1 - p[i]);
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

/** The share of the Brier score of knowing nothing but how frequent the classes are that is gained; negative: lost. */
export function brierSkill(y: Float64Array, p: Float64Array): Metric {
  const reached = brier(y, p);
  if (reached.value === null) return reached;
  let positives = 0;
  for (const label of y) positives += label;
  const share = positives / y.length;
  if (share === 0 || share === 1) return undefinedMetric('there is only one class');
  return { value: 1 - reached.value / (share * (1 - share)) };
}

const calibrationBins = 10;

/**
 * Expected calibration error (Naeini et al. 2015; Guo et al. 2017), in [0, 1]: the distance between the mean probability
 * and the share of positives in each of ten equal ranges of probability, averaged with the ranges' rows as weights. Ranges
 * are open below and closed above, as in scikit-learn's `calibration_curve`.
 */
export function calibrationError(y: Float64Array, p: Float64Array): Metric {
  requireProbabilities(y, p);
  if (y.length === 0) return noRows;
  const excess = new Float64Array(calibrationBins);
  for (let i = 0; i < y.length; i++) {
    let bin = 0;
    // The edges are those of numpy's linspace: 3 * 0.1, not 0.3.
    while (bin < calibrationBins - 1 && p[i] > (bin + 1) * (1 / calibrationBins)) bin++;
    excess[bin] += p[i] - y[i];
  }
  let sum = 0;
  for (const difference of excess) sum += Math.abs(difference);
  return { value: sum / y.length };
}
