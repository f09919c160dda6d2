import type { Evaluation } from '../contract/step-types.ts';
import type { BesideChampion } from '../domain/holdout-picture.ts';
import { bootstrapDifference, defaultBootstrap } from '../engine/bootstrap.ts';
import { selectRows, selectValues } from '../engine/data/matrix.ts';
import { isEngineError } from '../engine/engine-error.ts';
import { loadPredictor } from '../engine/file/predictor-file.ts';
import { brier } from '../engine/metrics/probability.ts';
import { meanAbsoluteError } from '../engine/metrics/regression.ts';
import type { Predictor } from '../engine/predictor/predictor.ts';
import { lackingColumns, type SnapshotTable } from '../store/artifacts/snapshot-table.ts';
import { measure, split, thresholdOf } from './measure.ts';
import { columnsOf } from './raw-columns.ts';
import { type Division, divide, type LabelledRows } from './training-set.ts';

export type ChampionForComparison = {
  readonly name: string;
  readonly artifact: Uint8Array;
  /** External ids of the contacts that it was trained on. */
  readonly trainedOn: readonly string[];
};

/** What is compared with it. */
export type Challenger = { readonly output: Float64Array; readonly threshold: number };

/** The loss by which a champion and its challenger are compared. */
export const comparisonLoss = {
  regression: { name: 'mae', of: meanAbsoluteError },
  classification: { name: 'brier', of: brier },
} as const;

type Compared = Pick<Evaluation, 'comparison' | 'notCompared'> & { readonly beside: BesideChampion | null };

/**
 * Compares both on rows outside both training sets only, each model with the features that it reads.
 *
 * @param challenger its output for the holdout of those who came since then (`divide`), and its threshold.
 */
export async function compareWithChampion(
  table: SnapshotTable,
  division: Division,
  challenger: Challenger,
  champion: ChampionForComparison,
  cameSince?: number,
): Promise<Compared> {
  let predictor: Predictor;
  try {
    predictor = await loadPredictor(champion.artifact);
  } catch (error) {
    if (!isEngineError(error)) throw error;
    return { comparison: null, beside: null, notCompared: { why: 'cannot_serve', reason: error.message } };
  }
  try {
    const { featureNames } = predictor.description;
    const lacking = lackingColumns(table, featureNames);
    if (lacking.length > 0) {
      const reason = `The champion was deployed during this training, whose rows lack ${lacking.join(', ')}.`;
      return { comparison: null, beside: null, notCompared: { why: 'deployed_meanwhile', reason } };
    }
    const { holdout } = divide(table, division.testSize, columnsOf(predictor), cameSince);
    return compareOn(holdout, predictor, division, challenger, champion);
  } finally {
    predictor.free();
  }
}

/** Nothing where no rows lie outside both training sets. */
function compareOn(
  holdout: LabelledRows,
  predictor: Predictor,
  { task, seed }: Division,
  challenger: Challenger,
  champion: ChampionForComparison,
): Compared {
  const known = new Set(champion.trainedOn);
  const rows = holdout.groups.flatMap((contact, row) => (known.has(contact) ? [] : [row]));
  if (rows.length === 0) return { comparison: null, beside: null };
  const { name, of } = comparisonLoss[task];
  const y = selectValues(holdout.y, rows);
  const output = selectValues(challenger.output, rows);
  const { output: before } = predictor.predict(selectRows(holdout.x, rows));
  const beside = {
    champion: champion.name,
    rows: rows.length,
    metrics: split(measure(task, y, output, challenger.threshold)).metrics,
    championMetrics: split(measure(task, y, before, thresholdOf(predictor))).metrics,
  };
  const { estimate, lower, upper } = bootstrapDifference(y, output, before, of, {
    ...defaultBootstrap,
    groups: rows.map((row) => holdout.groups[row] ?? ''),
    seed,
  });
  if (estimate.value === null || lower === null || upper === null) return { comparison: null, beside };
  const subjects = new Set(rows.map((row) => holdout.subjects[row])).size;
  const several = subjects === rows.length ? {} : { subjects };
  const difference = { metric: name, difference: estimate.value, low: lower, high: upper };
  return { comparison: { rows: rows.length, ...several, ...difference }, beside };
}
