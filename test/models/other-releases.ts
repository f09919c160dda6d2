import { modelNames } from '../../domain/models.ts';
import type { Definitions, Feature, ModelDefinition } from '../../models/definition.ts';
import { definitions as present } from '../../models/registry.ts';

const added: Feature = {
  name: 'days_known',
  group: 'added',
  description: 'Days since the contact was created',
  unit: 'days',
  sql: 'extract(epoch from s.moment - c.created_at)::double precision / 86400',
  high: 'Known for long',
  low: 'New',
};

/** The next release of every model: its first two features swapped, its last one retired, and one added. */
export const nextRelease = eachModel((definition) => {
  const [first, second, ...rest] = definition.features;
  const [last] = rest.splice(-1);
  return { ...definition, features: [second, first, added, ...rest, { ...last, retired: true }] };
});

/** The same, but its retired features were deleted. */
export const carelessRelease = eachModel((definition) => ({
  ...definition,
  features: nextRelease[definition.name].features.filter(({ retired }) => retired !== true),
}));

function eachModel(change: (definition: ModelDefinition) => ModelDefinition): Definitions {
  return Object.fromEntries(modelNames.map((model) => [model, change(present[model])])) as Definitions;
}
