import { accuracy, confusion } from '../../../engine/metrics/confusion.ts';
import type { Metric } from '../../../engine/metrics/metric.ts';
import { rocAuc } from '../../../engine/metrics/ranking.ts';
import { r2 } from '../../../engine/metrics/regression.ts';
import type { Task } from '../../../engine/task.ts';

/** Metrics by name, in the order in which they are printed; greater is better. */
export type Score = Readonly<Record<string, number>>;

/** A ratio counts only where no metric of ours is worse by more than this. */
export const tolerance = 0.005;

export function scoreOf(task: Task, y: Float64Array, outputs: Float64Array): Score {
  if (task === 'regression') return { R2: defined(r2(y, outputs)) };
  return { AUC: defined(rocAuc(y, outputs)), accuracy: defined(accuracy(confusion(y, outputs, 0.5))) };
}

export function meanScore(scores: readonly Score[]): Score {
  const names = Object.keys(scores[0] ?? {});
  return Object.fromEntries(
    names.map((name) => [name, scores.reduce((sum, score) => sum + score[name], 0) / scores.length]),
  );
}

export function isAsGood(ours: Score, theirs: Score): boolean {
  return Object.entries(theirs).every(([name, value]) => ours[name] >= value - tolerance);
}

function defined(metric: Metric): number {
  if (metric.value === null) throw new Error(`A score of the bench is undefined: ${metric.reason}.`);
  return metric.value;
}
