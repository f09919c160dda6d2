import { accuracy, confusion, f1, precision, recall } from './confusion.ts';
import { type Metric, noRows } from './metric.ts';
import { brier, calibrationError, logLoss } from './probability.ts';
import { averagePrecision, rocAuc } from './ranking.ts';

export type ClassificationMetrics = {
  readonly accuracy: Metric;
  readonly precision: Metric;
  readonly recall: Metric;
  readonly f1: Metric;
  readonly rocAuc: Metric;
  readonly averagePrecision: Metric;
  readonly logLoss: Metric;
  readonly brier: Metric;
  readonly calibrationError: Metric;
};

/** @param y 0 or 1. @param p probabilities of class 1. @param threshold predicted positive is p >= threshold. */
export function classificationMetrics(y: Float64Array, p: Float64Array, threshold: number): ClassificationMetrics {
  const counts = confusion(y, p, threshold);
  const empty = y.length === 0;
  return {
    accuracy: accuracy(counts),
    precision: empty ? noRows : precision(counts),
    recall: empty ? noRows : recall(counts),
    f1: empty ? noRows : f1(counts),
    rocAuc: rocAuc(y, p),
    averagePrecision: averagePrecision(y, p),
    logLoss: logLoss(y, p),
    brier: brier(y, p),
    calibrationError: calibrationError(y, p),
  };
}
