import { type Campaign, planCampaigns } from '../behaviour/campaigns.ts';
import type { Season } from '../behaviour/moments.ts';
import { day } from '../calendar.ts';
import { createRandom } from '../random.ts';
import { busiest, busyness, type Change, type ChangeKind } from './changes.ts';

export type Span = { readonly from: Date; readonly until: Date };

/** What happens to the business and should be noticed. */
export type YearEvents = {
  /** After this the business suits different leads: they behave as before, but their worth changes. */
  readonly drift: Date;
  /** In this time nothing reaches the CRM. */
  readonly outage: Span;
  /** A campaign to everybody, from its start until the next one: nobody answers, many opt out. */
  readonly badCampaign: Span;
};

export type Year = {
  readonly seed: number;
  readonly foundedAt: number;
  readonly start: number;
  readonly end: number;
  /** How many times as many contacts arrive as usual. */
  readonly size: number;
  readonly season: Season;
  readonly campaigns: readonly Campaign[];
  readonly events: YearEvents;
  /** Instead of the events, which lie after the end. null: the events are what happens. */
  readonly change: Change | null;
};

export type YearOptions = {
  readonly seed: number;
  /** A Sunday, 0:00 UTC. */
  readonly start: Date;
  /** Length of the year, after the start. */
  readonly weeks?: number;
  /** Age of the business at the start. */
  readonly historyDays?: number;
  /** What changes, so many days after the start: nothing else happens. `null`: nothing at all. Left out: the events of a year. */
  readonly change?: { readonly kind: ChangeKind; readonly day: number } | null;
  /** How many times as many contacts arrive as usual. */
  readonly size?: number;
};

const week = 7 * day;
const campaignEvery = week;

/** A fifth more in the first days of December, a fifth less in the first days of June. */
const season: Season = {
  peak: 1.2,
  at: (moment) => 1 + 0.2 * Math.cos((2 * Math.PI * (moment - Date.UTC(2000, 11, 3))) / (365.2425 * day)),
};

/** No offers to win contacts back: their effect would have to be separated from what would have happened anyway. */
const kinds = ['promotional', 'informational'] as const;

/** The seed alone decides the dates; what is dated after the end doesn't happen. */
export function planYear({ seed, start: begin, weeks = 52, historyDays = 420, size = 1, change }: YearOptions): Year {
  const start = begin.getTime();
  const [foundedAt, end] = [start - historyDays * day, start + weeks * week];
  const random = createRandom(seed, 'year', 'events');
  const within = (first: number, last: number) => start + random.between(first, last + 1) * week;

  if (change !== undefined) {
    const happening = change === null ? null : { kind: change.kind, at: start + change.day * day };
    const never = { from: new Date(end), until: new Date(end) };
    return {
      ...{ seed, foundedAt, start, end, size },
      season: happening?.kind === 'season' ? seasonWith(happening) : season,
      campaigns: planCampaigns(seed, foundedAt, historyDays + weeks * 7, kinds),
      events: { drift: never.from, outage: never, badCampaign: never },
      change: happening,
    };
  }
  const drift = new Date(within(26, 29));
  const lostFrom = within(36, 40);
  const outage = { from: new Date(lostFrom), until: new Date(lostFrom + random.between(9, 12) * day) };
  const badFrom = within(44, 46);
  const planned = planCampaigns(seed, foundedAt, historyDays + Math.max(weeks, 52) * 7, kinds);
  const bad = planned.findIndex((campaign) => campaign.startedAt >= badFrom);
  const { startedAt } = planned[bad];
  const badCampaign = { from: new Date(startedAt), until: new Date(startedAt + campaignEvery) };
  const campaigns = planned.with(bad, spoil(planned[bad])).filter((campaign) => campaign.startedAt < end);
  return {
    seed,
    foundedAt,
    start,
    end,
    size,
    season,
    campaigns,
    events: { drift, outage, badCampaign },
    change: null,
  };
}

function seasonWith(change: Change): Season {
  return { peak: busiest * season.peak, at: (moment) => busyness(change, moment) * season.at(moment) };
}

/** About one in seven opts out. */
function spoil(campaign: Campaign): Campaign {
  return { ...campaign, toEverybody: true, replyEffect: Number.NEGATIVE_INFINITY, optOutEffect: Math.log(12) };
}
