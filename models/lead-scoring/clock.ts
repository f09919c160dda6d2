import { activityOfContact } from '../churn/subjects.ts';
import { grows, type ModelClock, type Move } from '../clock.ts';
import { campaignCounts, typicalClickRate } from '../history/reactions.ts';
import { hoursSinceInbound, talkHours } from '../history/talk.ts';
import { daysBetween, hoursBetween, smoothedRate } from '../queries/expressions.ts';
import { horizonDays } from './subjects.ts';

export const quarter = 2160;

const waiting = hoursBetween('coalesce(first.outbound_at, s.came_at)', 's.moment');

/** Of everybody in the lead's campaign, smoothed with the weight of ten cases; null without one. */
export const campaignClickRate = `case when s.campaign_id is not null then ${smoothedRate(
  'least(campaign.clicked, campaign.delivered)',
  'campaign.delivered',
  typicalClickRate,
  10,
)} end`;

/** An answer holds while its campaign's rate stays this close to what was read. */
const campaignRateBand = 0.01;

export const campaignRate: Move = (value) => [value - campaignRateBand, value + campaignRateBand];

export const leadClock: ModelClock = {
  windows: [quarter, talkHours],
  facts: {
    lead_age: daysBetween('s.came_at', 's.moment'),
    contact_age: daysBetween('c.created_at', 's.moment'),
    inbound_hours: hoursSinceInbound,
    first_waiting: `case when first.reply_at is null then ${waiting} * 60 end`,
    inbound: 'talk.inbound',
    answered: 'talk.answered',
    settled: 'talk.settled',
    measured: 'talk.measured',
    measured_at_first: 'talk.measured_at_first',
    active: `case when s.came_at < s.moment - interval '${horizonDays * 24} hours' then (
      select extract(epoch from s.moment - max(a.at))::double precision / 86400 from (${activityOfContact('< s.moment', '')}
      ) as a) end`,
  },
  shared: {
    feature: 'lead_campaign_click_rate',
    valuesSql: `
      select s.campaign_id as key, ${campaignClickRate} as value
      from (select k.id as campaign_id, $3::timestamptz as moment from campaigns as k) as s${campaignCounts}`,
    keySql: 's.campaign_id',
    band: campaignRateBand,
  },
  // for its age alone at first, then for what comes from its contact
  listedDays: (fact, idleDays) =>
    fact('lead_age') < horizonDays ? horizonDays - fact('lead_age') : idleDays - fact('active'),
};

/** Grows until the contact answers. */
export const firstAnswer: Move = (value, passing) =>
  Number.isNaN(passing.fact('first_waiting'))
    ? [value, value]
    : grows('first_waiting', { perDay: 24 * 60 })(value, passing);
