import type { ModelName } from '../domain/models.ts';
import type { RunOutcome, RunState } from '../domain/runs.ts';
import type { Database } from './database.ts';
import { statesBefore, unknownRun } from './retrains.ts';
import { storable } from './storable.ts';
import { type Row, RunEntity } from './training-entities.ts';

/** One model's run within a retrain. */
export type Run = Row<typeof RunEntity>;

export type NewRun = Pick<Run, 'id' | 'retrainId' | 'model' | 'seed' | 'input' | 'codeVersion' | 'startedAt'> &
  Partial<Pick<Run, 'asOf' | 'horizonDays' | 'engine'>>;

/** What becomes known while it runs. */
export type RunPatch = Partial<
  Pick<
    Run,
    | 'stage'
    | 'progress'
    | 'message'
    | 'asOf'
    | 'horizonDays'
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

/** A completed run has an outcome, no other has. */
export type RunClosing = Partial<Pick<Run, 'error' | 'metrics' | 'report' | 'parameters' | 'versionId' | 'message'>> & {
  readonly finishedAt?: Date;
} & (
    | { readonly state: 'completed'; readonly outcome: RunOutcome }
    | { readonly state: Exclude<RunState, 'completed' | 'running'>; readonly outcome?: undefined }
  );

/** Opening the same id again changes nothing and returns the row. */
export async function openRun(database: Database, run: NewRun): Promise<Run> {
  const em = database.em();
  await em.upsert(
    RunEntity,
    { ...run, input: storable(run.input, 'input of the run'), state: 'running', progress: 0 },
    { onConflictFields: ['id'], onConflictAction: 'ignore' },
  );
  return await readRun(database, run.id);
}

/** Writes what is given; false when the run is closed already (it then stays as it is). */
export async function updateRun(database: Database, id: string, patch: RunPatch): Promise<boolean> {
  return await write(database, id, ['running'], patch);
}

/** Closes the run if it is running; one that is closed stays as it is. Returns the row as it is now. */
export async function closeRun(database: Database, id: string, closing: RunClosing): Promise<Run> {
  const { finishedAt = new Date(), ...values } = closing;
  await write(database, id, statesBefore(closing.state), { ...values, finishedAt });
  return await readRun(database, id);
}

async function write(
  database: Database,
  id: string,
  from: readonly RunState[],
  values: Partial<Run>,
): Promise<boolean> {
  const given = Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
  for (const name of ['metrics', 'report', 'parameters', 'error']) {
    if (given[name] !== undefined && given[name] !== null) given[name] = storable(given[name], `${name} of run ${id}`);
  }
  if (Object.keys(given).length === 0) return false;
  return (await database.em().nativeUpdate(RunEntity, { id, state: { $in: [...from] } }, given)) > 0;
}

export async function readRun(database: Database, id: string): Promise<Run> {
  const row = await database.em().findOne(RunEntity, id);
  if (row === null) throw unknownRun(id);
  return { ...row };
}

export async function runsOfRetrain(database: Database, retrainId: string): Promise<Run[]> {
  const rows = await database.em().find(RunEntity, { retrainId }, { orderBy: { startedAt: 'asc', id: 'asc' } });
  return rows.map((row) => ({ ...row }));
}

/** Newest first; `before` pages on from a run's start. */
export async function listRuns(
  database: Database,
  { model, limit, before }: { readonly model?: ModelName; readonly limit: number; readonly before?: Date },
): Promise<Run[]> {
  const rows = await database
    .em()
    .find(
      RunEntity,
      { ...(model === undefined ? {} : { model }), ...(before === undefined ? {} : { startedAt: { $lt: before } }) },
      { orderBy: { startedAt: 'desc', id: 'desc' }, limit },
    );
  return rows.map((row) => ({ ...row }));
}
