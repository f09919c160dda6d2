import { entityManager, type Session } from '../database/database.ts';
import { type Row, SnapshotEntity } from './training-entities.ts';

/** The facts about a training table whose bytes are in the artifact store under `hash`. */
export type Snapshot = Row<typeof SnapshotEntity>;

export async function readSnapshot(session: Session, hash: string): Promise<Snapshot> {
  return { ...(await entityManager(session).findOneOrFail(SnapshotEntity, hash)) };
}

/** Recording the same content again keeps the first row, but takes over the mark, which can change without the content. */
export async function recordSnapshot(
  session: Session,
  snapshot: Omit<Snapshot, 'createdAt' | 'erasedAt'> & { readonly synthetic: boolean },
): Promise<void> {
  await entityManager(session).upsert(
    SnapshotEntity,
    { ...snapshot, erasedAt: null, createdAt: new Date() },
    { onConflictFields: ['hash'], onConflictAction: 'merge', onConflictMergeFields: ['synthetic'] },
  );
}

/** Whether erased people were taken out of it after it had been trained on. */
export async function wasScrubbed(session: Session, hash: string): Promise<boolean> {
  return ((await entityManager(session).findOne(SnapshotEntity, hash))?.erasedAt ?? null) !== null;
}
