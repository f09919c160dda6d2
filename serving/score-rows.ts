import { setImmediate } from 'node:timers/promises';
import type { Predictor } from '../engine/predictor.ts';
import type { Contribution } from '../models/factors.ts';

/** A row of `models/feature-query.ts`: beside these a number or null for each feature. */
export type FeatureRow = { readonly subject_id: number; readonly contact: string } & Readonly<Record<string, unknown>>;

export type Scored = {
  readonly row: FeatureRow;
  /** Raw features in the predictor's order, NaN where missing. */
  readonly features: Float64Array;
  readonly output: number;
  readonly confidence: number;
};

export function scoreRows(predictor: Predictor, rows: readonly FeatureRow[]): Scored[] {
  if (rows.length === 0) return [];
  const names = predictor.description.featureNames;
  const values = Float64Array.from(rows.flatMap((row) => names.map((name) => (row[name] as number | null) ?? NaN)));
  const { output, confidence } = predictor.predict({ rows: rows.length, columns: names.length, values });
  return rows.map((row, at) => ({
    row,
    features: values.slice(at * names.length, (at + 1) * names.length),
    output: output[at],
    confidence: confidence[at],
  }));
}

/** An explanation takes up to tens of milliseconds on the calling thread: other requests get their turn between two. */
export async function explainRow(predictor: Predictor, { features }: Scored): Promise<Contribution[]> {
  await setImmediate();
  const { contributions } = predictor.explain(features);
  const { featureNames, typical } = predictor.description;
  return featureNames.map((feature, column) => ({
    feature,
    value: Number.isNaN(features[column]) ? null : features[column],
    typical: typical[column],
    contribution: contributions[column],
  }));
}
