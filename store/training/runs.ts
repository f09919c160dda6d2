import type { ModelName } from '../../domain/models.ts';
import type { RunOutcome, RunState } from '../../domain/runs.ts';
import { type Database, entityManager, type Session } from '../database/database.ts';
import { byMoment, fillPage, matching, type Page, type PageAsked, readPage } from '../database/read-page.ts';
import { storable } from '../database/storable.ts';
import { statesBefore, unknownRun } from './retrains.ts';
import { type Row, RunEntity } from './training-entities.ts';

/** One model's run within a retrain. */
export type Run = Row<typeof RunEntity>;

export type NewRun = Pick<Run, 'id' | 'retrainId' | 'model' | 'seed' | 'input' | 'codeVersion' | 'startedAt'> &
  Partial<Pick<Run, 'asOf' | 'horizonDays' | 'engine' | 'engineBuild'>>;

/** Facts that become known while it runs. */
export type RunPatch = Partial<
  Pick<
    Run,
    | 'stage'
    | 'progress'
    | 'message'
    | 'asOf'
    | 'horizonDays'
    | 'windowDays'
    | 'windowReason'
    | 'labelSource'
    | 'engine'
    | 'parameters'
    | 'snapshotHash'
    | 'trainingSamples'
    | 'testingSamples'
    | 'featureCount'
    | 'metrics'
    | 'report'
  >
>;

/** Only a completed run has an outcome. */
export type RunClosing = Partial<Pick<Run, 'error' | 'metrics' | 'report' | 'parameters' | 'versionId' | 'message'>> & {
  readonly finishedAt?: Date;
} & (
    | { readonly state: 'completed'; readonly outcome: RunOutcome }
    | { readonly state: Exclude<RunState, 'completed' | 'running'>; readonly outcome?: undefined }
  );

/** Opening the same id again changes nothing and returns the row. */
export async function openRun(session: Session, run: NewRun): Promise<Run> {
  const em = entityManager(session);
  await em.upsert(
    RunEntity,
    { ...run, input: storable(run.input, 'input of the run'), state: 'running', progress: 0 },
    { onConflictFields: ['id'], onConflictAction: 'ignore' },
  );
  return await readRun(session, run.id);
}

/**
 * Writes the given fields, in the caller's transaction if there is one. Returns false for a closed run, which stays as it is.
 */
export async function updateRun(session: Session, id: string, patch: RunPatch): Promise<boolean> {
  return await write(session, id, ['running'], patch);
}

/** Closes the run if it is running; a closed one stays as it is. */
export async function closeRun(session: Session, id: string, closing: RunClosing): Promise<void> {
  const { finishedAt = new Date(), ...values } = closing;
  await write(session, id, statesBefore(closing.state), { ...values, finishedAt });
}

async function write(session: Session, id: string, from: readonly RunState[], values: Partial<Run>): Promise<boolean> {
  const given = Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
  for (const name of ['metrics', 'report', 'parameters', 'error']) {
    if (given[name] !== undefined && given[name] !== null) given[name] = storable(given[name], `${name} of run ${id}`);
  }
  if (Object.keys(given).length === 0) return false;
  return (await entityManager(session).nativeUpdate(RunEntity, { id, state: { $in: [...from] } }, given)) > 0;
}

export async function readRun(session: Session, id: string): Promise<Run> {
  const row = await entityManager(session).findOne(RunEntity, id);
  if (row === null) throw unknownRun(id);
  return { ...row };
}

/** The model's run before this one that read the data; null: there was none. */
export async function runBefore(session: Session, { model, startedAt }: Run): Promise<Run | null> {
  const [row] = await entityManager(session).find(
    RunEntity,
    { model, startedAt: { $lt: startedAt }, snapshotHash: { $ne: null } },
    { orderBy: { startedAt: 'desc', id: 'desc' }, limit: 1 },
  );
  return row === undefined ? null : { ...row };
}

export async function runsOfRetrain(session: Session, retrainId: string): Promise<Run[]> {
  const rows = await entityManager(session).find(
    RunEntity,
    { retrainId },
    { orderBy: { startedAt: 'asc', id: 'asc' } },
  );
  return rows.map((row) => ({ ...row }));
}

/** Newest first. */
export async function listRuns(
  session: Session,
  { model, limit }: { readonly model?: ModelName; readonly limit: number },
): Promise<Run[]> {
  const rows = await entityManager(session).find(RunEntity, model === undefined ? {} : { model }, {
    orderBy: { startedAt: 'desc', id: 'desc' },
    limit,
  });
  return rows.map((row) => ({ ...row }));
}

export type RunFilter = {
  readonly model?: ModelName | undefined;
  readonly state?: RunState | undefined;
  readonly oldestFirst?: boolean;
};

export async function pageRuns(
  database: Database,
  { model, state, oldestFirst = false }: RunFilter,
  page: PageAsked,
): Promise<Page<Run>> {
  const matches = matching([
    ['model', model],
    ['state', state],
  ]);
  const order = byMoment('started_at', 'text', !oldestFirst);
  const found = await readPage<Pick<Run, 'id'>>(database, { columns: 'id', from: 'runs', ...matches, order }, page);
  return await fillPage(found, async (ids) => {
    const rows = await database.em().find(RunEntity, { id: { $in: ids } });
    return rows.map((row) => ({ ...row }));
  });
}
