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
  /** When it turns keen after all and writes again, and how keen it is from then on. */
  readonly awakens?: { readonly at: number; readonly warmth: number };
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
  return {
    createdAt,
    warmth: warm,
    worth,
    ...ratingOf(worth, random),
    conversionUtility: (keen ? intent : -intent) + 0.3 * random.normal(),
  };
}

/** How long after it came a lead awakens. */
const awakening = [3 * day, 15 * day] as const;

/** A share of the cold leads turns keen days later: from its first days alone nobody could know. Its rating and its outcome follow from that. */
export function awaken(plan: LeadPlan, share: number, before: number, random: Random): LeadPlan {
  if (plan.warmth >= 0.5 || !random.chance(share)) return plan;
  const intent = random.between(0.35, 0.8);
  const warm = warmth(intent);
  const latest = Math.min(plan.createdAt + awakening[1], before);
  return {
    ...plan,
    ...ratingOf(warm, random),
    worth: warm,
    conversionUtility: intent + 0.3 * random.normal(),
    awakens: { at: Math.round(random.between(plan.createdAt + awakening[0], latest)), warmth: warm },
  };
}

function ratingOf(worth: number, random: Random): Pick<LeadPlan, 'expectedScore' | 'score'> {
  const expectedScore = 23 + 58 * worth;
  const score = expectedScore + ratingNoise * random.normal();
  return { expectedScore, score: Math.round(10 * Math.max(0, Math.min(100, score))) / 10 };
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
  const { createdAt, awakens } = plan;
  const decision = awakens?.at ?? createdAt + 2 * day;
  const stages: { from: number; stage: Stage }[] = [{ from: createdAt, stage: 'new' }];
  const reach = (stage: Stage, from: number) => {
    if (from < end) stages.push({ from: Math.round(from), stage });
  };
  const contactedAt = createdAt + random.between(0.3, 6) * hour;
  reach('contacted', contactedAt);
  const qualifiedAt = random.chance(0.08 + 0.84 * plan.worth)
    ? (awakens?.at ?? createdAt) + random.between(7, 96) * hour
    : null;
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
    scoredAt: Math.round(decision + random.between(3, awakens === undefined ? 26 : 13) * day),
    convertedAt,
    orderValue: convertedAt === null ? null : Math.round(100 * random.logNormal(90, 0.6)) / 100,
  };
}
