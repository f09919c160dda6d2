import type { HoldoutPicture } from '../../domain/holdout-picture.ts';
import type { StageName } from '../../domain/runs.ts';
import { entityManager, type Session } from '../database/database.ts';
import { storable } from '../database/storable.ts';
import { RunPictureEntity, RunStageEntity } from './report-entities.ts';

/** When a run entered a stage. A repeated step keeps the first time. */
export async function recordStage(session: Session, runId: string, stage: StageName, enteredAt: Date): Promise<void> {
  await entityManager(session).upsert(
    RunStageEntity,
    { runId, stage, enteredAt },
    { onConflictFields: ['runId', 'stage'], onConflictAction: 'ignore' },
  );
}

export type EnteredStage = { readonly stage: StageName; readonly enteredAt: Date };

/** In the order in which they were entered; none of a run of an earlier release. */
export async function readStages(session: Session, runId: string): Promise<EnteredStage[]> {
  const rows = await entityManager(session).find(RunStageEntity, { runId }, { orderBy: { enteredAt: 'asc' } });
  return rows.map(({ stage, enteredAt }) => ({ stage, enteredAt }));
}

/** The same model on the same rows makes the same picture, so a repeated step may keep it again. */
export async function keepPicture(session: Session, runId: string, picture: HoldoutPicture): Promise<void> {
  const stored = storable(picture, `picture of run ${runId}`) as HoldoutPicture;
  await entityManager(session).upsert(RunPictureEntity, { runId, picture: stored }, { onConflictFields: ['runId'] });
}

/** null: its model was not evaluated, or by an earlier release. */
export async function readPicture(session: Session, runId: string): Promise<HoldoutPicture | null> {
  const row = await entityManager(session).findOne(RunPictureEntity, { runId });
  return row === null ? null : row.picture;
}
