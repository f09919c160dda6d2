import type { Evaluation } from '../contract/step-types.ts';
import { bootstrapMetrics, defaultBootstrap, replicatesFor } from '../engine/bootstrap.ts';
import { classificationMetrics } from '../engine/metrics/classification.ts';
import type { Metric } from '../engine/metrics/metric.ts';
import { regressionMetrics } from '../engine/metrics/regression.ts';
import type { Predictor } from '../engine/predictor/predictor.ts';
import type { Task } from '../engine/task.ts';
import type { Division, LabelledRows } from './training-set.ts';

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

/** The values, and the reasons for those that are undefined. */
export function split(measured: Readonly<Record<string, Metric>>): Pick<Evaluation, 'metrics' | 'undefinedMetrics'> {
  const entries = Object.entries(measured);
  return {
    metrics: Object.fromEntries(entries.map(([name, metric]) => [name, metric.value])),
    undefinedMetrics: Object.fromEntries(
      entries.flatMap(([name, metric]) => (metric.value === null ? [[name, metric.reason]] : [])),
    ),
  };
}

/** 95% intervals of the metrics that have one. */
export function intervalsOf(
  { task, seed }: Pick<Division, 'task' | 'seed'>,
  { y, groups }: Pick<LabelledRows, 'y' | 'groups'>,
  p: Float64Array,
  threshold: number,
): Evaluation['intervals'] {
  const intervals = bootstrapMetrics(y, p, (labels, outputs) => measure(task, labels, outputs, threshold), {
    ...defaultBootstrap,
    replicates: replicatesFor(y.length),
    groups,
    seed,
  });
  return Object.fromEntries(
    Object.entries(intervals).flatMap(([name, { lower, upper }]) =>
      lower === null || upper === null ? [] : [[name, { low: lower, high: upper }]],
    ),
  );
}
