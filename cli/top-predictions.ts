import type { ModelName } from '../domain/models.ts';
import type { Answer } from '../serving/answers/answer.ts';
import { addressBatch, wordBatch } from '../serving/answers/stored-answers.ts';
import type { LiveModels } from '../serving/live/live-models.ts';
import { createPredictions } from '../serving/predict.ts';
import type { Database } from '../store/database/database.ts';
import { latestBatch, readBatch } from '../store/predictions/prediction-batches.ts';
import type { ModelVersion } from '../store/training/versions.ts';

export type Ranked = {
  /** The champion. */
  readonly version: Pick<ModelVersion, 'name' | 'createdAt'>;
  /** The moment as of which the features were read. */
  readonly moment: Date;
  /** Whether they are scores of everybody, read from their batch. */
  readonly daily: boolean;
  readonly predictions: readonly Answer[];
};

/**
 * Subjects with the highest values: from the last scoring of everybody if that was today (UTC) and by the version that serves;
 * otherwise they are scored now.
 */
export async function readTop(
  dependencies: {
    readonly database: Database;
    readonly live: LiveModels;
    readonly businessTimezone: string;
    readonly leadIdleDays?: number;
  },
  model: ModelName,
  limit: number,
  { now, fresh }: { readonly now: Date; readonly fresh: boolean },
): Promise<Ranked> {
  const { database, live } = dependencies;
  const { version } = live.of(model).champion;
  const batch = fresh ? null : await latestBatch(database, model);
  if (batch === null || dayOf(batch.scoredAt) !== dayOf(now) || batch.versionId !== version.id) {
    const predictions = await createPredictions(dependencies).top(model, limit, now);
    return { version, moment: now, daily: false, predictions };
  }
  const page = { sort: 'value', descending: true, limit, offset: 0 } as const;
  const { listed } = await readBatch(database, batch, page);
  const addressed = await addressBatch(dependencies, model, listed, batch.scoredAt, now);
  return { version, moment: batch.scoredAt, daily: true, predictions: await wordBatch(live, model, addressed) };
}

function dayOf(moment: Date): string {
  return moment.toISOString().slice(0, 10);
}
