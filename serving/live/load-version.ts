import { PerennialError } from '../../domain/errors.ts';
import { type ModelName, modelTitles } from '../../domain/models.ts';
import { isEngineError } from '../../engine/engine-error.ts';
import { loadPredictor, type Schema } from '../../engine/file/predictor-file.ts';
import type { Predictor } from '../../engine/predictor/predictor.ts';
import { modelDefinition } from '../../models/registry.ts';
import type { Blobs } from '../../store/artifacts/blobs.ts';
import type { ModelVersion } from '../../store/training/versions.ts';
import { requireGoldenRows } from './golden-rows.ts';

export type LoadedModel = { readonly version: ModelVersion; readonly predictor: Predictor };

/**
 * Answers its golden rows as it did when it was trained, and is ready to explain: no request pays for the first time.
 * @throws PerennialError as `loadVersion` does.
 */
export async function loadModel(version: ModelVersion, blobs: Blobs): Promise<LoadedModel> {
  const { features, task } = modelDefinition(version.model);
  const schema = { featureNames: features.map(({ name }) => name), task };
  const predictor = await loadVersion(version, blobs, schema);
  requireGoldenRows(version, predictor);
  predictor.explain(Float64Array.from(predictor.description.typical));
  return { version, predictor };
}

/**
 * @param schema what the model must have been trained for; left out: anything.
 * @throws PerennialError `artifact_damaged`, `not_found` for a missing file.
 */
export async function loadVersion(version: ModelVersion, blobs: Blobs, schema?: Schema): Promise<Predictor> {
  const bytes = await blobs.get(version.artifactHash);
  try {
    return await loadPredictor(bytes, schema);
  } catch (error) {
    if (!isEngineError(error)) throw error;
    const details = { ...error.details, model: version.model, version: version.name };
    throw new PerennialError(error.code, error.message, error.remedy, details, error);
  }
}

export function noChampion(model: ModelName): PerennialError {
  return new PerennialError(
    'model_not_found',
    `Model not found: no ${modelTitles[model].toLowerCase()} (${model}) has been trained yet.`,
    `Train models first: npx perennial train ${model}`,
    { model },
  );
}
