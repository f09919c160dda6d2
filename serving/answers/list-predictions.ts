import { isPerennialError } from '../../domain/errors.ts';
import type { ModelName } from '../../domain/models.ts';
import { type Person, readPeople } from '../../store/crm/people.ts';
import type { Database } from '../../store/database/database.ts';
import {
  type BatchPage,
  latestBatch,
  type PredictionBatch,
  readBatch,
} from '../../store/predictions/prediction-batches.ts';
import { readVersionById } from '../../store/training/versions.ts';
import type { LiveModels } from '../live/live-models.ts';
import type { Answer } from './answer.ts';
import { type Addressed, addressBatch, wordBatch } from './stored-answers.ts';

/** A page of the last scoring of everybody. */
export type PredictionList = {
  readonly batch: PredictionBatch;
  /** The name of the champion that scored it. */
  readonly version: string;
  /** On all pages together, under the page's filter. */
  readonly total: number;
  /** Subjects still worth a prediction; the others of the batch were closed, opted out or erased since. */
  readonly open: number;
  readonly predictions: readonly ListedAnswer[];
};

export type ListedAnswer = Addressed & {
  /** null: erased since. */
  readonly person: Person | null;
  /** null: the file of the version that answered is gone. */
  readonly words: Answer | null;
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
  const { total, open, listed } = await readBatch(database, batch, page);
  const predictions = await addressBatch(dependencies, model, listed, batch.scoredAt, now);
  const subjects = predictions.map(({ prediction }) => prediction.subject);
  const people = await readPeople(database, model, subjects);
  const words = await wordsOf(live, model, predictions);
  return {
    batch,
    version: (await readVersionById(database, batch.versionId)).name,
    total,
    open,
    predictions: predictions.map((each, at) => ({
      ...each,
      person: people.get(subjects[at]) ?? null,
      words: words?.[at] ?? null,
    })),
  };
}

async function wordsOf(
  live: LiveModels,
  model: ModelName,
  predictions: readonly Addressed[],
): Promise<Answer[] | null> {
  try {
    return await wordBatch(live, model, predictions);
  } catch (error) {
    if (isPerennialError(error)) return null;
    throw error;
  }
}
