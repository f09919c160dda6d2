import { entityManager, type Session } from '../database/database.ts';
import { type Row, SnapshotEntity } from './training-entities.ts';

/** What is known of a training table whose bytes lie in the artifact store under `hash`. */
export type Snapshot = Row<typeof SnapshotEntity>;

/** The same content again keeps the first row, but for the mark: that can change without the content. */
export async function recordSnapshot(
  session: Session,
  snapshot: Omit<Snapshot, 'createdAt'> & { readonly synthetic: boolean },
): Promise<void> {
  await entityManager(session).upsert(
    SnapshotEntity,
    { ...snapshot, createdAt: new Date() },
    { onConflictFields: ['hash'], onConflictAction: 'merge', onConflictMergeFields: ['synthetic'] },
  );
}
