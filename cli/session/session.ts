import { temporalPatience } from '../../control/connect-temporal.ts';
import { type Controls, openControls } from '../../control/open-controls.ts';
import { createSchedules } from '../../schedules/schedules.ts';
import { type Config, readConfig } from '../../stack/config.ts';
import type { Blobs } from '../../store/artifacts/blobs.ts';
import { openArtifacts } from '../../store/artifacts/open-artifacts.ts';
import { databasePatience } from '../../store/database/connection.ts';
import { type Database, openDatabase } from '../../store/database/database.ts';
import { readySchema, requireCurrentSchema } from '../../store/database/migrate.ts';
import type { Surroundings } from '../cli.ts';
import { watchStack } from '../training/stack-watch.ts';
import type { Output } from './output.ts';
import { findPlace, nothingRunning, type Place, refuseOtherCommands, startOwnPlace } from './place.ts';

/**
 * A command's servers. A command that only reads attaches to running servers and never starts any. A command that works starts the
 * embedded servers when none are running (`owned`), and stops them when it ends.
 */
export type Session = {
  readonly config: Config;
  readonly databaseUrl: string;
  readonly database: Database;
  readonly blobs: Blobs;
  readonly owned: boolean;
  /** Of the Temporal server that runs beside the database; undefined: none does. */
  readonly temporalAddress: string | undefined;
  /** Aborted when one of our own servers or workers ends unexpectedly, or when the stack that we attached to is stopped. */
  readonly lost: AbortSignal;
  close(): Promise<void>;
};

export type TrainingSession = Session &
  Pick<
    Controls,
    'training' | 'gate' | 'scoring' | 'sentiment' | 'schedules' | 'mails' | 'hooks' | 'sources' | 'reproduction'
  >;

/** Throws `nothing_running` when there is nothing to read from. */
export async function openReading(surroundings: Surroundings): Promise<Session> {
  const config = readConfig(surroundings.env);
  const place = findPlace(config);
  if (place === undefined) throw nothingRunning(config);
  return await openSession(config, place, 'require');
}

export async function openReadingOfTraining(surroundings: Surroundings): Promise<TrainingSession> {
  const config = readConfig(surroundings.env);
  const place = findPlace(config);
  if (place?.temporalAddress === undefined) throw nothingRunning(config);
  return await addTraining(await openSession(config, place, 'require'), place, surroundings, true);
}

/** `schema: 'leave'`: the command looks after the schema itself. */
export async function openWorking(
  surroundings: Surroundings,
  output: Output,
  schema: Schema = 'ready',
): Promise<Session> {
  const config = readConfig(surroundings.env);
  refuseOtherCommands(config);
  const place = findPlace(config) ?? (await startOwnPlace(config, false, output));
  return await openSession(config, place, schema);
}

/** Temporal too, and no workers: for a command that replaces what they would work on. */
export async function openWorkingBeside(surroundings: Surroundings, output: Output): Promise<Session> {
  const config = readConfig(surroundings.env);
  refuseOtherCommands(config);
  const found = findPlace(config);
  const place = found?.temporalAddress === undefined ? await startOwnPlace(config, true, output) : found;
  return await openSession(config, place, 'leave');
}

/** When we own the servers we run the workers as well; otherwise workers run beside those servers. */
export async function openWorkingTraining(surroundings: Surroundings, output: Output): Promise<TrainingSession> {
  const config = readConfig(surroundings.env);
  refuseOtherCommands(config);
  const found = findPlace(config);
  const place = found?.temporalAddress === undefined ? await startOwnPlace(config, true, output) : found;
  return await addTraining(await openSession(config, place, 'ready'), place, surroundings);
}

type Schema = 'require' | 'ready' | 'leave';

async function openSession(config: Config, place: Place, schema: Schema): Promise<Session> {
  try {
    if (schema === 'ready') await readySchema(place.databaseUrl, place.owned && config.databaseUrl === undefined);
    if (schema === 'require') await requireCurrentSchema(place.databaseUrl);
    const { databaseUrl, owned, temporalAddress, lost } = place;
    // a command that reads refuses in time; one that works for minutes outlasts a server that hangs for a while
    const patience = schema === 'require' ? { patience: databasePatience } : {};
    const database = await openDatabase(databaseUrl, { poolSize: 4, applicationName: 'perennial cli', ...patience });
    const close = () => inOrder(database.close, place.stop);
    const blobs = openArtifacts(config.artifacts);
    return { config, databaseUrl, database, blobs, owned, temporalAddress, lost, close };
  } catch (error) {
    await place.stop();
    throw error;
  }
}

/** @param lazily leaves it to the command whether it needs Temporal: what is stored is an answer too. */
async function addTraining(
  session: Session,
  place: Place,
  { startWorkers }: Surroundings,
  lazily = false,
): Promise<TrainingSession> {
  const { config, database, databaseUrl } = session;
  const temporalAddress = place.temporalAddress ?? '';
  const lost = new AbortController();
  const watch = watchStack(config);
  let stopWorkers = async () => {};
  try {
    if (place.owned) {
      const workers = await startWorkers({ config, databaseUrl, temporalAddress });
      workers.ended.catch((error: unknown) => lost.abort(error));
      stopWorkers = workers.stop;
    }
    const { training, gate, scoring, sentiment, schedules, mails, hooks, sources, reproduction, close } =
      await openControls({
        temporal: { ...config.temporal, address: temporalAddress },
        schedules: createSchedules(config.schedules),
        database,
        patience: temporalPatience,
        lazily,
      });
    return {
      ...session,
      training,
      gate,
      scoring,
      sentiment,
      schedules,
      mails,
      hooks,
      sources,
      reproduction,
      lost: AbortSignal.any([session.lost, lost.signal, watch.lost]),
      // the connection last: a request in flight to a server that is gone would be repeated on it
      close: () => {
        watch.stop();
        return inOrder(stopWorkers, session.close, close);
      },
    };
  } catch (error) {
    watch.stop();
    await inOrder(stopWorkers, session.close);
    throw error;
  }
}

/** Runs every step, even when an earlier one threw; the first error is thrown at the end. */
async function inOrder(...steps: readonly (() => Promise<unknown>)[]): Promise<void> {
  const errors: unknown[] = [];
  for (const step of steps) await step().catch((error: unknown) => errors.push(error));
  if (errors.length > 0) throw errors[0];
}
