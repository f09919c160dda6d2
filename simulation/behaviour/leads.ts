import { day, hour } from '../calendar.ts';
import { leadSources } from '../names.ts';
import type { Random } from '../random.ts';
import { type Traits, warmth } from '../traits.ts';
import type { Lead, Stage } from './life.ts';

/** What a lead is like; drawn before anything that it does. */
export type LeadPlan = {
  readonly createdAt: number;
  /** 0-1: how keen it is; everything that it does follows from this. */
  readonly warmth: number;
  /** 0-1: how well it suits the business; its rating and its outcome follow from this. */
  readonly worth: number;
  readonly expectedScore: number;
  readonly score: number;
  /** Leads convert from the highest down, as many as the world's conversion rate says. */
  readonly conversionUtility: number;
};

/** Standard deviation of the business's rating around what the lead deserves, in points. */
const ratingNoise = 6.6;

/** Whom the business suits: keen leads, or after a change of the market reserved ones. */
export type Market = 'keen' | 'reserved';

export function planLead(traits: Traits, createdAt: number, market: Market, random: Random): LeadPlan {
  const intent = 0.97 * traits.intent + Math.sqrt(1 - 0.97 ** 2) * random.normal();
  const warm = warmth(intent);
  const keen = market === 'keen';
  const worth = keen ? warm : 1 - warm;
  const expectedScore = 23 + 58 * worth;
  const score = expectedScore + ratingNoise * random.normal();
  return {
    createdAt,
    warmth: warm,
    worth,
    expectedScore,
    score: Math.round(10 * Math.max(0, Math.min(100, score))) / 10,
    conversionUtility: (keen ? intent : -intent) + 0.3 * random.normal(),
  };
}

export type LeadTimes = {
  /** The world's present. */
  readonly end: number;
  /** The contact buys nothing from this moment. */
  readonly leavesAt: number;
  /** Leads are decided by this moment at the latest. */
  readonly decidedBy: number;
};

/** A lead's whole history. `campaign`: the one that brought the lead, if any. */
export function liveLead(
  plan: LeadPlan,
  converts: boolean,
  campaign: number | null,
  { end, leavesAt, decidedBy }: LeadTimes,
  random: Random,
): Lead {
  const { createdAt } = plan;
  const decision = createdAt + 2 * day;
  const stages: { from: number; stage: Stage }[] = [{ from: createdAt, stage: 'new' }];
  const reach = (stage: Stage, from: number) => {
    if (from < end) stages.push({ from: Math.round(from), stage });
  };
  const contactedAt = createdAt + random.between(0.3, 6) * hour;
  reach('contacted', contactedAt);
  const qualifiedAt = random.chance(0.08 + 0.84 * plan.worth) ? createdAt + random.between(7, 96) * hour : null;
  const convertsAt = converts
    ? Math.round(decision + random.between(0.15, 0.95) * Math.min(25 * day, decidedBy - decision))
    : null;
  const convertedAt = convertsAt !== null && convertsAt < Math.min(end, leavesAt) ? convertsAt : null;
  if (qualifiedAt !== null) {
    // whoever buys sooner was qualified sooner: a lead's last stage is the latest
    const late = convertedAt !== null && qualifiedAt >= convertedAt;
    reach('qualified', late ? (contactedAt + convertedAt) / 2 : qualifiedAt);
  }
  if (convertedAt !== null) reach('won', convertedAt);
  else if (random.chance(0.75 - 0.4 * plan.worth)) reach('lost', createdAt + random.between(5, 40) * day);
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
