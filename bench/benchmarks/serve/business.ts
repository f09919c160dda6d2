import type { GoldenRows } from '../../../domain/golden-rows.ts';
import { type ModelName, modelNames } from '../../../domain/models.ts';
import type { Parameters } from '../../../engine/data/parameters.ts';
import { estimator } from '../../../engine/estimators.ts';
import { encodePredictor } from '../../../engine/file/predictor-file.ts';
import { trainFinal } from '../../../engine/predictor/fit-model.ts';
import { defaultLoss, evaluateCandidate } from '../../../engine/search/search.ts';
import { sampleCandidates } from '../../../engine/search/search-space.ts';
import { groupedFolds } from '../../../engine/search/splits.ts';
import { writeWorld } from '../../../ingest/write-world.ts';
import type { ModelDefinition } from '../../../models/definition.ts';
import { currentFeatures } from '../../../models/features.ts';
import { trainingQuery } from '../../../models/queries/feature-query.ts';
import { defaultAsOf } from '../../../models/queries/label-window.ts';
import { modelDefinition } from '../../../models/registry.ts';
import { searchSpace } from '../../../models/search-space.ts';
import { simulateWorld } from '../../../simulation/generate.ts';
import type { Blobs } from '../../../store/artifacts/blobs.ts';
import type { Database } from '../../../store/database/database.ts';
import { deployVersion } from '../../../store/training/deployments.ts';
import { openRetrain } from '../../../store/training/retrains.ts';
import { openRun } from '../../../store/training/runs.ts';
import { recordSnapshot } from '../../../store/training/snapshots.ts';
import { createVersion } from '../../../store/training/versions.ts';
import type { Table } from '../engine/tables.ts';

/** What a model learnt from and with, so that a peer can learn the same. */
export type Trained = { readonly model: ModelName; readonly table: Table; readonly parameters: Parameters };

const retrainId = 'bench';
const snapshotHash = 'c0ffee';

/** A simulated business of so many contacts, conversations and leads; a year's worth of nothing but its history. */
export async function createBusiness(database: Database, size: number, now: Date): Promise<void> {
  const world = simulateWorld({ seed: 20_261_122, now, contacts: size, conversations: size, leads: size });
  await writeWorld({ database, world });
  const models = [...modelNames];
  await openRetrain(database, { id: retrainId, trigger: 'demo', models, input: {}, startedAt: now });
  await recordSnapshot(database, {
    hash: snapshotHash,
    model: 'churn',
    asOf: now,
    rowCount: 1,
    byteCount: 1,
    synthetic: false,
  });
}

/** What the model learns from as of `now`, as every training does. */
export async function readTraining(database: Database, model: ModelName, now: Date): Promise<TrainingRows> {
  const definition = modelDefinition(model);
  const { horizonDays, windowDays, populationDays } = definition;
  const features = currentFeatures(definition);
  const asOf = defaultAsOf(definition, now, horizonDays);
  const parameters = [asOf, horizonDays, windowDays, populationDays];
  const rows = await database.query<TrainingRow>(trainingQuery(definition), parameters);
  const values = Float64Array.from(
    rows.flatMap((row) => features.map(({ name }) => (row[name] as number | null) ?? NaN)),
  );
  return {
    definition,
    contacts: rows.map(({ contact }) => contact),
    table: {
      x: { rows: rows.length, columns: features.length, values },
      y: Float64Array.from(rows, ({ label }) => label),
    },
  };
}

type TrainingRow = { readonly contact: string; readonly label: number } & Readonly<Record<string, unknown>>;
export type TrainingRows = {
  readonly definition: ModelDefinition;
  readonly contacts: readonly string[];
  readonly table: Table;
};

/** The product's own learner with the defaults of its search, the candidate that every search begins with. */
export async function trainWithDefaults(
  { definition, contacts, table }: TrainingRows,
  seed: number,
): Promise<{ readonly bytes: Uint8Array; readonly trained: Trained }> {
  const { name, engine, task, labelRange } = definition;
  const { x, y } = table;
  const [parameters] = sampleCandidates(searchSpace(engine, task, x.rows), 1, seed);
  const folds = groupedFolds({ groups: contacts, y, task, folds: 3, seed });
  const input = { x, y, task, estimator: estimator(engine), parameters, seed, folds, range: labelRange };
  const { outOfFold } = await evaluateCandidate({ ...input, loss: defaultLoss[task] });
  const featureNames = currentFeatures(definition).map((each) => each.name);
  const predictor = await trainFinal({ ...input, featureNames, outOfFold });
  const bytes = encodePredictor(predictor);
  predictor.free();
  return { bytes, trained: { model: name, table, parameters } };
}

/** A version of the bytes, not deployed. Its id and name. */
export async function registerVersion(
  database: Database,
  blobs: Blobs,
  version: {
    readonly model: ModelName;
    readonly bytes: Uint8Array;
    readonly run: string;
    readonly now: Date;
    readonly golden?: GoldenRows;
  },
): Promise<{ readonly id: number; readonly name: string }> {
  const { model, bytes, run, now, golden = null } = version;
  const runId = `${retrainId}/${model}/${run}`;
  await openRun(database, { id: runId, retrainId, model, seed: 1, input: {}, codeVersion: '0', startedAt: now });
  return await createVersion(database, {
    model,
    runId,
    engine: modelDefinition(model).engine,
    artifactHash: await blobs.put(bytes),
    byteCount: bytes.byteLength,
    snapshotHash,
    metrics: {},
    card: {},
    synthetic: true,
    golden,
    createdAt: now,
  });
}

export async function makeChampion(database: Database, model: ModelName, versionId: number, key: string) {
  const deployment = { key, model, versionId, action: 'deploy', actor: 'bench', reason: 'measured' } as const;
  await deployVersion(database, { ...deployment, evidence: {} });
}
