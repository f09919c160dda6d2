import type { EntityManager } from '../database/database.ts';
import { lockUntilCommit } from '../training/steps.ts';
import { sha256 } from './blob-names.ts';
import type { Blobs } from './blobs.ts';

/**
 * Stores bytes in the transaction that records their hash. Retention removes an artifact under the same lock, after a last look for
 * records of it: what a step found in the store can't disappear before the step is recorded, however old it was.
 */
export async function keepArtifact(em: EntityManager, blobs: Blobs, bytes: Uint8Array): Promise<string> {
  await lockArtifact(em, sha256(bytes));
  return await blobs.put(bytes);
}

/** The same for bytes that are in a file. @param hash of them */
export async function keepArtifactFile(em: EntityManager, blobs: Blobs, file: string, hash: string): Promise<void> {
  await lockArtifact(em, hash);
  await blobs.putFile(file, hash);
}

export async function lockArtifact(em: EntityManager, hash: string): Promise<void> {
  await lockUntilCommit(em, `artifact ${hash}`);
}
