import { type Calibration, calibrate, chooseCalibration } from '../../engine/calibration/calibration.ts';
import { fitScoreInterval } from '../../engine/calibration/interval.ts';
import { chooseThreshold, type ThresholdTargets } from '../../engine/calibration/threshold.ts';
import { selectValues } from '../../engine/data/matrix.ts';
import type { CrossValidation } from '../training/cross-validate.ts';
import type { FitProblem } from '../training/fit-problem.ts';

/** How outputs become answers; learnt from cross-validated outputs, never from the holdout, as `engine/predictor/fit-model.ts` does. */
export type Answering =
  | {
      readonly kind: 'regression';
      /** An answer's interval is itself plus and minus this; null with too few rows. */
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

export type ThresholdCriterion = 'f1' | 'accuracy';

const coverage = 0.9;
/** A positive class of fewer rows than this is rare. */
const rareShare = 1 / 3;

export function learnAnswering(problem: FitProblem, validated: readonly CrossValidation[]): Answering {
  const truths = validated.map(({ places }, target) => selectValues(problem.targets[target], places));
  if (problem.task === 'regression') {
    const { halfWidth } = fitScoreInterval(truths[0], validated[0].outputs, 1, coverage);
    return { kind: 'regression', halfWidth, coverage };
  }
  const calibrations = validated.map(({ outputs, folds }, target) => chooseCalibration(outputs, truths[target], folds));
  if (validated.length > 1) return { kind: 'classes', calibrations };
  const [y] = truths;
  // of a rare class accuracy says little; of a frequent one F1 is at its best where nearly all rows are taken for it
  const criterion = y.reduce((sum, label) => sum + label, 0) < rareShare * y.length ? 'f1' : 'accuracy';
  const wanted: ThresholdTargets = criterion === 'f1' ? { f1: 0 } : {};
  const { value } = chooseThreshold(y, calibrate(calibrations[0], validated[0].outputs), wanted);
  return { kind: 'two classes', calibration: calibrations[0], threshold: value, criterion };
}

/**
 * Calibrated probabilities of every class, a row's sum 1: row-major, rows x classes.
 * @param outputs one array a class, one against the rest.
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
    // no class is claimed by its model: all are as likely
    for (let one = 0; one < classes; one++)
      p[row * classes + one] = sum > 0 ? p[row * classes + one] / sum : 1 / classes;
  }
  return p;
}
