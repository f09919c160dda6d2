import { EngineError } from '../engine-error.ts';
import { requireProbabilities } from '../metrics/metric.ts';
import { scoresByClass } from '../metrics/ranking.ts';

/** The minimum wanted of each metric; metrics left out don't count. */
export type ThresholdTargets = {
  readonly accuracy?: number;
  readonly precision?: number;
  readonly recall?: number;
  readonly f1?: number;
};

export type Threshold = {
  /** Predicted positive is probability >= value. */
  readonly value: number;
  /** The smallest (metric - target) on the rows it was chosen on; negative when a target is missed. */
  readonly margin: number;
};

/**
 * The threshold whose smallest margin over the targets is largest, halfway between two neighbouring probabilities. Ties go
 * to the one nearest to 0.5. Choose it on out-of-fold probabilities, never on the holdout.
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
  const { positives, negatives } = scoresByClass(y, p);
  const marginOf = leastMargin(targets, positives.length, negatives.length);
  let best: Threshold | undefined;
  let positivesBelow = positives.length;
  let negativesBelow = negatives.length;
  const highestBelow = () =>
    Math.max(
      positivesBelow > 0 ? positives[positivesBelow - 1] : 0,
      negativesBelow > 0 ? negatives[negativesBelow - 1] : 0,
    );
  while (positivesBelow + negativesBelow > 0) {
    const lowest = highestBelow();
    while (positivesBelow > 0 && positives[positivesBelow - 1] === lowest) positivesBelow--;
    while (negativesBelow > 0 && negatives[negativesBelow - 1] === lowest) negativesBelow--;
    const next = highestBelow();
    const margin = marginOf(positives.length - positivesBelow, negatives.length - negativesBelow);
    const halfway = (lowest + next) / 2;
    // Two neighbouring floating-point numbers have no number halfway between them.
    const value = halfway > next ? halfway : lowest;
    const nearer = best !== undefined && Math.abs(value - 0.5) < Math.abs(best.value - 0.5);
    if (best === undefined || margin > best.margin || (margin === best.margin && nearer)) best = { value, margin };
  }
  return best as Threshold;
}

/**
 * The smallest (metric - target) when this many positive and negative rows are predicted positive; without targets, the
 * accuracy.
 */
function leastMargin(targets: ThresholdTargets, positives: number, negatives: number) {
  const without = Object.values(targets).every((target) => target === undefined);
  const accuracy = without ? 0 : (targets.accuracy ?? Number.NEGATIVE_INFINITY);
  const {
    precision = Number.NEGATIVE_INFINITY,
    recall = Number.NEGATIVE_INFINITY,
    f1 = Number.NEGATIVE_INFINITY,
  } = targets;
  return (truePositive: number, falsePositive: number): number => {
    const predicted = truePositive + falsePositive;
    return Math.min(
      (truePositive + negatives - falsePositive) / (positives + negatives) - accuracy,
      truePositive / predicted - precision,
      (positives === 0 ? 0 : truePositive / positives) - recall,
      (2 * truePositive) / (predicted + positives) - f1,
    );
  };
}
