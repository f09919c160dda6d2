import { UniqueConstraintViolationException } from '@mikro-orm/core';
import { PerennialError } from '../../domain/errors.ts';
import { type RunState, runStates, runTransitions } from '../../domain/runs.ts';
import { entityManager, type Session } from '../database/database.ts';
import { storable } from '../database/storable.ts';
import { RetrainEntity, type Row, type StoredError } from './training-entities.ts';

export type Retrain = Row<typeof RetrainEntity>;

export type NewRetrain = Pick<Retrain, 'id' | 'trigger' | 'models' | 'input' | 'startedAt'> & {
  readonly temporalRunId?: string;
  /** Why it starts when nobody requested it. */
  readonly reason?: string;
};

/** The states from which `state` may be entered, by the table in domain/runs.ts. */
export function statesBefore(state: RunState): RunState[] {
  return runStates.filter((from) => runTransitions[from].includes(state));
}

/**
 * Opens a retrain. A unique index over running retrains makes the database decide who comes first: all others get
 * `training_in_progress`. Opening the same id again returns its row.
 */
export async function openRetrain(session: Session, retrain: NewRetrain): Promise<Retrain> {
  const existing = await readRetrain(session, retrain.id);
  if (existing !== null) return existing;
  const em = entityManager(session);
  const row = em.create(RetrainEntity, {
    ...retrain,
    temporalRunId: retrain.temporalRunId ?? null,
    reason: retrain.reason ?? null,
    input: storable(retrain.input, 'input of the retrain'),
    state: 'running',
    error: null,
    finishedAt: null,
  });
  try {
    await em.flush();
    return { ...row };
  } catch (error) {
    if (!(error instanceof UniqueConstraintViolationException)) throw error;
    const [opened, running] = [await readRetrain(session, retrain.id), await runningRetrain(session)];
    if (opened !== null) return opened;
    throw new PerennialError(
      'training_in_progress',
      `Training is already running${running === null ? '' : ` (${running.id}, since ${running.startedAt.toISOString()})`}.`,
      'Wait for it (npx perennial status --watch) or cancel it (npx perennial cancel).',
      running === null ? {} : { retrainId: running.id, startedAt: running.startedAt.toISOString() },
      error,
    );
  }
}

/** Closes the retrain if it is running; a closed one stays as it is. Returns the current row. */
export async function closeRetrain(
  session: Session,
  id: string,
  state: Exclude<RunState, 'running'>,
  error: StoredError | null = null,
  finishedAt: Date = new Date(),
): Promise<Retrain> {
  await entityManager(session).nativeUpdate(
    RetrainEntity,
    { id, state: { $in: statesBefore(state) } },
    { state, error, finishedAt },
  );
  const row = await readRetrain(session, id);
  if (row === null) throw unknownRun(id);
  return row;
}

export async function readRetrain(session: Session, id: string): Promise<Retrain | null> {
  const row = await entityManager(session).findOne(RetrainEntity, id);
  return row === null ? null : { ...row };
}

/** By id; ids without a retrain are left out. */
export async function readRetrains(session: Session, ids: readonly string[]): Promise<Map<string, Retrain>> {
  const rows = await entityManager(session).find(RetrainEntity, { id: { $in: [...ids] } });
  return new Map(rows.map((row) => [row.id, { ...row }]));
}

export async function runningRetrain(session: Session): Promise<Retrain | null> {
  const row = await entityManager(session).findOne(RetrainEntity, { state: 'running' });
  return row === null ? null : { ...row };
}

export async function latestRetrain(session: Session): Promise<Retrain | null> {
  const [row] = await entityManager(session).find(
    RetrainEntity,
    {},
    { orderBy: { startedAt: 'desc', id: 'desc' }, limit: 1 },
  );
  return row === undefined ? null : { ...row };
}

export function unknownRun(id: string): PerennialError {
  return new PerennialError('run_not_found', `There is no run "${id}".`, 'npx perennial history lists the runs.', {
    id,
  });
}
