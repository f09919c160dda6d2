import { type ModelName, modelNames } from '../../domain/models.ts';
import { estimator } from '../../engine/estimators.ts';
import { encodePredictor } from '../../engine/file/predictor-file.ts';
import { trainFinal } from '../../engine/predictor/fit-model.ts';
import { defaultLoss, evaluateCandidate } from '../../engine/search/search.ts';
import { sampleCandidates } from '../../engine/search/search-space.ts';
import { groupedFolds } from '../../engine/search/splits.ts';
import { writeWorld } from '../../ingest/write-world.ts';
import { defaultAsOf } from '../../models/queries/label-window.ts';
import { modelDefinition } from '../../models/registry.ts';
import { searchSpace } from '../../models/search-space.ts';
import { simulateWorld } from '../../simulation/generate.ts';
import type { Blobs } from '../../store/artifacts/blobs.ts';
import type { Database } from '../../store/database/database.ts';
import { deployVersion } from '../../store/training/deployments.ts';
import { openRetrain } from '../../store/training/retrains.ts';
import { openRun } from '../../store/training/runs.ts';
import { recordSnapshot } from '../../store/training/snapshots.ts';
import { createVersion } from '../../store/training/versions.ts';
import { trainingRows } from '../models/feature-rows.ts';

export const now = new Date('2026-06-01T12:00:00Z');

/** A simulated business with a quick logistic or boosted model of each kind deployed, without the rest of the pipeline. */
export async function trainBusiness(database: Database, blobs: Blobs): Promise<void> {
  await writeWorld({ database, world: simulateWorld({ seed: 3, now }) });
  await openRetrain(database, { id: 'r', trigger: 'demo', models: [...modelNames], input: {}, startedAt: now });
  await recordSnapshot(database, {
    hash: 'c0ffee',
    model: 'churn',
    asOf: now,
    rowCount: 1,
    byteCount: 1,
    synthetic: false,
  });
  for (const model of modelNames) await deploy(database, model, await blobs.put(await trainQuickly(database, model)));
}

export async function deploy(database: Database, model: ModelName, artifactHash: string, id = `r/${model}`) {
  const run = { id, retrainId: 'r', model, seed: 1, input: {}, codeVersion: '0', startedAt: now };
  await openRun(database, run);
  const version = await createVersion(database, {
    model,
    runId: id,
    engine: 'logistic',
    artifactHash,
    byteCount: 1,
    snapshotHash: 'c0ffee',
    metrics: {},
    card: {},
    synthetic: true,
    createdAt: now,
  });
  const deployment = { key: id, model, versionId: version.id, action: 'deploy', actor: 'test' } as const;
  await deployVersion(database, { ...deployment, reason: 'first', evidence: {} });
}

async function trainQuickly(database: Database, model: ModelName): Promise<Uint8Array> {
  const definition = modelDefinition(model);
  const { task, features } = definition;
  const rows = await trainingRows(database, model, defaultAsOf(definition, now, definition.horizonDays));
  const featureNames = features.map(({ name }) => name);
  const values = Float64Array.from(rows.flatMap((row) => featureNames.map((name) => (row[name] as number) ?? NaN)));
  const y = Float64Array.from(rows, ({ label }) => label ?? NaN);
  const engine = task === 'regression' ? 'ml-xgboost' : 'logistic';
  const [parameters] = sampleCandidates(searchSpace(engine, task, rows.length), 1, 1);
  const folds = groupedFolds({ groups: rows.map(({ contact }) => contact), y, task, folds: 3, seed: 1 });
  const input = {
    x: { rows: rows.length, columns: featureNames.length, values },
    y,
    task,
    estimator: estimator(engine),
    parameters,
    seed: 1,
    folds,
    range: definition.labelRange,
  };
  const { outOfFold } = await evaluateCandidate({ ...input, loss: defaultLoss[task] });
  return encodePredictor(await trainFinal({ ...input, featureNames, outOfFold }));
}
