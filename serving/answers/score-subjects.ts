import { createHash } from 'node:crypto';
import type { ModelName } from '../../domain/models.ts';
import type { Database } from '../../store/database/database.ts';
import {
  batchIdOf,
  findBatch,
  finishBatch,
  type PredictionBatch,
  resumeBatch,
} from '../../store/predictions/prediction-batches.ts';
import { writePredictions } from '../../store/predictions/predictions.ts';
import type { LiveModel } from '../live/live-models.ts';
import { knownRows } from '../predict.ts';
import { queryInBusinessTime } from '../subjects/business-time.ts';
import { chooseSlots } from '../subjects/plan-messages.ts';
import { anyMessage } from '../subjects/planned-rows.ts';
import { readRecipients } from '../subjects/recipients.ts';
import { everyEligibleSubject, type Subject } from '../subjects/subjects.ts';
import { readingOfLive } from './reading.ts';
import { type Row, serveRows } from './serve-rows.ts';
import { toStored } from './stored-prediction.ts';

/** Subjects of a page: what is held in memory at once. A contact's week is 20 rows of the query, and 91 to score. */
const pageSizes: Readonly<Record<ModelName, number>> = { lead_scoring: 2_000, churn: 2_000, engagement: 250 };

export type Scoring = {
  readonly database: Database;
  readonly model: ModelName;
  /** What serves, held for the whole batch. */
  readonly live: LiveModel;
  readonly businessTimezone: string;
  /** As of which features are read: the moment of a single prediction that would answer the same. */
  readonly now: Date;
  /** When each page is dealt and scored. */
  readonly clock: () => Date;
  readonly pageSize?: number;
  readonly signal?: AbortSignal;
  /** Told after each page. */
  readonly onPage?: (scored: number, subjects: number) => void;
};

/**
 * Everybody worth a prediction now, into one batch, on the path of single predictions. Killed half-way and called again it goes on where
 * it was; finished already, it does nothing.
 */
export async function scoreSubjects(scoring: Scoring): Promise<PredictionBatch> {
  const { database, model, live, now, clock, signal, onPage, pageSize = pageSizes[model] } = scoring;
  const { champion, trial } = live;
  const id = batchIdOf(model, now);
  const finished = await findBatch(database, id);
  if (finished !== null) return finished;

  const versionId = champion.version.id;
  const by = { versionId, experimentId: trial?.experimentId ?? null, phase: trial?.phase ?? null };
  const subjects = await everyEligibleSubject(database, model, now, signal);
  const scored = await resumeBatch(database, id, by, { signal });
  const left = subjects.filter((subject) => !scored.has(subject.id));
  for (let from = 0; from < left.length; from += pageSize) {
    const rows = await readPage(scoring, left.slice(from, from + pageSize));
    const served = serveRows(live, rows, clock());
    const stored = served.map((one) => toStored(model, { ...one, id: predictionId(id, one.subject ?? '') }, id));
    await writePredictions(database, stored, { signal });
    onPage?.(subjects.length - left.length + Math.min(from + pageSize, left.length), subjects.length);
  }
  return await finishBatch(database, { id, model, versionId, scoredAt: now, finishedAt: clock() });
}

/** Without subjects that were erased since they were listed. */
async function readPage(scoring: Scoring, subjects: readonly Subject[]): Promise<readonly Row[]> {
  const { database, live, businessTimezone, now, signal } = scoring;
  if (live.champion.definition.subject !== 'message')
    return knownRows(database, readingOfLive(live), subjects, now, signal);
  const query = queryInBusinessTime(database, businessTimezone, signal);
  const ids = subjects.map(({ id }) => id);
  const recipients = await readRecipients(query, ids, now);
  const requests = ids.flatMap((contactId) => {
    const recipient = recipients.get(contactId);
    return recipient === undefined ? [] : [{ contactId, message: anyMessage, recipient }];
  });
  return chooseSlots(query, live, requests, now);
}

/**
 * The same at every attempt, so that two that overlap (one of a worker that was taken for dead) write each subject once.
 * UUID version 8 (RFC 9562, 5.8).
 */
function predictionId(batch: string, subject: string): string {
  const hex = createHash('sha256').update(`${batch}\n${subject}`).digest('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), `8${hex.slice(13, 16)}`, `8${hex.slice(17, 20)}`, hex.slice(20, 32)].join(
    '-',
  );
}
