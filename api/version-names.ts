import type { Database } from '../store/database/database.ts';
import { ModelVersionEntity } from '../store/training/training-entities.ts';

/** From a version's id to its name; null for null. */
export async function versionNames(
  database: Database,
  ids: readonly (number | null)[],
): Promise<(id: number | null) => string | null> {
  const known = ids.filter((id) => id !== null);
  const versions = await database.em().find(ModelVersionEntity, { id: { $in: known } });
  const names = new Map(versions.map(({ id, name }) => [id, name]));
  return (id) => (id === null ? null : (names.get(id) ?? null));
}
