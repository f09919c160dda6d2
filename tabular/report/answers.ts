import { type Calibration, calibrate, chooseCalibration } from '../../engine/calibration/calibration.ts';
import { fitScoreInterval } from '../../engine/calibration/interval.ts';
import { chooseThreshold, type ThresholdTargets } from '../../engine/calibration/threshold.ts';
import { selectValues } from '../../engine/data/matrix.ts';
import type { CrossValidation } from '../training/cross-validate.ts';
import type { FitProblem } from '../training/fit-problem.ts';
import { fewRows } from './few-rows.ts';

/** How outputs become answers. It is learnt from cross-validated outputs, never from the holdout, as in `engine/predictor/fit-model.ts`. */
export type Answering =
  | {
      readonly kind: 'regression';
      /** The interval reaches from the answer minus this to the answer plus this; null with too few rows. */
      readonly halfWidth: number | null;
      readonly coverage: number;
    }
  | {
      readonly kind: 'two classes';
      readonly calibration: Calibration;
      readonly threshold: number;
      readonly criterion: ThresholdCriterion;
    }
  | { readonly kind: 'classes'; readonly calibrations: readonly Calibration[] };

/** `share`: about as many rows are predicted positive as there are. It is used when the other two put all rows into one class. */
export type ThresholdCriterion = 'f1' | 'accuracy' | 'share';

const coverage = 0.9;
/** A positive class with a smaller share is rare. */
const rareShare = 1 / 3;

export function learnAnswering(problem: FitProblem, validated: readonly CrossValidation[]): Answering {
  const truths = validated.map(({ places }, target) => selectValues(problem.targets[target], places));
  if (problem.task === 'regression') {
    const { halfWidth } = fitScoreInterval(truths[0], validated[0].outputs, 1, coverage);
    return { kind: 'regression', halfWidth, coverage };
  }
  const calibrations = validated.map(({ outputs, folds }, target) =>
    chooseCalibration(outputs, truths[target], folds, rarest(truths[target]) >= fewRows),
  );
  if (validated.length > 1) return { kind: 'classes', calibrations };
  const [y] = truths;
  // accuracy says little about a rare class; for a frequent class F1 is best when nearly all rows are predicted positive
  const criterion = y.reduce((sum, label) => sum + label, 0) < rareShare * y.length ? 'f1' : 'accuracy';
  const wanted: ThresholdTargets = criterion === 'f1' ? { f1: 0 } : {};
  const p = calibrate(calibrations[0], validated[0].outputs);
  const { value } = chooseThreshold(y, p, wanted);
  const answering = { kind: 'two classes', calibration: calibrations[0] } as const;
  if (!isDegenerate(y, p, value)) return { ...answering, threshold: value, criterion };
  return { ...answering, threshold: thresholdOfShare(y, p), criterion: 'share' };
}

function rarest(y: Float64Array): number {
  const positives = y.reduce((sum, label) => sum + label, 0);
  return Math.min(positives, y.length - positives);
}

/** True when the threshold puts all rows into one class, or most rows into a class that has few. */
function isDegenerate(y: Float64Array, p: Float64Array, threshold: number): boolean {
  const predicted = p.filter((value) => value >= threshold).length;
  const positives = y.reduce((sum, label) => sum + label, 0);
  if (rarest(y) >= fewRows) return predicted === y.length && positives < rareShare * y.length;
  const other = positives <= y.length / 2 ? predicted : y.length - predicted;
  return predicted === y.length || predicted === 0 || (rarest(y) < rareShare * y.length && other > y.length / 2);
}

/** A threshold that as many rows reach as are positive, or somewhat fewer when rows have equal outputs. */
function thresholdOfShare(y: Float64Array, p: Float64Array): number {
  const positives = y.reduce((sum, label) => sum + label, 0);
  const sorted = p.toSorted();
  const levels = [...new Set(sorted)];
  const wanted = sorted[sorted.length - Math.max(1, positives)];
  const at = levels.indexOf(wanted);
  const alike = sorted.length - sorted.indexOf(wanted);
  // an output that many rows share would take in far more rows
  const from = alike <= 2 * positives ? at : at + 1;
  if (from >= levels.length) return Math.min(1, (levels[levels.length - 1] + 1) / 2);
  return from === 0 ? levels[0] : (levels[from - 1] + levels[from]) / 2;
}

/**
 * Calibrated probabilities of every class, with a sum of 1 per row: row-major, rows x classes.
 * @param outputs one array per class, from a model of that class against the rest.
 */
export function classProbabilities(
  calibrations: readonly Calibration[],
  outputs: readonly Float64Array[],
): Float64Array {
  const classes = outputs.length;
  const rows = outputs[0].length;
  const p = new Float64Array(rows * classes);
  outputs.forEach((output, one) => {
    const calibrated = calibrate(calibrations[one], output);
    for (let row = 0; row < rows; row++) p[row * classes + one] = calibrated[row];
  });
  for (let row = 0; row < rows; row++) {
    let sum = 0;
    for (let one = 0; one < classes; one++) sum += p[row * classes + one];
    // no model claims its class, so all are equally likely
    for (let one = 0; one < classes; one++)
      p[row * classes + one] = sum > 0 ? p[row * classes + one] / sum : 1 / classes;
  }
  return p;
}
