import { createHash } from 'node:crypto';
import { defaultLeadIdleDays } from '../../domain/lead-labels.ts';
import type { ModelName } from '../../domain/models.ts';
import { featuresNamed } from '../../models/features.ts';
import { eligibleQuery, isServedAsOfNow, servingQuery } from '../../models/queries/feature-query.ts';
import type { Database } from '../../store/database/database.ts';
import { beginScoring, type SharedFeature } from '../../store/predictions/begin-scoring.ts';
import {
  batchIdOf,
  dropOtherAttempts,
  findBatch,
  finishBatch,
  type PredictionBatch,
  subjectsScored,
} from '../../store/predictions/prediction-batches.ts';
import { writePredictions } from '../../store/predictions/predictions.ts';
import { bitOf, markRead } from '../../store/predictions/touched-contacts.ts';
import type { LiveModel } from '../live/live-models.ts';
import type { LoadedModel } from '../live/load-version.ts';
import { type KnownRow, knownRows } from '../predict.ts';
import { readInBusinessTime } from '../subjects/business-time.ts';
import { type ChosenRow, chooseSlots } from '../subjects/plan-messages.ts';
import { anyMessage } from '../subjects/planned-rows.ts';
import { readMessages } from '../subjects/read-messages.ts';
import { everyEligibleSubject, type Subject } from '../subjects/subjects.ts';
import { farthestAway, holdAnswer } from './hold-answer.ts';
import { readingOfLive } from './reading.ts';
import { type Served, serveRows } from './serve-rows.ts';
import { toStored } from './stored-prediction.ts';
import { uuidOf } from './uuid-of.ts';

/** Subjects per page, which are in memory at once. For engagement, a contact's week is 20 rows of the query and 91 to score. */
const pageSizes: Readonly<Record<ModelName, number>> = { lead_scoring: 2_000, churn: 2_000, engagement: 250 };

/** Fewer are read within seconds, so all their answers are of today, with reasons that name today's days. */
const usualCarryFrom = 10_000;

export type Scoring = {
  readonly database: Database;
  readonly model: ModelName;
  /** The models that serve, unchanged for the whole batch. */
  readonly live: LiveModel;
  readonly businessTimezone: string;
  readonly leadIdleDays?: number;
  /** Reads everybody, also those whose last answers hold. */
  readonly anew?: boolean;
  /** Subjects of the last list from which on answers are carried over. */
  readonly carryFrom?: number;
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
 * Scores everybody worth a prediction now into one batch. After a large list it reads those whose rows changed since the batch before, and those whose answers
 * the clock may have moved (`hold-answer.ts`), and answers them as single predictions would; the other answers are carried over. After a
 * crash, a second call continues where the first stopped; if the batch is finished, it does nothing.
 */
export async function scoreSubjects(scoring: Scoring): Promise<PredictionBatch> {
  const { database, model, live, now, clock, leadIdleDays, carryFrom = usualCarryFrom, signal, onPage } = scoring;
  const { champion, trial } = live;
  const id = batchIdOf(model, now);
  const finished = await findBatch(database, id);
  if (finished !== null) return finished;

  const versionId = champion.version.id;
  const by = { versionId, experimentId: trial?.experimentId ?? null, phase: trial?.phase ?? null };
  const { contacts, carried, notes } = await beginScoring(
    database,
    {
      ...{ batch: id, model, versionId, basis: basisOf(scoring), carryFrom },
      ...{ now, at: clock(), shared: sharedFeatureOf(champion) },
    },
    { signal },
  );
  const dropped = await dropOtherAttempts(database, id, by, { signal });
  // where a deployment came in between, nothing that was carried over is left
  const among = dropped > 0 ? null : contacts;
  const subjects = await everyEligibleSubject(database, model, now, { leadIdleDays, contacts: among, signal });
  const ids = among === null ? null : subjects.map((subject) => subject.id);
  const scored = await subjectsScored(database, id, ids, { signal });
  const left = subjects.filter((subject) => !scored.has(subject.id));
  let done = subjects.length - left.length + (among === null ? 0 : carried);
  const all = done + left.length;
  for await (const { page, choose } of readPages(scoring, left)) {
    const rows = await choose();
    const served = serveRows(live, rows, clock());
    const stored = served.map((one, at) => ({
      ...toStored(model, { ...one, id: predictionId(id, one.subject ?? '') }, id),
      holdsUntil: holdOf(scoring, rows[at], one),
    }));
    await writePredictions(database, stored, { signal });
    done += page.length;
    onPage?.(done, all);
  }
  const batch = await finishBatch(database, { id, model, versionId, scoredAt: now, finishedAt: clock() });
  // the batch is newer than what they had still to do
  await markRead(database, notes, bitOf(model, 'everybody') | bitOf(model, 'between'), now, { signal });
  return batch;
}

/** `choose` is what this process does with what was read. Subjects that were erased since they were listed are left out. */
export type Page = { readonly page: readonly Subject[]; choose(): Promise<readonly ReadRow[]> };

export type ReadRow = KnownRow | ChosenRow;

/** Trials, and versions that are served as of another moment, are read anew each day. */
function isTimed({ live: { champion, trial } }: Scoring): boolean {
  const { definition, predictor } = champion;
  const read = featuresNamed(definition, predictor.description.featureNames);
  return trial === null && isServedAsOfNow(definition, read);
}

export function holdOf(scoring: Scoring, row: ReadRow, { features, value }: Served): Date | null {
  const { live, now, leadIdleDays: idleDays = defaultLeadIdleDays } = scoring;
  if (row.clock === null) return null;
  const answers = 'rival' in row && row.rival !== null ? [features, row.rival] : [features];
  return holdAnswer(live.champion, { value, answers, clock: row.clock, now, idleDays });
}

/** Of what decides an answer beside the rows; null: nothing may be carried over. */
function basisOf(scoring: Scoring): string | null {
  const { model, live, businessTimezone, leadIdleDays = defaultLeadIdleDays, anew = false } = scoring;
  if (anew || !isTimed(scoring)) return null;
  const { definition, names, attributes } = readingOfLive(live);
  const sql = [servingQuery(definition, featuresNamed(definition, names), attributes, true), eligibleQuery(definition)];
  const { version } = live.champion;
  const basis = [version.id, version.artifactHash, sql, businessTimezone, leadIdleDays, farthestAway[model]];
  return createHash('sha256').update(JSON.stringify(basis)).digest('hex');
}

function sharedFeatureOf({ definition, predictor }: LoadedModel): SharedFeature | null {
  const { shared } = definition.clock;
  const place = predictor.description.featureNames.indexOf(shared?.feature ?? '');
  return shared === undefined || place < 0 ? null : { ...shared, place: place + 1 };
}

/** While a page is answered and written here, the server reads the next one. */
export async function* readPages(scoring: Scoring, subjects: readonly Subject[]): AsyncIterable<Page> {
  const { model, pageSize: size = pageSizes[model] } = scoring;
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
    const rows = await knownRows(database, readingOfLive(live), subjects, now, { signal, clock: isTimed(scoring) });
    return async () => rows;
  }
  const read = readInBusinessTime(database, businessTimezone, signal);
  const requests = subjects.map(({ id }) => ({ contactId: id, message: anyMessage }));
  const messages = await readMessages(read, live, requests, now, isTimed(scoring));
  return () =>
    chooseSlots(
      live,
      messages.filter((message) => message !== null),
    );
}

/**
 * The id is the same at every attempt, so two overlapping attempts (one by a worker that was wrongly taken for dead) write each
 * subject once. `store/predictions/begin-scoring.ts` makes the same ones in SQL.
 */
function predictionId(batch: string, subject: string): string {
  return uuidOf(`${batch}\n${subject}`);
}
