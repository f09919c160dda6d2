import { predictRaw } from '../../../engine/predictor/fit-pipeline.ts';
import { leadScoring } from '../../../models/lead-scoring/definition.ts';
import type { Database } from '../../../store/database/database.ts';
import type { Learnt } from './learn-business.ts';
import { listedLeads, rowsAsOf, rowsAtFirst } from './open-leads.ts';

const day = 86_400_000;

/** By how many points each score misses what the lead truly deserves. */
export type OpenLeadJudged = {
  /** Older than the horizon. */
  readonly old: boolean;
  readonly served: number;
  readonly frozen: number;
  /** By the served version, but as of 48 hours. */
  readonly sameFrozen: number;
};

/** Leads that were listed a month ago: many are listed then, for the simulation's last leads come 38 days before its present. */
export async function judgeOpenLeads(
  database: Database,
  { served, frozen, frozenNames }: Learnt,
  now: Date,
): Promise<OpenLeadJudged[]> {
  const at = new Date(now.getTime() - 31 * day);
  const listed = await listedLeads(database, at, leadScoring.horizonDays);
  const ids = listed.map(({ id }) => id);
  const follows = served.predict(await rowsAsOf(database, served, ids, at)).output;
  const same = served.predict(await rowsAtFirst(database, served, ids, at)).output;
  const ofFrozen = { description: { featureNames: frozenNames } };
  const froze = predictRaw(frozen, await rowsAtFirst(database, ofFrozen, ids, at), leadScoring.labelRange);
  return listed.map(({ cameAt, truth }, lead) => ({
    old: at.getTime() - cameAt.getTime() > leadScoring.horizonDays * day,
    served: Math.abs((follows[lead] ?? 0) - truth),
    frozen: Math.abs((froze[lead] ?? 0) - truth),
    sameFrozen: Math.abs((same[lead] ?? 0) - truth),
  }));
}
