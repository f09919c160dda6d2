import { type RowWithTexts, withValues } from '../../control/read-attributes.ts';
import { type Attribute, parseAttributeName } from '../../domain/attributes.ts';
import { type ModelName, modelNames } from '../../domain/models.ts';
import type { EngineName } from '../../engine/engine-names.ts';
import { estimator } from '../../engine/estimators.ts';
import { encodePredictor } from '../../engine/file/predictor-file.ts';
import { trainFinal } from '../../engine/predictor/fit-model.ts';
import { defaultLoss, evaluateCandidate } from '../../engine/search/search.ts';
import { sampleCandidates } from '../../engine/search/search-space.ts';
import { writeWorld } from '../../ingest/write-world.ts';
import { trainingRows as dealRows } from '../../jobs/training-set.ts';
import { defaultAsOf } from '../../models/queries/label-window.ts';
import { modelDefinition } from '../../models/registry.ts';
import { searchSpace } from '../../models/search-space.ts';
import { simulateWorld } from '../../simulation/generate.ts';
import type { Blobs } from '../../store/artifacts/blobs.ts';
import { toTable } from '../../store/artifacts/feature-rows.ts';
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
  await openBusiness(database);
  for (const model of modelNames) await deploy(database, model, await blobs.put(await trainQuickly(database, model)));
}

/** The rows that versions refer to. */
export async function openBusiness(database: Database): Promise<void> {
  await openRetrain(database, { id: 'r', trigger: 'demo', models: [...modelNames], input: {}, startedAt: now });
  await recordSnapshot(database, {
    hash: 'c0ffee',
    model: 'churn',
    asOf: now,
    rowCount: 1,
    byteCount: 1,
    synthetic: false,
  });
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

const attributeNames: Readonly<Record<ModelName, readonly string[]>> = {
  lead_scoring: ['lead:source', 'contact:source', 'contact:country'],
  churn: ['contact:country', 'contact:language'],
  engagement: ['contact:language'],
};

/** Attributes that the business's models read beside the features, all of them categories. */
export function attributesOf(model: ModelName): Attribute[] {
  return attributeNames[model].flatMap((name) => {
    const parsed = parseAttributeName(name);
    return parsed === null ? [] : [{ name, ...parsed, kind: 'category' as const }];
  });
}

/** One candidate, on all rows that have a label at `now`. */
export async function trainQuickly(database: Database, model: ModelName, given?: EngineName): Promise<Uint8Array> {
  const definition = modelDefinition(model);
  const { task, features, horizonDays } = definition;
  const asOf = defaultAsOf(definition, now, horizonDays);
  const attributes = { trained: attributesOf(model), compared: [] };
  const read = (await trainingRows(database, model, asOf)) as unknown as RowWithTexts[];
  const values = withValues(read, attributes.trained);
  const table = toTable(model, { trained: features, compared: [], attributes }, values, asOf, horizonDays);
  const engine = given ?? (task === 'regression' ? 'ml-xgboost' : 'logistic');
  const [parameters] = sampleCandidates(searchSpace(engine, task, read.length, true), 1, 1);
  const division = { task, testSize: 0, cvFolds: 3, seed: 1, shuffleLabels: false };
  const { columns, ...rows } = dealRows(table, division);
  const input = { ...rows, task, estimator: estimator(engine), parameters, seed: 1, range: definition.labelRange };
  const { outOfFold } = await evaluateCandidate({ ...input, loss: defaultLoss[task] });
  return encodePredictor(await trainFinal({ ...input, featureNames: columns.names, outOfFold }));
}
