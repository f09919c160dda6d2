import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadPredictor } from '../../../engine/file/predictor-file.ts';
import type { Predictor } from '../../../engine/predictor/predictor.ts';
import { rounded } from '../../../models/rounded.ts';
import { type Blobs, openBlobs } from '../../../store/artifacts/blobs.ts';
import { type Database, openDatabase } from '../../../store/database/database.ts';
import { migrate } from '../../../store/database/migrate.ts';
import { createToken } from '../../../store/tokens.ts';
import { startThrowAwayStack } from '../../../test/infrastructure.ts';
import {
  createBusiness,
  makeChampion,
  readTraining,
  registerVersion,
  type TrainingRows,
  trainWithDefaults,
} from '../../benchmarks/serve/business.ts';
import { type Contestant, startOurs } from '../../benchmarks/serve/contestant.ts';

/** A row as it is sent, and what each version's artifact says of it, rounded as answers are. */
export type Question = {
  readonly row: { readonly id: string; readonly features: Readonly<Record<string, number | null>> };
  readonly scores: ReadonlyMap<string, number>;
  readonly confidences: ReadonlyMap<string, number>;
};

export type Stage = {
  readonly database: Database;
  readonly blobs: Blobs;
  readonly api: Contestant;
  readonly token: string;
  /** Names of the two versions; the first one serves. */
  readonly versions: readonly [string, string];
  readonly questions: readonly Question[];
  close(): Promise<void>;
};

const size = 300;
const goldenRows = 5;

/** PostgreSQL, the API as a process, and two versions of lead scoring that answer differently, the first one deployed. */
export async function openStage(now: Date): Promise<Stage> {
  const stack = await startThrowAwayStack({ temporal: false });
  const url = stack.databaseUrl;
  await migrate(url);
  const database = await openDatabase(url, { applicationName: 'perennial-proof' });
  const folder = mkdtempSync(join(tmpdir(), 'perennial-proof-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));

  const blobs = openBlobs(folder);
  await createBusiness(database, size, now);
  const training = await readTraining(database, 'lead_scoring', now);
  const first = await trainVersion(1);
  const second = await trainVersion(2);
  await makeChampion(database, 'lead_scoring', first.id, 'proof');

  async function trainVersion(seed: number) {
    const { bytes } = await trainWithDefaults(training, seed);
    const predictor = await loadPredictor(bytes);
    const golden = goldenOf(predictor, training);
    const run = { model: 'lead_scoring', bytes, run: String(seed), now, golden } as const;
    return { ...(await registerVersion(database, blobs, run)), predictor };
  }

  const token = await createToken(database, { label: 'proof', role: 'viewer' });
  const api = await startOurs({ database: url, blobs: folder, token, zone: 'UTC' }, { pinned: false });
  return {
    database,
    blobs,
    api,
    token,
    versions: [first.name, second.name],
    questions: questionsOf(training, [first, second]),
    async close() {
      await database.close();
      await stack.stop();
    },
  };
}

function goldenOf(predictor: Predictor, { table: { x } }: TrainingRows) {
  const values = x.values.slice(0, goldenRows * x.columns);
  const { output } = predictor.predict({ rows: goldenRows, columns: x.columns, values });
  const features = Array.from({ length: goldenRows }, (_, row) =>
    Array.from(values.subarray(row * x.columns, (row + 1) * x.columns), (value) =>
      Number.isNaN(value) ? null : value,
    ),
  );
  return { features, outputs: [...output] };
}

function questionsOf(
  { definition, contacts, table: { x } }: TrainingRows,
  versions: readonly { readonly name: string; readonly predictor: Predictor }[],
): Question[] {
  const answers = versions.map(({ name, predictor }) => ({ name, ...predictor.predict(x) }));
  return contacts.map((id, at) => {
    const features = definition.features.map(({ name }, column) => {
      const value = x.values[at * x.columns + column];
      return [name, Number.isNaN(value) ? null : value];
    });
    return {
      row: { id, features: Object.fromEntries(features) },
      scores: new Map(answers.map(({ name, output }) => [name, rounded(output[at], 1)])),
      confidences: new Map(answers.map(({ name, confidence }) => [name, rounded(confidence[at], 2)])),
    };
  });
}
