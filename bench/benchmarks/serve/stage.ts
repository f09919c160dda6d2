import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ModelName, modelNames } from '../../../domain/models.ts';
import { openBlobs } from '../../../store/artifacts/blobs.ts';
import { type Database, openDatabase } from '../../../store/database/database.ts';
import { migrate } from '../../../store/database/migrate.ts';
import { createToken } from '../../../store/tokens.ts';
import { startThrowAwayStack } from '../../../test/infrastructure.ts';
import {
  createBusiness,
  makeChampion,
  readTraining,
  registerVersion,
  type Trained,
  type TrainingRows,
  trainWithDefaults,
} from './business.ts';
import { moveToCore, otherCore } from './pinning.ts';

/** Where both contestants play: one PostgreSQL with one business in it, whose models are trained and deployed. */
export type Stage = {
  readonly url: string;
  readonly database: Database;
  /** Folder of the models. */
  readonly blobs: string;
  /** A folder for what else is needed, deleted with the stage. */
  readonly folder: string;
  readonly token: string;
  readonly rows: ReadonlyMap<ModelName, TrainingRows>;
  readonly trained: readonly Trained[];
  readonly versions: ReadonlyMap<ModelName, { readonly id: number; readonly name: string }>;
  close(): Promise<void>;
};

const seed = 20_261_122;

/** @param size contacts, and as many leads and conversations. */
export async function openStage(size: number, now: Date): Promise<Stage> {
  const stack = await startThrowAwayStack({ temporal: false });
  const url = stack.databaseUrl;
  await migrate(url);
  const database = await openDatabase(url, { applicationName: 'perennial-bench' });
  // what it starts for a connection stays with it
  const [{ pid }] = await database.query<{ pid: string }>(
    `select split_part(pg_read_file('postmaster.pid'), E'\\n', 1) as pid`,
  );
  moveToCore(otherCore, Number(pid));

  await createBusiness(database, size, now);
  // without foreign keys, which cost the server's core nothing either way
  await database.query('create table peer_predictions (like predictions including indexes)');
  await database.query('analyze');
  const folder = mkdtempSync(join(tmpdir(), 'perennial-bench-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  const blobs = join(folder, 'models');
  const trained: Trained[] = [];
  const rows = new Map<ModelName, TrainingRows>();
  const versions = new Map<ModelName, { readonly id: number; readonly name: string }>();
  for (const model of modelNames) {
    const training = await readTraining(database, model, now);
    const champion = await trainWithDefaults(training, seed);
    const { bytes } = champion;
    const version = await registerVersion(database, openBlobs(blobs), { model, bytes, run: 'first', now });
    await makeChampion(database, model, version.id, `bench/${model}`);
    rows.set(model, training);
    versions.set(model, version);
    trained.push(champion.trained);
  }
  return {
    url,
    database,
    blobs,
    folder,
    token: await createToken(database, { label: 'bench', role: 'viewer' }),
    rows,
    trained,
    versions,
    async close() {
      await database.close();
      await stack.stop();
    },
  };
}
