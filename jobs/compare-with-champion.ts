import type { Evaluation } from '../contract/step-types.ts';
import { bootstrapDifference, defaultBootstrap } from '../engine/bootstrap.ts';
import { selectRows, selectValues } from '../engine/data/matrix.ts';
import { isEngineError } from '../engine/engine-error.ts';
import { loadPredictor } from '../engine/file/predictor-file.ts';
import { brier } from '../engine/metrics/probability.ts';
import { meanAbsoluteError } from '../engine/metrics/regression.ts';
import type { Predictor } from '../engine/predictor/predictor.ts';
import { lackingColumns, type SnapshotTable } from '../store/artifacts/snapshot-table.ts';
import { columnsOf } from './raw-columns.ts';
import { type Division, divide, type LabelledRows } from './training-set.ts';

export type ChampionForComparison = {
  readonly artifact: Uint8Array;
  /** External ids of the contacts that it was trained on. */
  readonly trainedOn: readonly string[];
};

/** The loss by which a champion and its challenger are compared. */
export const comparisonLoss = {
  regression: { name: 'mae', of: meanAbsoluteError },
  classification: { name: 'brier', of: brier },
} as const;

type Compared = Pick<Evaluation, 'comparison' | 'notCompared'>;

/**
 * Compares both on rows outside both training sets only, each model with the features that it reads.
 *
 * @param output the challenger's, for the holdout of those who came since then (`divide`).
 */
export async function compareWithChampion(
  table: SnapshotTable,
  division: Division,
  output: Float64Array,
  champion: ChampionForComparison,
  cameSince?: number,
): Promise<Compared> {
  let predictor: Predictor;
  try {
    predictor = await loadPredictor(champion.artifact);
  } catch (error) {
    if (!isEngineError(error)) throw error;
    return { comparison: null, notCompared: { why: 'cannot_serve', reason: error.message } };
  }
  try {
    const { featureNames } = predictor.description;
    const lacking = lackingColumns(table, featureNames);
    if (lacking.length > 0) {
      const reason = `The champion was deployed during this training, whose rows lack ${lacking.join(', ')}.`;
      return { comparison: null, notCompared: { why: 'deployed_meanwhile', reason } };
    }
    const { holdout } = divide(table, division.testSize, columnsOf(predictor), cameSince);
    return { comparison: compareOn(holdout, predictor, division, output, champion.trainedOn) };
  } finally {
    predictor.free();
  }
}

/** null where no rows lie outside both training sets. */
function compareOn(
  holdout: LabelledRows,
  predictor: Predictor,
  { task, seed }: Division,
  output: Float64Array,
  trainedOn: readonly string[],
): Evaluation['comparison'] {
  const known = new Set(trainedOn);
  const rows = holdout.groups.flatMap((contact, row) => (known.has(contact) ? [] : [row]));
  if (rows.length === 0) return null;
  const { name, of } = comparisonLoss[task];
  const { estimate, lower, upper } = bootstrapDifference(
    selectValues(holdout.y, rows),
    selectValues(output, rows),
    predictor.predict(selectRows(holdout.x, rows)).output,
    of,
    { ...defaultBootstrap, groups: rows.map((row) => holdout.groups[row] ?? ''), seed },
  );
  if (estimate.value === null || lower === null || upper === null) return null;
  const subjects = new Set(rows.map((row) => holdout.subjects[row])).size;
  const several = subjects === rows.length ? {} : { subjects };
  return { rows: rows.length, ...several, metric: name, difference: estimate.value, low: lower, high: upper };
}
