import type { Attribution } from '../../engine/explain/explanation.ts';
import type { Predictor } from '../../engine/predictor/predictor.ts';
import type { Contribution } from '../../models/factors.ts';
import { matrixOf } from './score-rows.ts';

export type ExplainedFeatures = Pick<Attribution, 'base' | 'output'> & {
  /** In the order of the model's features. `base` plus their sum is `output`, the model's own output before scores are mapped. */
  readonly contributions: readonly Contribution[];
};

/** Takes up to tens of milliseconds for a big forest (`defaultBudget` in engine/explain/explain-trees.ts), otherwise about 10 µs. */
export function explainFeatures(predictor: Predictor, features: Float64Array): ExplainedFeatures {
  return withNames(predictor, features, predictor.explain(features));
}

/** Explains many rows, faster than one by one. */
export function explainBatch(predictor: Predictor, rows: readonly Float64Array[]): ExplainedFeatures[] {
  const explanations = predictor.explainRows(matrixOf(predictor, rows));
  return rows.map((features, row) => withNames(predictor, features, explanations[row]));
}

function withNames({ description }: Predictor, features: Float64Array, explained: Attribution): ExplainedFeatures {
  const { base, output, contributions } = explained;
  const { featureNames, typical } = description;
  return {
    base,
    output,
    contributions: featureNames.map((feature, column) => ({
      feature,
      value: Number.isNaN(features[column]) ? null : features[column],
      typical: typical[column],
      contribution: contributions[column],
    })),
  };
}
