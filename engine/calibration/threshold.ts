import { EngineError } from '../engine-error.ts';
import { requireProbabilities } from '../metrics/metric.ts';

/** The least value wanted of each; those left out don't count. */
export type ThresholdTargets = {
  readonly accuracy?: number;
  readonly precision?: number;
  readonly recall?: number;
  readonly f1?: number;
};

export type Threshold = {
  /** Predicted positive is probability >= value. */
  readonly value: number;
  /** The least of (metric - target) on the rows it was chosen on; negative when a target is missed. */
  readonly margin: number;
};

/**
 * The threshold with the greatest least margin over the targets, halfway between two neighbouring probabilities; of equals the
 * one nearest to 0.5. Choose it on out-of-fold probabilities, never on the holdout.
 *
 * @param y 0 or 1. @param p calibrated probabilities.
 */
export function chooseThreshold(y: Float64Array, p: Float64Array, targets: ThresholdTargets): Threshold {
  requireProbabilities(y, p);
  if (y.length === 0) {
    throw new EngineError(
      'not_enough_training_data',
      'There are no rows to choose a threshold on.',
      'Collect more history.',
    );
  }
  const order = Uint32Array.from(p, (_, index) => index).sort((a, b) => p[b] - p[a]);
  const positives = y.reduce((sum, label) => sum + label, 0);
  let best: Threshold | undefined;
  let truePositive = 0;
  for (let taken = 1; taken <= order.length; taken++) {
    truePositive += y[order[taken - 1]];
    const lowest = p[order[taken - 1]];
    const next = taken < order.length ? p[order[taken]] : 0;
    if (next === lowest && taken < order.length) continue;
    const margin = leastMargin({ truePositive, predicted: taken, positives, rows: order.length }, targets);
    const value = (lowest + next) / 2;
    const nearer = best !== undefined && Math.abs(value - 0.5) < Math.abs(best.value - 0.5);
    if (best === undefined || margin > best.margin || (margin === best.margin && nearer)) best = { value, margin };
  }
  return best as Threshold;
}

type Counts = {
  readonly truePositive: number;
  readonly predicted: number;
  readonly positives: number;
  readonly rows: number;
};

function leastMargin({ truePositive, predicted, positives, rows }: Counts, targets: ThresholdTargets): number {
  const correct = truePositive + (rows - positives - (predicted - truePositive));
  const reached: Required<ThresholdTargets> = {
    accuracy: correct / rows,
    precision: truePositive / predicted,
    recall: positives === 0 ? 0 : truePositive / positives,
    f1: (2 * truePositive) / (predicted + positives),
  };
  const names = Object.keys(reached) as (keyof ThresholdTargets)[];
  const wanted = names.filter((name) => targets[name] !== undefined);
  // Without targets: the most accurate threshold.
  if (wanted.length === 0) return reached.accuracy;
  return Math.min(...wanted.map((name) => reached[name] - (targets[name] ?? 0)));
}
