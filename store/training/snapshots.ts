import { entityManager, type Session } from '../database/database.ts';
import { type Row, SnapshotEntity } from './training-entities.ts';

/** The facts about a training table whose bytes are in the artifact store under `hash`. */
export type Snapshot = Row<typeof SnapshotEntity>;

/** Recording the same content again keeps the first row. */
export async function recordSnapshot(session: Session, snapshot: Omit<Snapshot, 'createdAt'>): Promise<void> {
  await entityManager(session).upsert(
    SnapshotEntity,
    { ...snapshot, createdAt: new Date() },
    { onConflictFields: ['hash'], onConflictAction: 'ignore' },
  );
}
