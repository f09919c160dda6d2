import type { Attribution } from '../engine/explain/explanation.ts';
import type { Predictor } from '../engine/predictor.ts';
import type { Contribution } from '../models/factors.ts';

export type ExplainedFeatures = Pick<Attribution, 'base' | 'output'> & {
  /** In the order of the model's features; `base` and they sum to `output`, the model's own, before any mapping of scores. */
  readonly contributions: readonly Contribution[];
};

/** Up to tens of milliseconds for a big forest (see `defaultBudget` in engine/explain/explain-trees.ts), else some ten microseconds. */
export function explainFeatures(predictor: Predictor, features: Float64Array): ExplainedFeatures {
  const { base, output, contributions } = predictor.explain(features);
  const { featureNames, typical } = predictor.description;
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
