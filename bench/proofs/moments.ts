import { predictRaw } from '../../engine/predictor/fit-pipeline.ts';
import type { Predictor } from '../../engine/predictor/predictor.ts';
import { createRandom } from '../../engine/random.ts';
import { leadScoring } from '../../models/lead-scoring/definition.ts';
import type { Database } from '../../store/database/database.ts';
import { holds, mean, print } from '../figures.ts';
import type { RunOptions } from '../run-named.ts';
import { parseSeeds, range } from '../seeds.ts';
import { type Learnt, learnBusiness } from './moments/learn-business.ts';
import { freshBusiness, lateAnswers, listedLeads, rowsAsOf, rowsAtFirst, silentLeads } from './moments/open-leads.ts';

const day = 86_400_000;
/** Late answers looked at in each business. */
const answersEach = 40;

/**
 * Simulated businesses train lead scoring; other people of the same worlds are scored. Does a score that follows the lead come nearer to
 * the rating that the business gives later than one that is frozen at 48 hours, and does a late answer show within a day?
 */
export async function run({ reduced, args }: RunOptions): Promise<{ passed: boolean }> {
  const seeds = parseSeeds(args) ?? range(1, reduced ? 2 : 10);
  const now = new Date();
  // ratings come within 28 days after a lead: by now, all of them are there
  const at = new Date(now.getTime() - 31 * day);
  const gains: number[] = [];
  const old: number[] = [];
  const overtakes: boolean[] = [];
  for (const seed of seeds) {
    const learnt = await learnBusiness(seed);
    const { database, close } = await freshBusiness(seed, now);
    try {
      const judged = await judgeOpenLeads(database, learnt, at);
      const overtook = await judgeLateAnswers(database, learnt.served, now);
      gains.push(...judged.gains);
      old.push(...judged.old);
      overtakes.push(...overtook);
      print(
        `seed ${seed}: ${judged.gains.length} open leads, error ${judged.error.toFixed(2)} frozen, ${(judged.error - mean(judged.gains)).toFixed(2)} as of now; ` +
          `${overtook.filter(Boolean).length} of ${overtook.length} late answers overtook; ${judged.old.length} leads past their horizon`,
      );
    } finally {
      await close();
      learnt.free();
    }
  }
  return { passed: judge(gains, old, overtakes) };
}

/** By how many points the served score is nearer to the rating, lead by lead: within the horizon, and past it. */
async function judgeOpenLeads(database: Database, { served, frozen }: Learnt, at: Date) {
  const { featureNames } = served.description;
  const listed = await listedLeads(database, at, leadScoring.horizonDays);
  const ids = listed.map(({ id }) => id);
  const follows = served.predict(await rowsAsOf(database, featureNames, ids, at)).output;
  const froze = predictRaw(frozen, await rowsAtFirst(database, featureNames, ids, at), leadScoring.labelRange);
  const errors = (scores: Float64Array) => listed.map(({ rating }, lead) => Math.abs((scores[lead] ?? 0) - rating));
  const [before, after] = [errors(froze), errors(follows)];
  const gain = before.map((error, lead) => error - (after[lead] ?? 0));
  const within = listed.map(({ cameAt }) => at.getTime() - cameAt.getTime() <= leadScoring.horizonDays * day);
  return {
    error: mean(before.filter((_, lead) => within[lead])),
    gains: gain.filter((_, lead) => within[lead]),
    old: gain.filter((_, lead) => !within[lead]),
  };
}

/** Whether each late answer lifts its lead above the silent lead that stood just above it. */
async function judgeLateAnswers(database: Database, served: Predictor, now: Date): Promise<boolean[]> {
  const { featureNames } = served.description;
  const scores = async (ids: readonly number[], moment: Date) =>
    served.predict(await rowsAsOf(database, featureNames, ids, moment)).output;
  const answers = (await lateAnswers(database, now)).slice(0, answersEach);
  const overtook: boolean[] = [];
  for (const { id, at } of answers) {
    const silent = (await silentLeads(database, at)).filter((each) => each !== id);
    if (silent.length === 0) continue;
    const ids = [id, ...silent];
    const [before, after] = [await scores(ids, at), await scores(ids, new Date(at.getTime() + day))];
    const own = before[0] ?? 0;
    let neighbour = -1;
    for (let place = 1; place < ids.length; place++) {
      const score = before[place] ?? 0;
      if (score >= own && (neighbour < 0 || score < (before[neighbour] ?? 0))) neighbour = place;
    }
    if (neighbour > 0) overtook.push((after[0] ?? 0) > (after[neighbour] ?? 0));
  }
  return overtook;
}

function judge(gains: readonly number[], old: readonly number[], overtakes: readonly boolean[]): boolean {
  const [low, high] = interval(gains);
  const overtook = overtakes.map(Number);
  const [least] = interval(overtook);
  print('\nFigures');
  if (old.length > 0)
    print(
      `  leads past their horizon that are still listed: ${mean(old).toFixed(3)} points nearer, ${old.length} of them`,
    );
  return [
    holds(
      'points that the served score is nearer to the rating than the frozen one, interval above zero',
      `${mean(gains).toFixed(3)} (95% interval ${low.toFixed(3)} to ${high.toFixed(3)}) over ${gains.length} open leads`,
      low > 0,
    ),
    holds(
      'share of late answers after which the lead stands above the silent one next to it within a day, interval above a half',
      `${mean(overtook).toFixed(3)} (from ${least.toFixed(3)}) of ${overtakes.length}`,
      least > 0.5,
    ),
  ].every(Boolean);
}

/** A 95% bootstrap interval of the mean over leads. */
function interval(values: readonly number[]): readonly [number, number] {
  const random = createRandom(1);
  const means = Array.from({ length: 2_000 }, () => {
    let sum = 0;
    for (let draw = 0; draw < values.length; draw++) sum += values[random.integer(values.length)] ?? 0;
    return sum / values.length;
  }).sort((a, b) => a - b);
  return [means[49] ?? Number.NaN, means[1_949] ?? Number.NaN];
}
