import { entityManager, type Session } from '../database/database.ts';
import type { Row } from '../training/training-entities.ts';
import { ExpectedFiringEntity, ScheduleCommandEntity, ScheduleFiringEntity } from './schedule-entities.ts';

/** The result of a firing: a retrain, or the reason for none. */
export type ScheduleFiring = Row<typeof ScheduleFiringEntity>;

/** A person's command to a schedule. */
export type ScheduleCommand = Row<typeof ScheduleCommandEntity>;

/** Recorded once per firing: a repeated attempt changes nothing. */
export async function recordFiring(session: Session, firing: ScheduleFiring): Promise<void> {
  await entityManager(session).upsert(ScheduleFiringEntity, firing, {
    onConflictFields: ['id'],
    onConflictAction: 'ignore',
  });
}

export async function readFiring(session: Session, id: string): Promise<ScheduleFiring | null> {
  const row = await entityManager(session).findOne(ScheduleFiringEntity, id);
  return row === null ? null : { ...row };
}

/** Newest first. */
export async function listFirings(session: Session, schedule: string, limit: number): Promise<ScheduleFiring[]> {
  const rows = await entityManager(session).find(
    ScheduleFiringEntity,
    { schedule },
    { orderBy: { firedAt: 'desc', id: 'desc' }, limit },
  );
  return rows.map((row) => ({ ...row }));
}

export async function recordCommand(
  session: Session,
  command: Pick<ScheduleCommand, 'schedule' | 'command' | 'actor' | 'reason'>,
): Promise<void> {
  await entityManager(session).insert(ScheduleCommandEntity, { ...command, createdAt: new Date() });
}

/** The last command to a schedule; null if there was none. */
export async function latestCommand(session: Session, schedule: string): Promise<ScheduleCommand | null> {
  const [row] = await entityManager(session).find(
    ScheduleCommandEntity,
    { schedule },
    { orderBy: { id: 'desc' }, limit: 1 },
  );
  return row === undefined ? null : { ...row };
}

/** When the schedule should fire, as Temporal last announced; null: no firing is expected. */
export async function readExpectedFiring(session: Session, schedule: string): Promise<Date | null> {
  return (await entityManager(session).findOne(ExpectedFiringEntity, schedule))?.expectedAt ?? null;
}

export async function expectFiring(session: Session, schedule: string, expectedAt: Date | null): Promise<void> {
  const em = entityManager(session);
  if (expectedAt === null) await em.nativeDelete(ExpectedFiringEntity, { schedule });
  else await em.upsert(ExpectedFiringEntity, { schedule, expectedAt });
}
