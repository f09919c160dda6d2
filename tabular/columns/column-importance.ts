import { encodeRows } from '../../engine/categories/encode-rows.ts';
import type { Matrix } from '../../engine/data/matrix.ts';
import { permutationImportance, sharesOf } from '../../engine/explain/importance.ts';
import { predictRaw } from '../../engine/predictor/fit-pipeline.ts';
import type { FittedTable } from '../training/fit-problem.ts';
import type { PreparedColumn } from './prepare-columns.ts';

/** How much the loss on the holdout grows when a column's cells are shuffled. */
export type ColumnImportance = {
  readonly column: string;
  /** In the unit of the loss. About 0, or less, for a column that doesn't help. */
  readonly lossAdded: number;
  /** The column's share of all positive growth, 0-1. */
  readonly share: number;
};

export const importanceRepeats = 3;

/**
 * The importance of the file's columns. All features made from a column are shuffled together. Features are computed once: the shuffled
 * matrix holds row numbers, one column per column of the file, and features are gathered by them.
 *
 * @param losses one loss per row of the sample, from one array of outputs per fit.
 */
export function columnImportance(
  columns: readonly PreparedColumn[],
  fits: readonly FittedTable[],
  sample: Uint32Array,
  columnNames: readonly string[],
  losses: (outputs: readonly Float64Array[]) => Float64Array,
  seed: number,
): ColumnImportance[] {
  const encoded = fits.map(({ features }) => encodeRows(features, columns, sample));
  const used = [...new Set(fits[0].features.map(({ source }) => source))].sort((a, b) => a - b);
  const placeOf = new Map(used.map((source, at) => [source, at]));
  const rowNumbers: Matrix = {
    rows: sample.length,
    columns: used.length,
    values: Float64Array.from({ length: sample.length * used.length }, (_, at) => Math.floor(at / used.length)),
  };
  const added = permutationImportance({
    predict: (numbers) => losses(fits.map((fit, at) => predictRaw(fit.pipeline, gather(encoded[at], numbers, fit)))),
    x: rowNumbers,
    y: new Float64Array(sample.length),
    loss: (_, ofRows) => ofRows.reduce((sum, loss) => sum + loss, 0) / ofRows.length,
    repeats: importanceRepeats,
    seed,
  });
  const shares = sharesOf(added);
  return used
    .map((source, at) => ({
      column: columnNames[source],
      lossAdded: added[at],
      share: shares[at],
    }))
    .sort((a, b) => b.share - a.share || b.lossAdded - a.lossAdded);

  function gather(x: Matrix, numbers: Matrix, { features }: FittedTable): Matrix {
    const places = Int32Array.from(features, ({ source }) => placeOf.get(source) ?? 0);
    const values = new Float64Array(x.values.length);
    for (let row = 0; row < x.rows; row++) {
      for (let feature = 0; feature < x.columns; feature++) {
        const from = numbers.values[row * numbers.columns + places[feature]];
        values[row * x.columns + feature] = x.values[from * x.columns + feature];
      }
    }
    return { ...x, values };
  }
}
