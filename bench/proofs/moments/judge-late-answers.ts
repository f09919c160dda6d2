import type { Predictor } from '../../../engine/predictor/predictor.ts';
import type { Database } from '../../../store/database/database.ts';
import { lateAnswers, rowsAsOf, silentLeads } from './open-leads.ts';

const day = 86_400_000;
/** Late answers looked at in each business. */
const answersEach = 40;

export type LateAnswerJudged = {
  readonly overtook: boolean;
  /** Points that the scores rose within the day: its own, and that of the silent lead that stood just above it. */
  readonly rise: number;
  readonly silentRise: number;
  /** How much better it truly is than that silent lead. */
  readonly truth: number;
};

/** Whether each late answer lifts its lead above the silent lead that stood just above it, the one most like it by its score. */
export async function judgeLateAnswers(database: Database, served: Predictor, now: Date): Promise<LateAnswerJudged[]> {
  const scores = async (ids: readonly number[], moment: Date) =>
    served.predict(await rowsAsOf(database, served, ids, moment)).output;
  const judged: LateAnswerJudged[] = [];
  for (const { id, at, truth } of (await lateAnswers(database, now)).slice(0, answersEach)) {
    const silent = (await silentLeads(database, at)).filter((each) => each.id !== id);
    if (silent.length === 0) continue;
    const ids = [id, ...silent.map((each) => each.id)];
    const [before, after] = [await scores(ids, at), await scores(ids, new Date(at.getTime() + day))];
    const own = before[0] ?? 0;
    let above = -1;
    for (let place = 1; place < ids.length; place++) {
      const score = before[place] ?? 0;
      if (score >= own && (above < 0 || score < (before[above] ?? 0))) above = place;
    }
    if (above < 0) continue;
    judged.push({
      overtook: (after[0] ?? 0) > (after[above] ?? 0),
      rise: (after[0] ?? 0) - own,
      silentRise: (after[above] ?? 0) - (before[above] ?? 0),
      truth: truth - (silent[above - 1]?.truth ?? 0),
    });
  }
  return judged;
}
