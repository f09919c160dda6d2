import type { Definitions } from '../../models/definition.ts';
import type { Blobs } from '../../store/artifacts/blobs.ts';
import type { ModelVersion } from '../../store/training/versions.ts';
import { type LoadedModel, loadModel } from './load-version.ts';

export type ModelCache = (version: ModelVersion) => Promise<LoadedModel>;

/** Three champions, three challengers, and the ones before them: a rollback loads nothing. */
const kept = 12;

/**
 * The models that were used last, each loaded once. A file that could not be read is read again when asked for again. Models are plain
 * arrays: the garbage collector takes an old one when its last prediction is through.
 */
export function createModelCache(blobs: Blobs, definitions?: Definitions): ModelCache {
  const loaded = new Map<number, Promise<LoadedModel>>();

  return function load(version) {
    const known = loaded.get(version.id);
    const model = known ?? loadModel(version, blobs, definitions);
    // the last one used comes last
    loaded.delete(version.id);
    loaded.set(version.id, model);
    if (known === undefined) model.catch(() => loaded.get(version.id) === model && loaded.delete(version.id));
    const [oldest] = loaded.keys();
    if (loaded.size > kept) loaded.delete(oldest);
    return model;
  };
}
