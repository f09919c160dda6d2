import { classificationMetrics } from '../engine/metrics/classification.ts';
import type { Metric } from '../engine/metrics/metric.ts';
import { regressionMetrics } from '../engine/metrics/regression.ts';
import type { Predictor } from '../engine/predictor/predictor.ts';
import type { Task } from '../engine/task.ts';

export function thresholdOf({ description: { finish } }: Predictor): number {
  return finish.task === 'classification' ? finish.threshold.value : 0.5;
}

export function measure(
  task: Task,
  y: Float64Array,
  p: Float64Array,
  threshold: number,
): Readonly<Record<string, Metric>> {
  return task === 'regression' ? regressionMetrics(y, p) : classificationMetrics(y, p, threshold);
}
