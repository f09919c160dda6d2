import { PerennialError } from '../../domain/errors.ts';
import type { PredictorDescription } from '../../engine/predictor/predictor.ts';
import type { ModelDefinition } from '../../models/definition.ts';
import { unknownFeatures } from '../../models/features.ts';
import type { ModelVersion } from '../../store/training/versions.ts';

/**
 * Refuses a version if this release can't compute its features, or would misread its answers.
 *
 * @throws PerennialError `unknown_features` naming them; `artifact_damaged` for another task
 */
export function requireServable(
  { model, name }: Pick<ModelVersion, 'model' | 'name'>,
  { featureNames, task }: Pick<PredictorDescription, 'featureNames' | 'task'>,
  definition: ModelDefinition,
): void {
  if (task !== definition.task) {
    throw new PerennialError(
      'artifact_damaged',
      `Version ${name} of ${model} was trained for ${task}, not for ${definition.task}.`,
      `Train again: npx perennial train ${model}`,
      { model, version: name },
    );
  }
  const unknown = unknownFeatures(definition, featureNames);
  if (unknown.length === 0) return;
  throw new PerennialError(
    'unknown_features',
    `Version ${name} of ${model} reads ${unknown.length === 1 ? 'a feature' : 'features'} that this release does not know: ${unknown.join(', ')}.`,
    `Train again (npx perennial train ${model}): the new version takes over. Or run a release that still has ${unknown.length === 1 ? 'it' : 'them'}.`,
    { model, version: name, features: unknown },
  );
}
