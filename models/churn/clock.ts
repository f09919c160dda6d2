import { difference, holdsIn, type ModelClock, type Move, moveMean, type Passing, type Range } from '../clock.ts';
import { hoursSinceInbound, talkHours, typicalReplyRate } from '../history/talk.ts';
import { smoothedMean, smoothedRate } from '../queries/expressions.ts';

/** Hours of 30, 45 and 90 days. */
export const [month, sixWeeks, quarter] = [720, 1080, 2160] as const;
/** Nobody who was silent for longer is listed. */
const listedFor = 90;

/** In how many days the first of some rows leaves one of these windows; null: none of them does soon. */
function exitOf(table: string, at: string, windows: readonly number[]): string {
  const each = windows.map(
    (hours) => `(select min(${at}) - (s.moment - interval '${hours} hours') from ${table} as x
      where x.contact_id = s.contact_id and ${at} >= s.moment - interval '${hours} hours' and ${at} < s.moment)`,
  );
  return `extract(epoch from least(${each.join(', ')}))::double precision / 86400`;
}

const meanBefore = smoothedMean(
  'talk.sum_sentiment - coalesce(talk.sum_sentiment_30d, 0)',
  'talk.measured - talk.measured_30d',
  0,
);
const rateBefore = smoothedRate(
  'talk.answered - talk.answered_45d',
  'talk.settled - talk.settled_45d',
  typicalReplyRate,
);

export const churnClock: ModelClock = {
  windows: [month, sixWeeks, quarter, talkHours],
  facts: {
    recency: 'activity.recency_days',
    tenure: 'life.tenure_days',
    purchase: 'coalesce(orders.recency_days, life.tenure_days)',
    first_purchase: 'orders.age_days',
    purchase_leaves: exitOf('purchases', 'x.purchased_at', [2160, 4320]),
    ticket_leaves: exitOf('support_tickets', 'x.opened_at', [4320]),
    inbound: `${hoursSinceInbound} / 24`,
    inbound_30d: 'talk.inbound_30d',
    inbound_90d: 'talk.inbound_90d',
    answered: 'talk.answered',
    settled: 'talk.settled',
    settled_45d: 'talk.settled_45d',
    measured: 'talk.measured',
    measured_30d: 'talk.measured_30d',
    measured_90d: 'talk.measured_90d',
    tone_30d: smoothedMean('talk.sum_sentiment_30d', 'talk.measured_30d', 0),
    tone_before: meanBefore,
    rate_45d: smoothedRate('talk.answered_45d', 'talk.settled_45d', typicalReplyRate),
    rate_before: rateBefore,
  },
  listedDays: (fact) => listedFor - fact('recency'),
};

const tones: Range = [-1, 1];

/** What leaves the last 30 days joins the time before, and may be of any tone. */
export const toneChange: Move = (_, { fact, leaving }) => {
  const [late, old] = [leaving(month), leaving(talkHours)];
  const recent = moveMean(fact('tone_30d'), { count: fact('measured_30d'), between: tones, leaving: late });
  const before = withJoining(fact('tone_before'), fact('measured') - fact('measured_30d'), tones, late, old);
  return difference(recent, before);
};

export const rateChange: Move = (_, { fact, leaving, settling }) => {
  const [late, old] = [leaving(sixWeeks), leaving(talkHours)];
  const rates: Range = [0, 1];
  const recent = moveMean(fact('rate_45d'), {
    ...{ count: fact('settled_45d'), between: rates },
    ...{ joining: settling(), leaving: late },
  });
  const before = withJoining(fact('rate_before'), fact('settled') - fact('settled_45d'), rates, late, old);
  return difference(recent, before);
};

/** As `moveMean`, where those that join may lie anywhere. */
function withJoining(mean: number, count: number, between: Range, joining: number, leaving: number): Range | null {
  const low = moveMean(mean, { count, between, joining, leaving });
  const [least, most] = between;
  const high = moveMean(least + most - mean, { count, between, joining, leaving });
  return low === null || high === null ? null : [low[0], least + most - high[0]];
}

export const inboundChange: Move = (_, { fact, leaving }) => {
  const [recent, quarterly] = [fact('inbound_30d'), fact('inbound_90d')];
  const before = quarterly - recent;
  const late: Range = [Math.max(0, recent - leaving(month)), recent];
  const early: Range = [Math.max(0, before - leaving(quarter)), before + leaving(month)];
  const logs = ([low, high]: Range, parts: number): Range => [Math.log1p(low / parts), Math.log1p(high / parts)];
  return difference(logs(late, 1), logs(early, 2));
};

/** First to last purchase over the days since the first. */
export const shareOfAge: Move = (value, { days, fact }) => {
  const age = fact('first_purchase');
  return [value === 0 || Number.isNaN(age) ? value : (value * age) / (age + days), value];
};

/** The last one stays the last until the year of it is over. */
export const lastTone: Move = (value, passing: Passing) =>
  passing.leaving(talkHours) < passing.fact('measured') ? [value, value] : holdsIn(talkHours)(value, passing);
