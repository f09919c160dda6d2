import { gateConfig } from '../../domain/experiment/experiment.ts';
import { type ModelName, modelNames } from '../../domain/models.ts';
import { estimator } from '../../engine/estimators.ts';
import { encodePredictor } from '../../engine/file/predictor-file.ts';
import { trainFinal } from '../../engine/predictor/fit-model.ts';
import { createRandom } from '../../engine/random.ts';
import { defaultLoss, evaluateCandidate } from '../../engine/search/search.ts';
import { sampleCandidates } from '../../engine/search/search-space.ts';
import { groupedFolds } from '../../engine/search/splits.ts';
import { modelDefinition } from '../../models/registry.ts';
import { searchSpace } from '../../models/search-space.ts';
import type { Blobs } from '../../store/artifacts/blobs.ts';
import type { Database } from '../../store/database/database.ts';
import { openRetrain } from '../../store/training/retrains.ts';
import { openRun } from '../../store/training/runs.ts';
import { recordSnapshot } from '../../store/training/snapshots.ts';
import { createVersion, type ModelVersion } from '../../store/training/versions.ts';

const startedAt = new Date('2026-06-01T00:00:00Z');

/** The bytes of a model of random rows, by default with this release's features. Another seed gives other answers. */
export async function randomModel(
  model: ModelName,
  seed: number,
  featureNames: readonly string[] = modelDefinition(model).features.map(({ name }) => name),
): Promise<Uint8Array> {
  const rows = 150;
  const { task, labelRange } = modelDefinition(model);
  const columns = featureNames.length;
  const random = createRandom(seed);
  const values = Float64Array.from({ length: rows * columns }, () => random.next());
  const y = Float64Array.from({ length: rows }, (_, row) => {
    const share = (values[row * columns] + values[row * columns + 1] + random.next()) / 3;
    return task === 'regression' ? 100 * share : Number(share > 0.5);
  });
  const engine = task === 'regression' ? 'boosting' : 'logistic';
  const [parameters] = sampleCandidates(searchSpace(engine, task, rows), 1, seed);
  const groups = Array.from({ length: rows }, (_, row) => `g${row}`);
  const folds = groupedFolds({ groups, y, task, folds: 2, seed });
  const input = {
    ...{ x: { rows, columns, values }, y, task, estimator: estimator(engine) },
    ...{ parameters, seed, folds, range: labelRange },
  };
  const { outOfFold } = await evaluateCandidate({ ...input, loss: defaultLoss[task] });
  return encodePredictor(await trainFinal({ ...input, featureNames, outOfFold }));
}

/** The rows that versions refer to. */
export async function openHistory(database: Database): Promise<void> {
  await openRetrain(database, { id: 'r', trigger: 'demo', models: [...modelNames], input: {}, startedAt });
  await recordSnapshot(database, {
    hash: 'c0ffee',
    model: 'churn',
    asOf: startedAt,
    rowCount: 1,
    byteCount: 1,
    synthetic: false,
  });
}

/** A version that is recorded but not deployed. */
export async function addVersion(
  { database, blobs }: { readonly database: Database; readonly blobs: Blobs },
  model: ModelName,
  seed: number,
  featureNames?: readonly string[],
): Promise<ModelVersion> {
  const bytes = await randomModel(model, seed, featureNames);
  const run = { id: `r/${model}/${seed}`, retrainId: 'r', model, seed, input: {}, codeVersion: '0', startedAt };
  await openRun(database, run);
  return await createVersion(database, {
    model,
    runId: run.id,
    engine: 'boosting',
    artifactHash: await blobs.put(bytes),
    byteCount: bytes.length,
    snapshotHash: 'c0ffee',
    metrics: {},
    card: {},
    synthetic: true,
    createdAt: startedAt,
  });
}

/** Moves the pointer as a person would. */
export async function point(database: Database, { model, id }: Pick<ModelVersion, 'model' | 'id'>): Promise<void> {
  await database.query(
    `insert into champions (model, version_id, deployed_at) values ($1, $2, now())
     on conflict (model) do update set version_id = excluded.version_id, deployed_at = excluded.deployed_at`,
    [model, id],
  );
}

/** A running experiment with its first phase open. */
export async function openExperiment(
  database: Database,
  id: string,
  champion: ModelVersion,
  challenger: ModelVersion,
  share = 0.3,
): Promise<void> {
  const config = JSON.stringify(gateConfig(champion.model));
  await database.query(
    `insert into experiments (id, model, champion_version_id, challenger_version_id, state, mode, config, started_at)
     values ($1, $2, $3, $4, 'running', 'live', $5, now())`,
    [id, champion.model, champion.id, challenger.id, config],
  );
  await openPhase(database, id, 1, share);
}

export async function openPhase(database: Database, id: string, number: number, share: number): Promise<void> {
  await database.query(
    `insert into experiment_phases (experiment_id, number, challenger_share, salt, planned_total, started_at)
     values ($1, $2, $3, $4, 1000, now())`,
    [id, number, share, `${id}/${number}`],
  );
}
