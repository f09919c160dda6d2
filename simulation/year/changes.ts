import type { LeadPlan, Market } from '../behaviour/leads.ts';
import type { Life, Message } from '../behaviour/life.ts';
import { day, newPlace, type Place } from '../calendar.ts';
import type { Random } from '../random.ts';
import type { Traits } from '../traits.ts';

/**
 * What may change in a business, and what should be done about it. `alarm`: whether labels or arrivals should raise one. `showsIn`: what it
 * shows in, of which labels come 32 days later. `answer`: adapt, because
 * the same features mean something else; wait, because data are wrong and labels will be; keep, because what was learnt still holds.
 */
export const changeKinds = {
  sudden: {
    title: 'Whom the business suits turns around from one day to the next',
    alarm: true,
    showsIn: 'labels',
    answer: 'adapt',
  },
  gradual: { title: 'The same, over 60 days', alarm: true, showsIn: 'labels', answer: 'adapt' },
  harmless: {
    title: 'Keener leads come; what they are worth follows from what they do, as before',
    alarm: false,
    showsIn: 'data',
    answer: 'keep',
  },
  broken_feed: {
    title: 'Events of campaigns no longer arrive, or profiles without countries, or every message with the same text',
    alarm: true,
    showsIn: 'data',
    answer: 'wait',
  },
  season: { title: 'Six weeks of half as much business again', alarm: false, showsIn: 'data', answer: 'keep' },
  price_rise: {
    title: 'Prices rise: every lead is worth less, and fewer buy',
    alarm: true,
    showsIn: 'labels',
    answer: 'adapt',
  },
  new_country: {
    title: 'Two in five new contacts come from a country where leads are worth little',
    alarm: true,
    showsIn: 'data',
    answer: 'adapt',
  },
  flood: {
    title: 'For two weeks a campaign brings three times as many leads, most of them cold',
    alarm: false,
    showsIn: 'data',
    answer: 'keep',
  },
} as const satisfies Readonly<Record<string, ExpectedOfChange>>;
export type ChangeKind = keyof typeof changeKinds;

export type ExpectedOfChange = {
  readonly title: string;
  readonly alarm: boolean;
  readonly showsIn: 'data' | 'labels';
  readonly answer: 'adapt' | 'wait' | 'keep';
};

export type Change = { readonly kind: ChangeKind; readonly at: number };

const gradualDays = 60;
const seasonDays = 42;
const floodDays = 14;

/** Of a lead that comes now. */
export function marketOf(change: Change, createdAt: number, random: Random): Market {
  const days = (createdAt - change.at) / day;
  if (days < 0) return 'keen';
  if (change.kind === 'sudden') return 'reserved';
  return change.kind === 'gradual' && random.chance(Math.min(1, days / gradualDays)) ? 'reserved' : 'keen';
}

/** What a contact that becomes a lead now is like. */
export function traitsOf(traits: Traits, change: Change, createdAt: number): Traits {
  return change.kind === 'harmless' && createdAt >= change.at ? { ...traits, intent: traits.intent + 0.5 } : traits;
}

/** Points that a rating, and 0-1 that a lead's worth, lose. */
const lessByPrice = { score: 18, utility: 0.5 } as const;
const lessAbroad = { score: 30, utility: 0.8 } as const;

/** How the business rates a lead after the change. */
export function rateAfter(plan: LeadPlan, change: Change, place: Place): LeadPlan {
  if (change.kind === 'price_rise' && plan.createdAt >= change.at) return lessened(plan, lessByPrice);
  return change.kind === 'new_country' && place === newPlace ? lessened(plan, lessAbroad) : plan;
}

function lessened(plan: LeadPlan, less: { readonly score: number; readonly utility: number }): LeadPlan {
  const down = (score: number) => Math.max(0, score - less.score);
  return {
    ...plan,
    score: Math.round(10 * down(plan.score)) / 10,
    expectedScore: down(plan.expectedScore),
    conversionUtility: plan.conversionUtility - less.utility,
  };
}

/** Where a contact that arrives now lives, if that is somewhere new. */
export function placeOf(place: Place, change: Change, arrivedAt: number, random: Random): Place {
  return change.kind === 'new_country' && arrivedAt >= change.at && random.chance(0.4) ? newPlace : place;
}

/** How many times as busy a moment is. */
export function busyness(change: Change, moment: number): number {
  return change.kind === 'season' && moment >= change.at && moment < change.at + seasonDays * day ? 1.5 : 1;
}
export const busiest = 1.5;

/** The span in which a flood brings leads, and how they differ: two of three that come are of it. */
export function floodOf({ kind, at }: Change): { readonly from: number; readonly until: number } | null {
  return kind === 'flood' ? { from: at, until: at + floodDays * day } : null;
}
export const floodFactor = 3;
export const coldIntent = -1;

/** How a feed breaks, by the seed: a table stops, a column turns null, or constant. */
export const brokenFeeds = ['table_stops', 'column_null', 'column_constant'] as const;
export type BrokenFeed = (typeof brokenFeeds)[number];

export function brokenFeedOf(seed: number): BrokenFeed {
  return brokenFeeds[(((seed + 1) % brokenFeeds.length) + brokenFeeds.length) % brokenFeeds.length] ?? 'table_stops';
}

/** What a gateway puts where it lost a text. */
const lostText = '[message]';

/** What still arrives of a life when a feed is broken. */
export function breakFeed(life: Life, { kind, at }: Change, seed: number): Life {
  if (kind !== 'broken_feed') return life;
  switch (brokenFeedOf(seed)) {
    case 'table_stops':
      return { ...life, events: life.events.filter((event) => event.at < at) };
    case 'column_null': {
      const profiles = life.profiles.map((profile) => (profile.from < at ? profile : { ...profile, country: null }));
      return { ...life, profiles };
    }
    case 'column_constant': {
      const lose = (message: Message): Message =>
        message.sentAt < at ? message : { ...message, text: lostText, sentiment: 0 };
      const conversations = life.conversations.map((each) => ({ ...each, messages: each.messages.map(lose) }));
      return { ...life, broadcasts: life.broadcasts.map(lose), conversations };
    }
  }
}
