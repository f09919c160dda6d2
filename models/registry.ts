import { type ModelName, modelNames } from '../domain/models.ts';
import { churn } from './churn/definition.ts';
import type { ModelDefinition } from './definition.ts';
import { engagement } from './engagement/definition.ts';
import { leadScoring } from './lead-scoring/definition.ts';

const byName: Readonly<Record<ModelName, ModelDefinition>> = { lead_scoring: leadScoring, churn, engagement };

export function modelDefinition(name: ModelName): ModelDefinition {
  return byName[name];
}

/** In the order of training. */
export const modelDefinitions: readonly ModelDefinition[] = modelNames.map(modelDefinition);
