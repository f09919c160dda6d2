import { isPerennialError } from '../../domain/errors.ts';
import type { ModelName } from '../../domain/models.ts';
import { type Person, readPeople } from '../../store/crm/people.ts';
import type { Database } from '../../store/database/database.ts';
import { type Position, wrongCursor } from '../../store/database/read-page.ts';
import {
  type BatchPage,
  findBatch,
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
  /** Where the next page begins: in the same scoring, even if there is a newer one by then. null: this is the last page. */
  readonly next: Position | null;
};

export type ListedAnswer = Addressed & {
  /** null: erased since. */
  readonly person: Person | null;
  /** null: the file of the version that answered is gone. */
  readonly words: Answer | null;
};

/** null: the model serves but hasn't scored everybody yet. @throws PerennialError `model_not_found` if it was never deployed, `invalid_input` */
export async function listPredictions(
  dependencies: { readonly database: Database; readonly live: LiveModels; readonly businessTimezone: string },
  model: ModelName,
  page: BatchPage,
  now: Date,
): Promise<PredictionList | null> {
  const { database, live } = dependencies;
  const [begun, ...after] = page.after ?? [];
  const batch = begun === undefined ? await latestBatch(database, model) : await findBatch(database, begun);
  if (batch === null) {
    if (begun !== undefined) throw wrongCursor();
    live.of(model);
    return null;
  }
  const within = { ...page, after: begun === undefined ? null : after };
  const { total, open, listed, next } = await readBatch(database, batch, within);
  const predictions = await addressBatch(dependencies, model, listed, batch.scoredAt, now);
  const subjects = predictions.map(({ prediction }) => prediction.subject);
  const people = await readPeople(database, model, subjects);
  const words = await wordsOf(live, model, predictions);
  return {
    batch,
    version: (await readVersionById(database, batch.versionId)).name,
    total,
    open,
    next: next === null ? null : [batch.id, ...next],
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
