import { type Attribute, parseAttributeName } from '../../domain/attributes.ts';
import type { PredictorDescription } from '../../engine/predictor/predictor.ts';

/** The attributes that a version reads, in its order. */
export function attributesOf({
  featureNames,
  encoding,
}: Pick<PredictorDescription, 'featureNames' | 'encoding'>): readonly Attribute[] {
  return (encoding?.attributes ?? []).flatMap(({ column, levels }) => {
    const name = featureNames[column] ?? '';
    const found = parseAttributeName(name);
    return found === null
      ? []
      : [{ name, ...found, kind: levels === null ? ('number' as const) : ('category' as const) }];
  });
}
