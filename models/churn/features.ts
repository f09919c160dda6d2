import type { Feature } from '../definition.ts';
import { optedIn } from '../history/profile.ts';
import { typicalClickRate } from '../history/reactions.ts';
import { hoursSinceInbound, typicalReplyMinutesLog, typicalReplyRate } from '../history/talk.ts';
import { flag, log1p, smoothedMean, smoothedRate } from '../queries/expressions.ts';
import { agoWords, countedWords, countOf, percent, spanWords } from '../words.ts';

/** Days. One gap of this length between activities, or purchases, is assumed, so that the mean gap is defined after the first one. */
const priorGapDays = 30;

const activityGap = `(activity.span_days + ${priorGapDays}) / greatest(activity.days, 1)`;
const purchaseGap = `(coalesce(orders.span_days, 0) + ${priorGapDays}) / greatest(orders.count, 1)`;
/** For a contact that never bought: days since it was created. */
const purchaseRecency = 'coalesce(orders.recency_days, life.tenure_days)';

const rfm: readonly Feature[] = [
  {
    name: 'recency_days_log',
    group: 'RFM',
    description: 'ln(1 + days since the last message, click, purchase or ticket of the contact, or its creation)',
    unit: 'ln(1 + days)',
    sql: log1p('activity.recency_days'),
    high: (log) => `No activity in ${spanWords(Math.expm1(log))}`,
    low: (log) => `Active ${agoWords(Math.expm1(log))}`,
  },
  {
    name: 'active_days_log',
    group: 'RFM',
    description: 'ln(1 + number of days with a message, click, purchase or ticket)',
    unit: 'ln(1 + days)',
    sql: log1p('activity.days'),
    high: (log) => `Active on ${countedWords(log, 'day')}`,
    low: (log) => `Active on ${countedWords(log, 'day')} only`,
  },
  {
    name: 'activity_overdue_log',
    group: 'RFM',
    description: "Days since the last activity against the contact's usual gap: ln((1 + recency) / (1 + gap))",
    unit: 'ln ratio',
    sql: `${log1p('activity.recency_days')} - ${log1p(activityGap)}`,
    high: 'Silent for longer than usual',
    low: 'As active as usual',
    pivot: 0,
  },
  {
    name: 'tenure_days_log',
    group: 'RFM',
    description: 'ln(1 + days since the contact was created)',
    unit: 'ln(1 + days)',
    sql: log1p('life.tenure_days'),
    high: 'Known for a long time',
    low: 'New contact',
  },
  {
    name: 'purchase_recency_days_log',
    group: 'RFM',
    description: 'ln(1 + days since the last purchase, or since the contact was created)',
    unit: 'ln(1 + days)',
    sql: log1p(purchaseRecency),
    high: (log) => `No purchase in ${spanWords(Math.expm1(log))}`,
    low: (log) => `No purchase for only ${spanWords(Math.expm1(log))}`,
  },
  {
    name: 'purchases_log',
    group: 'RFM',
    description: 'ln(1 + purchases)',
    unit: 'ln(1 + purchases)',
    sql: log1p('orders.count'),
    high: (log) => countedWords(log, 'purchase'),
    low: (log) => (countOf(log) === 0 ? 'No purchases yet' : `Only ${countedWords(log, 'purchase')}`),
  },
  {
    name: 'spent_log',
    group: 'RFM',
    description: 'ln(1 + total spent)',
    unit: 'ln(1 + amount)',
    sql: log1p('coalesce(orders.spent, 0)'),
    high: 'High total spend',
    low: 'Low total spend',
  },
  {
    name: 'purchase_span_share',
    group: 'RFM',
    description:
      'Days from the first to the last purchase over days from the first to now (t_x / T of Fader and Hardie)',
    unit: 'share 0-1',
    sql: 'coalesce(orders.span_days / nullif(orders.age_days, 0), 0)',
    high: 'Kept buying over time',
    low: 'Bought in a short time only',
  },
];

const sentimentTrend: readonly Feature[] = [
  {
    name: 'sentiment_mean',
    group: 'sentiment trend',
    description:
      'Mean sentiment of what the contact wrote in a year, smoothed towards neutral with the weight of two cases',
    unit: '-1 to 1',
    sql: smoothedMean('talk.sum_sentiment', 'talk.measured', 0),
    high: 'Positive sentiment',
    low: (sentiment) => (sentiment < 0 ? 'Negative sentiment' : 'Neutral sentiment'),
    pivot: 0,
  },
  {
    name: 'sentiment_30d',
    group: 'sentiment trend',
    description: 'Mean sentiment of the last 30 days, smoothed towards neutral with the weight of two cases',
    unit: '-1 to 1',
    sql: smoothedMean('talk.sum_sentiment_30d', 'talk.measured_30d', 0),
    high: 'Positive sentiment lately',
    low: (sentiment) => (sentiment < 0 ? 'Negative sentiment lately' : 'Neutral sentiment lately'),
    pivot: 0,
  },
  {
    name: 'sentiment_change',
    group: 'sentiment trend',
    description:
      'Mean sentiment of the last 30 days minus that of the time before, each smoothed towards neutral with the weight of two cases',
    unit: '-2 to 2',
    sql: `${smoothedMean('talk.sum_sentiment_30d', 'talk.measured_30d', 0)} - ${smoothedMean(
      'talk.sum_sentiment - coalesce(talk.sum_sentiment_30d, 0)',
      'talk.measured - talk.measured_30d',
      0,
    )}`,
    high: 'Positive sentiment trend',
    low: (change) => (change < 0 ? 'Negative sentiment trend' : 'Steady sentiment'),
    pivot: 0,
  },
  {
    name: 'sentiment_slope',
    group: 'sentiment trend',
    description:
      'Change of sentiment in 30 days by a line through all of the year, smoothed towards none with the weight of two cases 30 days apart',
    unit: '1 / 30 days',
    sql: '30 * coalesce(talk.sentiment_sxy, 0) / (coalesce(talk.sentiment_sxx, 0) + 1800)',
    high: 'Sentiment is rising',
    low: (change) => (change < 0 ? 'Sentiment is falling' : 'Steady sentiment'),
    pivot: 0,
  },
  {
    name: 'last_sentiment',
    group: 'sentiment trend',
    description: 'Sentiment of the last measured message of the contact; missing without one',
    unit: '-1 to 1',
    sql: 'talk.last_sentiment',
    high: 'Last message was friendly',
    low: (sentiment) => (sentiment < 0 ? 'Last message was unfriendly' : 'Last message was neutral'),
    pivot: 0,
  },
  {
    name: 'negative_share',
    group: 'sentiment trend',
    description:
      'Share of measured messages of 90 days with a sentiment below -0.2, smoothed towards 20% with the weight of two cases',
    unit: 'share 0-1',
    sql: smoothedRate('talk.negative_90d', 'talk.measured_90d', 0.2),
    high: 'Negative messages',
    low: 'Few negative messages',
  },
];

const engagementDecline: readonly Feature[] = [
  {
    name: 'days_since_inbound_log',
    group: 'engagement decline',
    description: 'ln(1 + days since the contact last wrote, or was created), a year at most',
    unit: 'ln(1 + days)',
    sql: log1p(`${hoursSinceInbound} / 24`),
    high: (log) => `No messages in ${spanWords(Math.expm1(log))}`,
    low: (log) => `Wrote ${agoWords(Math.expm1(log))}`,
  },
  {
    name: 'inbound_30d_log',
    group: 'engagement decline',
    description: 'ln(1 + messages that the contact wrote in 30 days)',
    unit: 'ln(1 + messages)',
    sql: log1p('talk.inbound_30d'),
    high: (log) => `${countedWords(log, 'message')} in 30 days`,
    low: (log) => `${countOf(log) === 0 ? 'No messages' : `Only ${countedWords(log, 'message')}`} in 30 days`,
  },
  {
    name: 'inbound_change_log',
    group: 'engagement decline',
    description: 'ln of messages in the last 30 days (+ 1) over messages a month in the 60 days before (+ 1)',
    unit: 'ln ratio',
    sql: `${log1p('talk.inbound_30d')} - ${log1p('(talk.inbound_90d - talk.inbound_30d) / 2.0')}`,
    high: 'Writes more than before',
    low: (change) => (change < 0 ? 'Writes less than before' : 'Writes as much as before'),
    pivot: 0,
  },
  {
    name: 'reply_rate',
    group: 'engagement decline',
    description:
      'Share of our messages of the last year answered within 24 h, smoothed towards 30% with the weight of two cases',
    unit: 'share 0-1',
    sql: smoothedRate('talk.answered', 'talk.settled', typicalReplyRate),
    high: (rate) => `Answers often (${percent(rate)} of our messages)`,
    low: (rate) => `Rarely answers (${percent(rate)} of our messages)`,
  },
  {
    name: 'reply_rate_change',
    group: 'engagement decline',
    description:
      'Reply rate of the last 45 days minus that of the time before, each smoothed towards 30% with the weight of two cases',
    unit: '-1 to 1',
    sql: `${smoothedRate('talk.answered_45d', 'talk.settled_45d', typicalReplyRate)} - ${smoothedRate(
      'talk.answered - talk.answered_45d',
      'talk.settled - talk.settled_45d',
      typicalReplyRate,
    )}`,
    high: 'Answers more than before',
    low: (change) => (change < 0 ? 'Answers less than before' : 'Answers as before'),
    pivot: 0,
  },
  {
    name: 'reply_minutes_log',
    group: 'engagement decline',
    description:
      'Mean of ln(1 + minutes to answer) over answered messages of the last year, smoothed towards 47 min with the weight of two cases',
    unit: 'ln(1 + minutes)',
    sql: smoothedMean('talk.sum_reply_minutes_log', 'talk.answered', typicalReplyMinutesLog),
    high: 'Slow responses',
    low: 'Quick responses',
  },
  {
    name: 'unanswered_messages_log',
    group: 'engagement decline',
    description: 'ln(1 + our messages since the contact last wrote)',
    unit: 'ln(1 + messages)',
    sql: log1p('talk.unanswered'),
    high: (log) => `${countedWords(log, 'message')} of ours without an answer`,
    low: 'No message of ours is waiting for an answer',
    pivot: 0,
  },
  {
    name: 'click_rate',
    group: 'engagement decline',
    description:
      'Share of delivered campaign messages that the contact clicked, smoothed towards 10% with the weight of two cases',
    unit: 'share 0-1',
    sql: smoothedRate('least(reactions.clicked, reactions.delivered)', 'reactions.delivered', typicalClickRate),
    high: 'Clicks campaigns',
    low: 'Rarely clicks campaigns',
  },
  {
    name: 'opted_in',
    group: 'engagement decline',
    description: 'Whether the contact wanted messages',
    unit: '0 or 1',
    sql: flag(optedIn),
    high: 'Opted in to messages',
    low: 'Unsubscribed from campaigns',
    pivot: 0.5,
  },
];

const supportTickets: readonly Feature[] = [
  {
    name: 'tickets_log',
    group: 'support tickets',
    description: 'ln(1 + tickets of 180 days)',
    unit: 'ln(1 + tickets)',
    sql: log1p('tickets.count'),
    high: (log) => countedWords(log, 'support ticket'),
    low: 'No support tickets',
    pivot: 0,
  },
  {
    name: 'complaints_log',
    group: 'support tickets',
    description: 'ln(1 + complaints of 180 days)',
    unit: 'ln(1 + tickets)',
    sql: log1p('tickets.complaints'),
    high: (log) => countedWords(log, 'complaint'),
    low: 'No complaints',
    pivot: 0,
  },
  {
    name: 'open_tickets_log',
    group: 'support tickets',
    description: 'ln(1 + tickets that were open or pending)',
    unit: 'ln(1 + tickets)',
    sql: log1p('tickets.open'),
    high: 'Unresolved support ticket',
    low: 'No unresolved ticket',
    pivot: 0,
  },
  {
    name: 'ticket_severity',
    group: 'support tickets',
    description: 'Highest severity of the tickets of 180 days, 0 without one',
    unit: '0-3',
    sql: 'coalesce(tickets.severity, 0)',
    high: (severity) => (severity >= 3 ? 'Severe support ticket' : 'Support ticket'),
    low: 'No support tickets',
    pivot: 0,
  },
];

const purchaseHistory: readonly Feature[] = [
  {
    name: 'order_value_log',
    group: 'purchase history',
    description: 'ln(1 + mean amount of a purchase), 0 without one',
    unit: 'ln(1 + amount)',
    sql: log1p('coalesce(orders.spent / nullif(orders.valued, 0), 0)'),
    high: 'High order value',
    low: 'Low order value',
  },
  {
    name: 'purchase_gap_days_log',
    group: 'purchase history',
    description: 'ln(1 + usual days between purchases): first to last purchase and one gap of 30 days, over purchases',
    unit: 'ln(1 + days)',
    sql: log1p(purchaseGap),
    high: 'Buys seldom',
    low: 'Short time between purchases',
  },
  {
    name: 'purchase_overdue_log',
    group: 'purchase history',
    description: 'Days since the last purchase against the usual gap: ln((1 + recency) / (1 + gap))',
    unit: 'ln ratio',
    sql: `${log1p(purchaseRecency)} - ${log1p(purchaseGap)}`,
    high: 'Next purchase is overdue',
    low: 'Buys as usual',
    pivot: 0,
  },
  {
    name: 'spend_change_log',
    group: 'purchase history',
    description: 'ln of spend in the last 90 days (+ 1) over spend in the 90 days before (+ 1)',
    unit: 'ln ratio',
    sql: `${log1p('coalesce(orders.spent_90d, 0)')} - ${log1p('greatest(orders.spent_180d - orders.spent_90d, 0)')}`,
    high: 'Spends more than before',
    low: (change) => (change < 0 ? 'Spends less than before' : 'Spends as before'),
    pivot: 0,
  },
  {
    name: 'items_per_order_log',
    group: 'purchase history',
    description: 'ln(1 + mean quantity of a purchase), 0 without one',
    unit: 'ln(1 + items)',
    sql: log1p('coalesce(orders.items / nullif(orders.count, 0), 0)'),
    high: 'Large orders',
    low: 'Small orders',
  },
];

export const churnFeatures: readonly Feature[] = [
  ...rfm,
  ...sentimentTrend,
  ...engagementDecline,
  ...supportTickets,
  ...purchaseHistory,
];
