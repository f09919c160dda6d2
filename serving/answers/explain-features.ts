import type { AttributeEncoding } from '../../engine/categories/attribute-encoding.ts';
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
  const { featureNames, typical, encoding } = description;
  const texts = textsOf(encoding, features);
  return {
    base,
    output,
    contributions: featureNames.map((feature, column) => ({
      feature,
      value: Number.isNaN(features[column]) ? null : features[column],
      ...texts.get(column),
      typical: typical[column],
      contribution: contributions[column],
    })),
  };
}

/** What a category's code stands for, by column. */
function textsOf(
  encoding: AttributeEncoding | undefined,
  features: Float64Array,
): ReadonlyMap<number, Pick<Contribution, 'text'> & { readonly value?: null }> {
  return new Map(
    encoding?.attributes.flatMap(({ column, levels }) => {
      if (levels === null) return [];
      const code = features[column];
      const missing = Number.isNaN(code) || code === 0;
      return [[column, missing ? { value: null } : { text: levels[code - 1] ?? null }]];
    }),
  );
}
