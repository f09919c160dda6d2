import type { Definitions } from '../../models/definition.ts';
import type { Blobs } from '../../store/artifacts/blobs.ts';
import type { ModelVersion } from '../../store/training/versions.ts';
import { type LoadedModel, loadModel } from './load-version.ts';

export type ModelCache = (version: ModelVersion) => Promise<LoadedModel>;

/** Three champions, three challengers, and the six before them, so a rollback loads nothing. */
const kept = 12;

/**
 * The models used last, each loaded once. A file that could not be read is tried again at the next request. Models are plain
 * arrays, so the garbage collector frees an old one after its last prediction.
 */
export function createModelCache(blobs: Blobs, definitions?: Definitions): ModelCache {
  const loaded = new Map<number, Promise<LoadedModel>>();

  return function load(version) {
    const known = loaded.get(version.id);
    const model = known ?? loadModel(version, blobs, definitions);
    // a Map keeps the order of insertion, so the last one used is moved to the end
    loaded.delete(version.id);
    loaded.set(version.id, model);
    if (known === undefined) model.catch(() => loaded.get(version.id) === model && loaded.delete(version.id));
    const [oldest] = loaded.keys();
    if (loaded.size > kept) loaded.delete(oldest);
    return model;
  };
}
