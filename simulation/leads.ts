import { day, hour } from './calendar.ts';
import type { Lead, Stage } from './life.ts';
import { leadSources } from './names.ts';
import type { Random } from './random.ts';
import { type Traits, warmth } from './traits.ts';

/** What a lead will be: drawn before anything that it does. */
export type LeadPlan = {
  readonly createdAt: number;
  readonly warmth: number;
  readonly expectedScore: number;
  readonly score: number;
  /** Leads convert from the highest down, as many as the world's conversion rate says. */
  readonly conversionUtility: number;
};

/** Standard deviation of the business's rating around what the lead deserves, in points. */
const ratingNoise = 6.6;

export function planLead(traits: Traits, createdAt: number, random: Random): LeadPlan {
  const intent = 0.97 * traits.intent + Math.sqrt(1 - 0.97 ** 2) * random.normal();
  const warm = warmth(intent);
  const expectedScore = 23 + 58 * warm;
  const score = expectedScore + ratingNoise * random.normal();
  return {
    createdAt,
    warmth: warm,
    expectedScore,
    score: Math.round(10 * Math.max(0, Math.min(100, score))) / 10,
    conversionUtility: intent + 0.3 * random.normal(),
  };
}

/** `campaign`: the one that brought the lead, where one did. `end` is the world's present. */
export function liveLead(
  plan: LeadPlan,
  converts: boolean,
  campaign: number | null,
  end: number,
  random: Random,
): Lead {
  const { createdAt } = plan;
  const decision = createdAt + 2 * day;
  const stages: { from: number; stage: Stage }[] = [{ from: createdAt, stage: 'new' }];
  const reach = (stage: Stage, from: number) => {
    if (from < end) stages.push({ from: Math.round(from), stage });
  };
  reach('contacted', createdAt + random.between(0.3, 6) * hour);
  const qualifies = random.chance(0.08 + 0.84 * plan.warmth);
  if (qualifies) reach('qualified', createdAt + random.between(7, 96) * hour);
  // every lead is decided 34 days before the present at the latest, so that leaving (loyalty.ts) never depends on a lead
  const convertedAt = converts
    ? Math.round(decision + random.between(0.15, 0.95) * Math.min(25 * day, end - 34 * day - decision))
    : null;
  if (convertedAt !== null) reach('won', convertedAt);
  else if (random.chance(0.75 - 0.4 * plan.warmth)) reach('lost', createdAt + random.between(5, 40) * day);
  return {
    createdAt,
    campaign,
    source: random.chance(0.15 + 0.55 * plan.warmth)
      ? random.pick(leadSources.slice(0, 2))
      : random.pick(leadSources.slice(2)),
    stages,
    score: plan.score,
    expectedScore: plan.expectedScore,
    warmth: plan.warmth,
    scoredAt: Math.round(decision + random.between(3, 26) * day),
    convertedAt,
    orderValue: convertedAt === null ? null : Math.round(100 * random.logNormal(90, 0.6)) / 100,
  };
}
