import type { Evaluation } from '../contract/step-types.ts';
import { bootstrapDifference, defaultBootstrap, replicatesFor } from '../engine/bootstrap.ts';
import { crossCalibrate } from '../engine/calibration/calibration.ts';
import { logLoss } from '../engine/metrics/probability.ts';
import { meanAbsoluteError } from '../engine/metrics/regression.ts';
import type { Predictor } from '../engine/predictor/predictor.ts';
import type { SnapshotTable } from '../store/artifacts/snapshot-table.ts';
import { type Division, trainingRows } from './training-set.ts';

const losses = {
  regression: { name: 'mae', of: meanAbsoluteError },
  classification: { name: 'logLoss', of: logLoss },
} as const;

/**
 * The chosen candidate beside what can be said without looking at any feature, on rows that neither saw: for each fold the
 * constant comes from the other folds, as the model does, and probabilities are calibrated in the same way. Labels are the ones that
 * were learnt, shuffled or not.
 */
export function compareWithBaseline(
  table: SnapshotTable,
  division: Division,
  { description: { finish } }: Predictor,
  outOfFold: Uint8Array,
): Pick<Evaluation, 'beyondBaseline'> {
  const { y, folds, groups } = trainingRows(table, division);
  const raw = new Float64Array(outOfFold.slice().buffer);
  const output = finish.task === 'classification' ? crossCalibrate(finish.calibration, raw, y, folds) : raw;
  const constant = meansOf(y, folds);
  const { name, of } = losses[division.task];
  const [loss, baselineLoss] = [of(y, output).value, of(y, constant).value];
  const { lower, upper } = bootstrapDifference(y, constant, output, of, {
    ...defaultBootstrap,
    replicates: replicatesFor(y.length),
    groups,
    seed: division.seed,
  });
  if (loss === null || baselineLoss === null || lower === null || upper === null) return {};
  const gain = baselineLoss - loss;
  return { beyondBaseline: { rows: y.length, metric: name, loss, baselineLoss, gain, low: lower, high: upper } };
}

/**
 * One per row: the mean label of the other folds, which for classes is the share of positives. Not the median, which has the least
 * absolute error: where one lead in ten converts it names the usual label, and no model of means beats it, however well it ranks
 * (docs/decisions/0019-what-a-first-model-must-beat.md).
 */
function meansOf(y: Float64Array, folds: Uint8Array): Float64Array {
  const means = new Map<number, number>();
  for (const fold of new Set(folds)) {
    const others = y.filter((_, row) => folds[row] !== fold);
    means.set(fold, others.reduce((sum, label) => sum + label, 0) / others.length);
  }
  return y.map((_, row) => means.get(folds[row]) ?? 0);
}
