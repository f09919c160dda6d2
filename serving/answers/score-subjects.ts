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
import { readInBusinessTime } from '../subjects/business-time.ts';
import { chooseSlots } from '../subjects/plan-messages.ts';
import { anyMessage } from '../subjects/planned-rows.ts';
import { readMessages } from '../subjects/read-messages.ts';
import { everyEligibleSubject, type Subject } from '../subjects/subjects.ts';
import { readingOfLive } from './reading.ts';
import { type Row, serveRows } from './serve-rows.ts';
import { toStored } from './stored-prediction.ts';

/** Subjects per page, which are in memory at once. For engagement, a contact's week is 20 rows of the query and 91 to score. */
const pageSizes: Readonly<Record<ModelName, number>> = { lead_scoring: 2_000, churn: 2_000, engagement: 250 };

export type Scoring = {
  readonly database: Database;
  readonly model: ModelName;
  /** The models that serve, unchanged for the whole batch. */
  readonly live: LiveModel;
  readonly businessTimezone: string;
  readonly leadIdleDays?: number;
  /** The moment as of which features are read: a single prediction at this moment would give the same answer. */
  readonly now: Date;
  /** The time at which a page is dealt and scored. */
  readonly clock: () => Date;
  readonly pageSize?: number;
  readonly signal?: AbortSignal;
  /** Called after each page. */
  readonly onPage?: (scored: number, subjects: number) => void;
};

/**
 * Scores everybody worth a prediction now, as single predictions would, into one batch. After a crash, a second call continues
 * where the first stopped; if the batch is finished, it does nothing.
 */
export async function scoreSubjects(scoring: Scoring): Promise<PredictionBatch> {
  const { database, model, live, now, clock, leadIdleDays, signal, onPage, pageSize = pageSizes[model] } = scoring;
  const { champion, trial } = live;
  const id = batchIdOf(model, now);
  const finished = await findBatch(database, id);
  if (finished !== null) return finished;

  const versionId = champion.version.id;
  const by = { versionId, experimentId: trial?.experimentId ?? null, phase: trial?.phase ?? null };
  const subjects = await everyEligibleSubject(database, model, now, { leadIdleDays, signal });
  const scored = await resumeBatch(database, id, by, { signal });
  const left = subjects.filter((subject) => !scored.has(subject.id));
  let done = subjects.length - left.length;
  for await (const { page, choose } of readPages(scoring, left, pageSize)) {
    const served = serveRows(live, await choose(), clock());
    const stored = served.map((one) => toStored(model, { ...one, id: predictionId(id, one.subject ?? '') }, id));
    await writePredictions(database, stored, { signal });
    done += page.length;
    onPage?.(done, subjects.length);
  }
  return await finishBatch(database, { id, model, versionId, scoredAt: now, finishedAt: clock() });
}

/** `choose` is what this process does with what was read. Subjects that were erased since they were listed are left out. */
type Page = { readonly page: readonly Subject[]; choose(): Promise<readonly Row[]> };

/** While a page is answered and written here, the server reads the next one. */
async function* readPages(scoring: Scoring, subjects: readonly Subject[], size: number): AsyncIterable<Page> {
  async function read(from: number): Promise<Page> {
    const page = subjects.slice(from, from + size);
    return { page, choose: await readPage(scoring, page) };
  }
  let ahead: Promise<Page> | undefined;
  try {
    for (let from = 0; from < subjects.length; from += size) {
      const page = await (ahead ?? read(from));
      ahead = from + size < subjects.length ? read(from + size) : undefined;
      // whoever takes the pages may fail first
      ahead?.catch(() => {});
      yield page;
    }
  } finally {
    await ahead?.catch(() => {});
  }
}

async function readPage(scoring: Scoring, subjects: readonly Subject[]): Promise<Page['choose']> {
  const { database, live, businessTimezone, now, signal } = scoring;
  if (live.champion.definition.subject !== 'message') {
    const rows = await knownRows(database, readingOfLive(live), subjects, now, signal);
    return async () => rows;
  }
  const read = readInBusinessTime(database, businessTimezone, signal);
  const requests = subjects.map(({ id }) => ({ contactId: id, message: anyMessage }));
  const messages = await readMessages(read, live, requests, now);
  return () =>
    chooseSlots(
      live,
      messages.filter((message) => message !== null),
    );
}

/**
 * The id is the same at every attempt, so two overlapping attempts (one by a worker that was wrongly taken for dead) write each
 * subject once. UUID version 8 (RFC 9562, 5.8).
 */
function predictionId(batch: string, subject: string): string {
  const hex = createHash('sha256').update(`${batch}\n${subject}`).digest('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), `8${hex.slice(13, 16)}`, `8${hex.slice(17, 20)}`, hex.slice(20, 32)].join(
    '-',
  );
}
