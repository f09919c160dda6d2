import type { GivenDestination } from '../../domain/destinations/destination.ts';
import { requireDestination } from '../../domain/destinations/destination.ts';
import type { ModelName } from '../../domain/models.ts';
import { uuidOf } from '../../serving/answers/uuid-of.ts';
import type { Database } from '../../store/database/database.ts';
import { addDestination, type Destination } from '../../store/destinations/destinations.ts';
import { batchIdOf, finishBatch, type PredictionBatch } from '../../store/predictions/prediction-batches.ts';
import { writePredictions } from '../../store/predictions/predictions.ts';
import { replaceInBatch } from '../../store/predictions/replace-answers.ts';
import { openRun } from '../../store/training/runs.ts';
import { createVersion, type ModelVersion } from '../../store/training/versions.ts';
import { openHistory } from '../serving/random-model.ts';

/** A business with contacts c1 to c9, each with a lead l1 to l9, and versions that answer what a test says. */
export type ScoredBusiness = {
  version(model: ModelName): ModelVersion;
  /** A finished list of these outputs. */
  score(model: ModelName, at: Date, values: Readonly<Record<string, number>>): Promise<PredictionBatch>;
  /** Answers that take the place of others in a finished list, as those of people whose rows changed do. Given again, the same ones. */
  scoreAgain(list: PredictionBatch, values: Readonly<Record<string, number>>): Promise<void>;
  /** A webhook unless told otherwise. */
  destination(given: Partial<GivenDestination>): Promise<Destination>;
};

export async function openScoredBusiness(database: Database): Promise<ScoredBusiness> {
  await openHistory(database);
  const versions = new Map<ModelName, ModelVersion>();
  const startedAt = new Date('2026-06-01T00:00:00Z');
  for (const model of ['lead_scoring', 'churn', 'engagement'] as const) {
    const run = { id: `r/${model}`, retrainId: 'r', model, seed: 1, input: {}, codeVersion: '0', startedAt };
    await openRun(database, run);
    const made = { artifactHash: 'none', byteCount: 1, snapshotHash: 'c0ffee', metrics: {}, card: {}, synthetic: true };
    versions.set(
      model,
      await createVersion(database, { model, runId: run.id, engine: 'boosting', createdAt: startedAt, ...made }),
    );
  }
  await database.query(
    `insert into contacts (external_id, name, phone, created_at) select 'c' || n, 'Person ' || n, '+43 ' || n, '2026-01-01' from generate_series(1, 9) as n`,
  );
  await database.query(
    `insert into leads (external_id, contact_id, created_at)
     select 'l' || n, (select id from contacts where external_id = 'c' || n), '2026-05-01' from generate_series(1, 9) as n`,
  );
  const version = (model: ModelName) => versions.get(model) as ModelVersion;
  const answers = (model: ModelName, batch: string, at: Date, values: Readonly<Record<string, number>>) =>
    Object.entries(values).map(([subject, value]) => ({
      ...{ id: uuidOf(`${batch} ${subject} ${value}`), model, subject, versionId: version(model).id, value },
      ...{ experimentId: null, phase: null, arm: null, shadowVersionId: null, shadowOutput: null, batch },
      ...{ modelOutput: value, confidence: 0.9, features: [1], milliseconds: 0.1, error: null, createdAt: at },
    }));
  return {
    version,
    async score(model, at, values) {
      const batch = batchIdOf(model, at);
      await writePredictions(database, answers(model, batch, at, values));
      return await finishBatch(database, {
        ...{ id: batch, model, versionId: version(model).id, scoredAt: at, finishedAt: at },
      });
    },
    scoreAgain: (list, values) =>
      replaceInBatch(database, list, Object.keys(values), answers(list.model, list.id, list.scoredAt, values)),
    destination: (given) =>
      addDestination(
        database,
        requireDestination({
          name: 'crm',
          kind: 'webhook',
          settings: { url: 'https://crm.example.com/hook', secretFrom: { env: 'CRM_SECRET' } },
          ...given,
        }),
      ),
  };
}
