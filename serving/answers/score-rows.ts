import type { Matrix } from '../../engine/data/matrix.ts';
import type { Predictions, Predictor } from '../../engine/predictor/predictor.ts';
import type { AttributeTexts } from '../../models/attributes/read-attribute.ts';
import type { ColumnsOwner, RawRow } from './reading.ts';

/** A row of `models/queries/feature-query.ts`: besides these fields, a number or null for each feature. */
export type FeatureRow = {
  readonly subject_id: number;
  readonly contact: string;
  readonly attributes?: AttributeTexts | null;
} & Readonly<Record<string, unknown>>;

/** A row of the query as the serving models take it. @param names of features */
export function rawRowOf(names: readonly string[], row: FeatureRow): RawRow {
  const { attributes } = row;
  return { features: featuresOf(names, row), ...(attributes && { attributes }) };
}

export function featuresOf(names: readonly string[], row: Readonly<Record<string, unknown>>): Float64Array {
  const features = new Float64Array(names.length);
  for (let column = 0; column < names.length; column++) features[column] = (row[names[column]] as number | null) ?? NaN;
  return features;
}

/** Takes raw features in the predictor's order. A row gets the same answer alone and in a batch. */
export function scoreBatch(predictor: Predictor, rows: readonly Float64Array[]): Predictions {
  return predictor.predict(matrixOf(predictor, rows));
}

export function matrixOf({ description }: ColumnsOwner, rows: readonly Float64Array[]): Matrix {
  const columns = description.featureNames.length;
  if (rows.length === 1) return { rows: 1, columns, values: rows[0] };
  const values = new Float64Array(rows.length * columns);
  for (let row = 0; row < rows.length; row++) values.set(rows[row], row * columns);
  return { rows: rows.length, columns, values };
}
