import { isPerennialError, isTransient } from '../domain/errors.ts';
import type { ModelName } from '../domain/models.ts';
import type { Blobs } from '../store/artifacts/blobs.ts';
import type { Database } from '../store/database/database.ts';
import { readChampion } from '../store/training/versions.ts';

/** The bytes of the champion's training set, which drift is measured from. null: there is none, or its file can't be read. */
export async function readReference(database: Database, blobs: Blobs, model: ModelName): Promise<Uint8Array | null> {
  const champion = await readChampion(database, model);
  if (champion === null) return null;
  try {
    return await blobs.get(champion.snapshotHash);
  } catch (error) {
    if (!isPerennialError(error) || isTransient(error.code)) throw error;
    return null;
  }
}
