import { PerennialError } from '../domain/errors.ts';
import type { Blobs } from '../store/artifacts/blobs.ts';
import type { Database, EntityManager } from '../store/database/database.ts';
import { lockInstallation, placeArtifacts } from '../store/installation.ts';
import { latestArtifacts } from '../store/training/versions.ts';

/** How many of the newest models are looked for in a store that nobody has marked. */
const looked = 20;

/**
 * Refuses a folder or bucket that doesn't hold the installation's artifacts: what was trained elsewhere would be missing in it, and what is
 * trained here would be missing there. The first worker marks it with the installation's identity, the others find the mark. `place`
 * names it, for people.
 *
 * @throws PerennialError `invalid_configuration`, `artifacts_unavailable`
 */
export async function requireOwnArtifacts(database: Database, blobs: Blobs, place: string): Promise<void> {
  await database.em().transactional(async (em) => {
    const { id, artifactsPlace } = await lockInstallation(em);
    const mark = await blobs.readMark();
    if (mark === null) {
      if (artifactsPlace !== null) throw notReached(id, place, artifactsPlace);
      if (!(await holdsModels(em, blobs))) throw notReached(id, place, null);
      await blobs.writeMark(id);
    } else if (mark !== id) throw foreign(id, place, mark);
    if (artifactsPlace !== place) await placeArtifacts(em, place);
  });
}

/** Whether one of the newest models is there, or none was trained yet. */
async function holdsModels(em: EntityManager, blobs: Blobs): Promise<boolean> {
  const hashes = await latestArtifacts(em, looked);
  for (const hash of hashes) {
    const found = await blobs.size(hash).catch((error: unknown) => {
      if (error instanceof PerennialError && error.code === 'not_found') return null;
      throw error;
    });
    if (found !== null) return true;
  }
  return hashes.length === 0;
}

function notReached(id: string, place: string, other: string | null): PerennialError {
  const where =
    other === null ? 'none of its models is there' : `they are in ${other}, as the worker saw it that looked last`;
  return new PerennialError(
    'invalid_configuration',
    `${place} does not hold the artifacts of this installation: ${where}.`,
    `Set PERENNIAL_ARTIFACTS to the folder or bucket that all its processes reach. If the artifacts were moved there without their mark, or are lost for good, write ${id} into ${place}/installation.`,
    { variable: 'PERENNIAL_ARTIFACTS', place, installation: id },
  );
}

function foreign(id: string, place: string, mark: string): PerennialError {
  return new PerennialError(
    'invalid_configuration',
    `${place} holds the artifacts of another installation, ${mark}; this one is ${id}.`,
    `Set PERENNIAL_ARTIFACTS to a folder or bucket of its own: what one installation no longer needs is deleted. If the other one is gone for good, write ${id} into ${place}/installation.`,
    { variable: 'PERENNIAL_ARTIFACTS', place, installation: id, mark },
  );
}
