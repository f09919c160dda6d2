import type { Attribution } from '../../engine/explain/explanation.ts';
import type { Predictor } from '../../engine/predictor/predictor.ts';
import type { Contribution } from '../../models/factors.ts';
import { matrixOf } from './score-rows.ts';

export type ExplainedFeatures = Pick<Attribution, 'base' | 'output'> & {
  /** In the order of the model's features; `base` and they sum to `output`, the model's own, before any mapping of scores. */
  readonly contributions: readonly Contribution[];
};

/** Up to tens of milliseconds for a big forest (see `defaultBudget` in engine/explain/explain-trees.ts), else some ten microseconds. */
export function explainFeatures(predictor: Predictor, features: Float64Array): ExplainedFeatures {
  return withNames(predictor, features, predictor.explain(features));
}

/** The same of many rows, in less time. */
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
