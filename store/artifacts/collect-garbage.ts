import type { Database, EntityManager } from '../database/database.ts';
import { readInstallation } from '../installation.ts';
import type { Blobs, StoredBlob } from './blobs.ts';
import { lockArtifact } from './keep-artifact.ts';

export type Garbage = { readonly removed: number; readonly byteCount: number };

/** Artifacts per transaction: others wait for it when they write one of the same content. */
const batchSize = 50;

/**
 * Every record of an artifact: those of versions stay, those of steps go with the steps, when their training is long over. The result of a
 * step names its artifacts somewhere in its JSON.
 */
const records = `
  select artifact_hash as hash from model_versions
  union select snapshot_hash from model_versions
  union select snapshot_hash from runs where state = 'running'
  union select (regexp_matches(result::text, '[0-9a-f]{64}', 'g'))[1] from steps`;

/**
 * Removes the artifacts from before `before` that no record names: snapshots, out-of-fold predictions and models of trainings whose steps
 * have expired, and what killed steps left. Each batch is finished for itself, so a stopped call can be continued.
 */
export async function collectGarbage(
  database: Database,
  blobs: Blobs,
  before: Date,
  { signal, onBatch }: { readonly signal?: AbortSignal; readonly onBatch?: (removed: number) => void } = {},
): Promise<Garbage> {
  // a store that somebody else marked meanwhile is not ours to clean
  if ((await blobs.readMark()) !== (await readInstallation(database)).id) return { removed: 0, byteCount: 0 };
  const recorded = new Set((await database.query<{ hash: string }>(records)).map(({ hash }) => hash));
  const candidates: StoredBlob[] = [];
  for await (const blob of blobs.list()) {
    if (blob.writtenAt < before && !recorded.has(blob.hash)) candidates.push(blob);
  }
  let [removed, byteCount] = [0, 0];
  while (candidates.length > 0) {
    signal?.throwIfAborted();
    for (const blob of await removeBatch(database, blobs, candidates.splice(0, batchSize))) {
      removed++;
      byteCount += blob.byteCount;
    }
    onBatch?.(removed);
  }
  return { removed, byteCount };
}

/** @returns those that no record names, now that nobody can add one */
function removeBatch(database: Database, blobs: Blobs, batch: readonly StoredBlob[]): Promise<StoredBlob[]> {
  return database.em().transactional(async (em) => {
    for (const { hash } of batch) await lockArtifact(em, hash);
    const kept = await recordedAmong(em, batch);
    const garbage = batch.filter(({ hash }) => !kept.has(hash));
    for (const { hash } of garbage) {
      await blobs.remove(hash);
      await em.execute('delete from snapshots where hash = ?', [hash]);
    }
    return garbage;
  });
}

async function recordedAmong(em: EntityManager, batch: readonly StoredBlob[]): Promise<Set<string>> {
  const names = batch.map(() => '?').join(', ');
  const rows = await em.execute<{ hash: string }[]>(
    `select hash from (${records}) as recorded where hash in (${names})`,
    batch.map(({ hash }) => hash),
  );
  return new Set(rows.map(({ hash }) => hash));
}
