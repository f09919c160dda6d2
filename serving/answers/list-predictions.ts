import type { ModelName } from '../../domain/models.ts';
import type { Database } from '../../store/database/database.ts';
import {
  type BatchPage,
  latestBatch,
  type PredictionBatch,
  readBatch,
} from '../../store/predictions/prediction-batches.ts';
import { readVersionById } from '../../store/training/versions.ts';
import type { LiveModels } from '../live/live-models.ts';
import { type Addressed, addressBatch } from './stored-answers.ts';

/** A page of the last scoring of everybody. */
export type PredictionList = {
  readonly batch: PredictionBatch;
  /** The name of the champion that scored it. */
  readonly version: string;
  /** Subjects still worth a prediction; the others of the batch were closed, opted out or erased since. */
  readonly total: number;
  readonly predictions: readonly Addressed[];
};

/** null: the model serves but hasn't scored everybody yet. @throws PerennialError `model_not_found` if it was never deployed */
export async function listPredictions(
  dependencies: { readonly database: Database; readonly live: LiveModels; readonly businessTimezone: string },
  model: ModelName,
  page: BatchPage,
  now: Date,
): Promise<PredictionList | null> {
  const { database, live } = dependencies;
  const batch = await latestBatch(database, model);
  if (batch === null) {
    live.of(model);
    return null;
  }
  const { total, listed } = await readBatch(database, batch, page);
  const predictions = await addressBatch(dependencies, model, listed, batch.scoredAt, now);
  return { batch, version: (await readVersionById(database, batch.versionId)).name, total, predictions };
}
