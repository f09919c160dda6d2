import { entityManager, type Session } from '../database/database.ts';
import type { Row } from '../training/training-entities.ts';
import {
  ExpectedFiringEntity,
  ScheduleCommandEntity,
  ScheduleFiringEntity,
  ScheduleStateEntity,
} from './schedule-entities.ts';

/** The result of a firing: a retrain, or the reason for none. */
export type ScheduleFiring = Row<typeof ScheduleFiringEntity>;

/** A person's command to a schedule. */
export type ScheduleCommand = Omit<Row<typeof ScheduleCommandEntity>, 'commandId'>;

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

/** With `commandId`, a repeated call changes nothing. */
export async function recordCommand(
  session: Session,
  command: Pick<ScheduleCommand, 'schedule' | 'command' | 'actor' | 'reason'> & {
    readonly commandId?: string;
    readonly createdAt?: Date;
  },
): Promise<void> {
  const em = entityManager(session);
  const { commandId = null, createdAt = new Date() } = command;
  if (commandId !== null && (await em.findOne(ScheduleCommandEntity, { commandId })) !== null) return;
  await em.insert(ScheduleCommandEntity, { ...command, commandId, createdAt });
}

/** The last command to a schedule, of this name if there is one; null if there was none. */
export async function latestCommand(
  session: Session,
  schedule: string,
  command?: ScheduleCommand['command'],
): Promise<ScheduleCommand | null> {
  const [row] = await entityManager(session).find(
    ScheduleCommandEntity,
    command === undefined ? { schedule } : { schedule, command },
    { orderBy: { id: 'desc' }, limit: 1 },
  );
  if (row === undefined) return null;
  const { commandId: _, ...given } = row;
  return given;
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

/** How a schedule stood when it was last seen, by the schedule's id. */
export type SeenState = { readonly paused: boolean; readonly note: string | null };

export async function readScheduleStates(session: Session): Promise<Map<string, SeenState>> {
  const rows = await entityManager(session).find(ScheduleStateEntity, {});
  return new Map(rows.map(({ schedule, paused, note }) => [schedule, { paused, note }]));
}

export async function rememberSchedule(session: Session, schedule: string, state: SeenState): Promise<void> {
  await entityManager(session).upsert(ScheduleStateEntity, { schedule, ...state, seenAt: new Date() });
}
