import { parseAttributeName } from '../domain/attributes.ts';
import type { Feature, ModelDefinition } from './definition.ts';

/**
 * Which features a model gets. A definition lists all that this release can compute, in the order of new trainings. A version gets the
 * features that its artifact names, in the artifact's order, whatever was added, dropped or moved since.
 */

/** What new trainings learn from. */
export function currentFeatures({ features }: Pick<ModelDefinition, 'features'>): readonly Feature[] {
  return features.filter(({ retired }) => retired !== true);
}

/** The guide's features among them, which are counted where features are counted. */
export function countedFeatures(features: readonly Feature[]): number {
  return features.filter(({ beside }) => beside === undefined).length;
}

/** In the order of the names; what this release doesn't know is left out. */
export function featuresNamed(
  { features }: Pick<ModelDefinition, 'features'>,
  names: readonly string[],
): readonly Feature[] {
  const byName = new Map(features.map((feature) => [feature.name, feature]));
  return names.flatMap((name) => byName.get(name) ?? []);
}

/** What this release has no SQL for: a version that reads it can neither serve nor be compared. An attribute that is gone is missing. */
export function unknownFeatures(
  { features }: Pick<ModelDefinition, 'features'>,
  names: readonly string[],
): readonly string[] {
  const known = new Set(features.map(({ name }) => name));
  return names.filter((name) => !known.has(name) && parseAttributeName(name) === null);
}
