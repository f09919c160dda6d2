import { PerennialError } from '../../domain/errors.ts';
import { type ModelName, modelTitles } from '../../domain/models.ts';
import { isEngineError } from '../../engine/engine-error.ts';
import { loadPredictor, readDescription } from '../../engine/file/predictor-file.ts';
import type { Predictor, PredictorDescription } from '../../engine/predictor/predictor.ts';
import type { Definitions, ModelDefinition } from '../../models/definition.ts';
import { definitions as ofThisRelease } from '../../models/registry.ts';
import type { Blobs } from '../../store/artifacts/blobs.ts';
import type { ModelVersion } from '../../store/training/versions.ts';
import { requireGoldenRows } from './golden-rows.ts';

export type LoadedModel = {
  readonly version: ModelVersion;
  readonly predictor: Predictor;
  /** Of this release. The version may read features that are retired or unknown here (`require-servable.ts`). */
  readonly definition: ModelDefinition;
};

/**
 * Loads a model, checks its golden rows and prepares its explanations, so no request pays for the first use.
 *
 * @throws PerennialError as `loadVersion` does.
 */
export async function loadModel(
  version: ModelVersion,
  blobs: Blobs,
  definitions: Definitions = ofThisRelease,
): Promise<LoadedModel> {
  const predictor = await loadVersion(version, blobs);
  requireGoldenRows(version, predictor);
  predictor.explain(Float64Array.from(predictor.description.typical));
  return { version, predictor, definition: definitions[version.model] };
}

/** @throws PerennialError `artifact_damaged`; `not_found` for a missing file. */
export async function loadVersion(version: ModelVersion, blobs: Blobs): Promise<Predictor> {
  const bytes = await blobs.get(version.artifactHash);
  return await namingVersion(version, () => loadPredictor(bytes));
}

/** A version's description, such as the features that it reads, without its learner. @throws as `loadVersion`. */
export async function describeVersion(version: ModelVersion, blobs: Blobs): Promise<PredictorDescription> {
  const bytes = await blobs.get(version.artifactHash);
  return await namingVersion(version, async () => readDescription(bytes));
}

async function namingVersion<T>({ model, name }: ModelVersion, read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    if (!isEngineError(error)) throw error;
    const details = { ...error.details, model, version: name };
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
