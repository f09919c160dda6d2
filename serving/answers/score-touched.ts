import { latestBatch } from '../../store/predictions/prediction-batches.ts';
import { isScoringUnderWay, replaceInBatch, subjectsInBatch } from '../../store/predictions/replace-answers.ts';
import { bitOf, markAllRead, markRead, unreadNotes } from '../../store/predictions/touched-contacts.ts';
import { everyEligibleSubject } from '../subjects/subjects.ts';
import { holdOf, readPages, type Scoring } from './score-subjects.ts';
import { serveRows } from './serve-rows.ts';
import { toStored } from './stored-prediction.ts';
import { uuidOf } from './uuid-of.ts';

/** Notes that one call takes: some seconds' work. */
const mostNotes = 2_000;

export type TouchedScores = {
  readonly subjects: number;
  /** There may be more to do. */
  readonly left: boolean;
};

const nothing: TouchedScores = { subjects: 0, left: false };

/**
 * Scores those again whose rows changed since the last scoring of everybody, into its list: an answer takes the place of the subject's
 * earlier one, who isn't worth a prediction any more leaves the list, and who is by now comes into it. The earlier answers stay readable by
 * their ids. The next scoring of everybody reads the same subjects anew, whatever happened here.
 *
 * Nothing is done while such a scoring is under way, and where another version serves than the one that made the list.
 */
export async function scoreTouched(scoring: Scoring & { readonly limit?: number }): Promise<TouchedScores> {
  const { database, model, live, now, clock, leadIdleDays, signal, limit = mostNotes } = scoring;
  const bit = bitOf(model, 'between');
  const batch = await latestBatch(database, model);
  if (batch === null || batch.versionId !== live.champion.version.id) {
    await markAllRead(database, bit, { signal });
    return nothing;
  }
  if (await isScoringUnderWay(database, model)) return nothing;
  const { ids, contacts } = await unreadNotes(database.query, bit, { limit, before: now });
  if (contacts === null) {
    // a bulk load: the next scoring reads everybody
    await markAllRead(database, bit, { signal });
    return nothing;
  }
  if (ids.length === 0) return nothing;

  const listed = await subjectsInBatch(database, model, batch.id, contacts);
  const subjects = await everyEligibleSubject(database, model, now, { leadIdleDays, contacts, signal });
  const eligible = new Set(subjects.map(({ id }) => id));
  const gone = listed.filter((subject) => !eligible.has(subject));
  await replaceInBatch(database, { id: batch.id, model }, gone, [], { signal });
  for await (const { choose } of readPages(scoring, subjects)) {
    const rows = await choose();
    const stored = serveRows(live, rows, clock()).map((one, at) => ({
      ...toStored(model, { ...one, id: answerId(batch.id, one.subject ?? '', now) }, batch.id),
      holdsUntil: holdOf(scoring, rows[at], one),
    }));
    await replaceInBatch(
      database,
      { id: batch.id, model },
      stored.map(({ subject }) => subject),
      stored,
      { signal },
    );
  }
  await markRead(database, ids, bit, now, { signal });
  return { subjects: subjects.length + gone.length, left: ids.length === limit };
}

/** The same at every attempt. */
function answerId(batch: string, subject: string, now: Date): string {
  return uuidOf(`${batch}\n${now.toISOString()}\n${subject}`);
}
