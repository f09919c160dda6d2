import { type Attribute, parseAttributeName } from '../../domain/attributes.ts';
import type { PredictorDescription } from '../../engine/predictor/predictor.ts';

/** The attributes that a model reads, in its order, each of the kind that it learnt. */
export function attributesRead({
  featureNames,
  encoding,
}: Pick<PredictorDescription, 'featureNames' | 'encoding'>): Attribute[] {
  return (encoding?.attributes ?? []).flatMap(({ column, levels }) => {
    const name = featureNames[column];
    const parsed = parseAttributeName(name);
    return parsed === null ? [] : [{ name, ...parsed, kind: levels === null ? 'number' : 'category' }];
  });
}
