import { createRandom } from '../../engine/random.ts';
import { holds, mean, print } from '../figures.ts';
import type { RunOptions } from '../run-named.ts';
import { parseSeeds, range } from '../seeds.ts';
import { judgeLateAnswers, type LateAnswerJudged } from './moments/judge-late-answers.ts';
import { judgeOpenLeads, type OpenLeadJudged } from './moments/judge-open-leads.ts';
import { learnBusiness } from './moments/learn-business.ts';
import { freshBusiness } from './moments/open-leads.ts';

/**
 * Two kinds of simulated businesses. In the usual one nothing that a lead does after its first days says more about it than these did: there
 * a score that follows the lead must not get worse. In the other one a tenth of the cold leads turn keen after 3 to 15 days and write.
 */
const kinds = [
  { name: 'some leads turn keen late', lateInterest: 0.1 },
  { name: 'usual simulation', lateInterest: 0 },
] as const;

type Judged = { readonly open: readonly OpenLeadJudged[]; readonly late: readonly LateAnswerJudged[] };

/**
 * Simulated businesses train lead scoring; other people of the same worlds are scored. Does a score that follows the lead come nearer to
 * what the lead truly deserves than one that is frozen at 48 hours, and does a late answer show within a day?
 */
export async function run({ reduced, args }: RunOptions): Promise<{ passed: boolean }> {
  const seeds = parseSeeds(args) ?? range(1, reduced ? 2 : 10);
  const passed: boolean[] = [];
  // two businesses are too few to see the quarter of a point of the usual simulation
  for (const { name, lateInterest } of reduced ? kinds.filter(({ lateInterest }) => lateInterest > 0) : kinds) {
    print(`${name}:`);
    const judged: Judged[] = [];
    for (const seed of seeds) judged.push(await judgeSeed(seed, lateInterest));
    passed.push(report(judged, lateInterest > 0));
  }
  return { passed: passed.every(Boolean) };
}

async function judgeSeed(seed: number, lateInterest: number): Promise<Judged> {
  const now = new Date();
  const learnt = await learnBusiness(seed, lateInterest);
  const { database, close } = await freshBusiness(seed, lateInterest, now);
  try {
    const open = await judgeOpenLeads(database, learnt, now);
    const late = await judgeLateAnswers(database, learnt.served, now);
    const young = open.filter(({ old }) => !old);
    print(
      `  seed ${seed}: ${learnt.leads} leads learnt; ${young.length} open leads, error ${mean(young.map(({ frozen }) => frozen)).toFixed(2)} frozen, ` +
        `${mean(young.map(({ served }) => served)).toFixed(2)} as of now; ${late.filter(({ overtook }) => overtook).length} of ${late.length} late answers overtook`,
    );
    return { open, late };
  } finally {
    await close();
    learnt.free();
  }
}

/** @param telling whether what leads do later says something about them. */
function report(seeds: readonly Judged[], telling: boolean): boolean {
  const gains = (of: (lead: OpenLeadJudged) => number, wanted: (lead: OpenLeadJudged) => boolean) =>
    seeds.map(({ open }) => open.filter(wanted).map((lead) => lead.frozen - of(lead)));
  const young = ({ old }: OpenLeadJudged) => !old;
  const served = gains(({ served }) => served, young);
  const late = seeds.map((judged) => judged.late);
  const all = late.flat();
  print(
    `  the same version at 48 hours: ${figure(gains(({ sameFrozen }) => sameFrozen, young))} points nearer than before`,
  );
  print(
    `  leads past their horizon: ${figure(
      gains(
        ({ served }) => served,
        ({ old }) => old,
      ),
    )} points nearer`,
  );
  print(
    `  a late answer: the lead's own score ${signed(mean(all.map(({ rise }) => rise)))} points in a day, that of the silent lead above it ` +
      `${signed(mean(all.map(({ silentRise }) => silentRise)))}; its true score lies ${signed(mean(all.map(({ truth }) => truth)))} points above the silent one's`,
  );
  const overtook = late.map((answers) => answers.map((answer) => Number(answer.overtook)));
  const nearer = holds(
    'points that the served score is nearer to the truth than the one frozen at 48 hours, interval above zero',
    `${figure(served)} over ${served.flat().length} open leads`,
    interval(served)[0] > 0,
  );
  const share = `${figure(overtook)} of ${all.length}`;
  if (!telling) {
    print(
      `  share of late answers after which the lead stands above the silent one next to it: ${share}; nothing to be held to here`,
    );
    return nearer;
  }
  const overtakes = holds(
    'share of late answers after which the lead stands above the silent one next to it within a day, interval above a half',
    share,
    interval(overtook)[0] > 0.5,
  );
  return nearer && overtakes;
}

function signed(value: number): string {
  return `${value < 0 ? '' : '+'}${value.toFixed(2)}`;
}

function figure(values: readonly (readonly number[])[]): string {
  const [low, high] = interval(values);
  return `${mean(values.flat()).toFixed(3)} (95% interval ${low.toFixed(3)} to ${high.toFixed(3)})`;
}

/** A 95% bootstrap interval of the mean: businesses are drawn, and in each its leads, for leads of one business share a model. */
function interval(seeds: readonly (readonly number[])[]): readonly [number, number] {
  const random = createRandom(1);
  const filled = seeds.filter(({ length }) => length > 0);
  const means = Array.from({ length: 2_000 }, () => {
    let [sum, count] = [0, 0];
    for (let draw = 0; draw < filled.length; draw++) {
      const values = filled[random.integer(filled.length)] ?? [];
      for (let of = 0; of < values.length; of++) sum += values[random.integer(values.length)] ?? 0;
      count += values.length;
    }
    return sum / count;
  }).sort((a, b) => a - b);
  return [means[49] ?? Number.NaN, means[1_949] ?? Number.NaN];
}
