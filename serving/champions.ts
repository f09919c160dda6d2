import { PerennialError } from '../domain/errors.ts';
import { type ModelName, modelTitles } from '../domain/models.ts';
import { isEngineError } from '../engine/engine-error.ts';
import type { Predictor } from '../engine/predictor.ts';
import { loadPredictor, type Schema } from '../engine/predictor-file.ts';
import { modelDefinition } from '../models/registry.ts';
import type { Blobs } from '../store/artifacts/blobs.ts';
import type { Database } from '../store/database.ts';
import { type ModelVersion, readChampion } from '../store/versions.ts';

export type Champion = { readonly version: ModelVersion; readonly predictor: Predictor };

/**
 * The deployed models, each loaded once per version: the pointer is read at every call, so that a deployment is seen at once. Loaded
 * models are plain arrays; the garbage collector takes an old one when its last prediction is through.
 */
export function createChampions({ database, blobs }: { readonly database: Database; readonly blobs: Blobs }) {
  const loaded = new Map<ModelName, { readonly id: number; readonly champion: Promise<Champion> }>();

  /** @throws PerennialError `model_not_found` before the first deployment, `artifact_damaged`, `not_found` for a missing file. */
  return async function championOf(model: ModelName): Promise<Champion> {
    const version = await readChampion(database, model);
    if (version === null) throw noChampion(model);
    const known = loaded.get(model);
    if (known?.id === version.id) return known.champion;
    const champion = load(model, version, blobs);
    loaded.set(model, { id: version.id, champion });
    // a file that comes back is read again
    champion.catch(() => loaded.get(model)?.champion === champion && loaded.delete(model));
    return champion;
  };
}

async function load(model: ModelName, version: ModelVersion, blobs: Blobs): Promise<Champion> {
  const { features, task } = modelDefinition(model);
  const schema = { featureNames: features.map(({ name }) => name), task };
  return { version, predictor: await loadVersion(version, blobs, schema) };
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
