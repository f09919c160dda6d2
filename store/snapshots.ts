import type { Database, EntityManager } from './database.ts';
import { type Row, SnapshotEntity } from './training-entities.ts';

/** What is known of a training table whose bytes lie in the artifact store under `hash`. */
export type Snapshot = Row<typeof SnapshotEntity>;

/** The same content again keeps the first row. */
export async function recordSnapshot(em: EntityManager, snapshot: Omit<Snapshot, 'createdAt'>): Promise<void> {
  await em.upsert(
    SnapshotEntity,
    { ...snapshot, createdAt: new Date() },
    { onConflictFields: ['hash'], onConflictAction: 'ignore' },
  );
}

export async function readSnapshot(database: Database, hash: string): Promise<Snapshot | null> {
  const row = await database.em().findOne(SnapshotEntity, hash);
  return row === null ? null : { ...row };
}
