import { type ModelName, modelNames } from '../domain/models.ts';
import { churn } from './churn/definition.ts';
import type { Definitions, ModelDefinition } from './definition.ts';
import { engagement } from './engagement/definition.ts';
import { leadScoring } from './lead-scoring/definition.ts';

/** Of this release. */
export const definitions: Definitions = { lead_scoring: leadScoring, churn, engagement };

export function modelDefinition(name: ModelName): ModelDefinition {
  return definitions[name];
}

/** In the order of training. */
export const modelDefinitions: readonly ModelDefinition[] = modelNames.map(modelDefinition);
