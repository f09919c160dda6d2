import type { Feature } from '../definition.ts';
import { countOf, flag, log1p, percent, smoothedMean, smoothedRate } from '../expressions.ts';
import { optedIn } from '../history/profile.ts';
import { typicalClickRate } from '../history/reactions.ts';
import { hoursSinceInbound, typicalReplyMinutesLog, typicalReplyRate } from '../history/talk.ts';

/** Days between activities, or purchases, of which one gap of this length is assumed: keeps the gap defined after the first one. */
const priorGapDays = 30;

const activityGap = `(activity.span_days + ${priorGapDays}) / greatest(activity.days, 1)`;
const purchaseGap = `(coalesce(orders.span_days, 0) + ${priorGapDays}) / greatest(orders.count, 1)`;
/** For who never bought: since the contact was created. */
const purchaseRecency = 'coalesce(orders.recency_days, life.tenure_days)';

const rfm: readonly Feature[] = [
  {
    name: 'recency_days_log',
    group: 'RFM',
    description: 'ln(1 + days since the last message, click, purchase or ticket of the contact, or its creation)',
    unit: 'ln(1 + days)',
    sql: log1p('activity.recency_days'),
    high: (log) => `No activity in ${countOf(log)} days`,
    low: 'Active recently',
  },
  {
    name: 'active_days_log',
    group: 'RFM',
    description: 'ln(1 + different days with a message, click, purchase or ticket)',
    unit: 'ln(1 + days)',
    sql: log1p('activity.days'),
    high: (log) => `Active on ${countOf(log)} days`,
    low: 'Active on few days',
  },
  {
    name: 'activity_overdue_log',
    group: 'RFM',
    description: "Days since the last activity against the contact's usual gap: ln((1 + recency) / (1 + gap))",
    unit: 'ln ratio',
    sql: `${log1p('activity.recency_days')} - ${log1p(activityGap)}`,
    high: 'Silent for longer than usual',
    low: 'As active as usual',
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
    high: (log) => `No purchase in ${countOf(log)} days`,
    low: 'Bought recently',
  },
  {
    name: 'purchases_log',
    group: 'RFM',
    description: 'ln(1 + purchases)',
    unit: 'ln(1 + purchases)',
    sql: log1p('orders.count'),
    high: (log) => `${countOf(log)} purchases`,
    low: (log) => (countOf(log) === 0 ? 'No purchases yet' : 'Few purchases'),
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
    description: 'Mean sentiment of what the contact wrote in a year, drawn to neutral by two cases',
    unit: '-1 to 1',
    sql: smoothedMean('talk.sum_sentiment', 'talk.measured', 0),
    high: 'Positive sentiment',
    low: 'Low sentiment',
  },
  {
    name: 'sentiment_30d',
    group: 'sentiment trend',
    description: 'Mean sentiment of the last 30 days, drawn to neutral by two cases',
    unit: '-1 to 1',
    sql: smoothedMean('talk.sum_sentiment_30d', 'talk.measured_30d', 0),
    high: 'Positive sentiment lately',
    low: 'No positive sentiment lately',
  },
  {
    name: 'sentiment_change',
    group: 'sentiment trend',
    description: 'Mean sentiment of the last 30 days minus that of the time before, each drawn to neutral by two cases',
    unit: '-2 to 2',
    sql: `${smoothedMean('talk.sum_sentiment_30d', 'talk.measured_30d', 0)} - ${smoothedMean(
      'talk.sum_sentiment - coalesce(talk.sum_sentiment_30d, 0)',
      'talk.measured - talk.measured_30d',
      0,
    )}`,
    high: 'Positive sentiment trend',
    low: 'Negative sentiment trend',
  },
  {
    name: 'sentiment_slope',
    group: 'sentiment trend',
    description:
      'Change of sentiment in 30 days by a line through all of the year, drawn to none by two cases 30 days apart',
    unit: '1 / 30 days',
    sql: '30 * coalesce(talk.sentiment_sxy, 0) / (coalesce(talk.sentiment_sxx, 0) + 1800)',
    high: 'Sentiment is rising',
    low: 'Sentiment is falling',
  },
  {
    name: 'last_sentiment',
    group: 'sentiment trend',
    description: 'Sentiment of the last measured message of the contact; missing without one',
    unit: '-1 to 1',
    sql: 'talk.last_sentiment',
    high: 'Last message was friendly',
    low: 'Last message was unfriendly',
  },
  {
    name: 'negative_share',
    group: 'sentiment trend',
    description: 'Share of measured messages of 90 days with a sentiment below -0.2, drawn to 20% by two cases',
    unit: 'share 0-1',
    sql: smoothedRate('talk.negative_90d', 'talk.measured_90d', 0.2),
    high: 'Negative messages',
    low: 'Hardly any negative message',
  },
];

const engagementDecline: readonly Feature[] = [
  {
    name: 'days_since_inbound_log',
    group: 'engagement decline',
    description: 'ln(1 + days since the contact last wrote, or was created), a year at most',
    unit: 'ln(1 + days)',
    sql: log1p(`${hoursSinceInbound} / 24`),
    high: (log) => `No messages in ${countOf(log)} days`,
    low: 'Wrote recently',
  },
  {
    name: 'inbound_30d_log',
    group: 'engagement decline',
    description: 'ln(1 + messages that the contact wrote in 30 days)',
    unit: 'ln(1 + messages)',
    sql: log1p('talk.inbound_30d'),
    high: (log) => `${countOf(log)} messages in 30 days`,
    low: 'Few messages in 30 days',
  },
  {
    name: 'inbound_change_log',
    group: 'engagement decline',
    description: 'ln of messages in the last 30 days (+ 1) over messages a month in the 60 days before (+ 1)',
    unit: 'ln ratio',
    sql: `${log1p('talk.inbound_30d')} - ${log1p('(talk.inbound_90d - talk.inbound_30d) / 2.0')}`,
    high: 'Writes more than before',
    low: 'Writes less than before',
  },
  {
    name: 'reply_rate',
    group: 'engagement decline',
    description: 'Share of our messages of the last year answered within 24 h, drawn to 30% by two cases',
    unit: 'share 0-1',
    sql: smoothedRate('talk.answered', 'talk.settled', typicalReplyRate),
    high: (rate) => `Answers often (${percent(rate)} of our messages)`,
    low: (rate) => `Rarely answers (${percent(rate)} of our messages)`,
  },
  {
    name: 'reply_rate_change',
    group: 'engagement decline',
    description: 'Reply rate of the last 45 days minus that of the time before, each drawn to 30% by two cases',
    unit: '-1 to 1',
    sql: `${smoothedRate('talk.answered_45d', 'talk.settled_45d', typicalReplyRate)} - ${smoothedRate(
      'talk.answered - talk.answered_45d',
      'talk.settled - talk.settled_45d',
      typicalReplyRate,
    )}`,
    high: 'Answers more than before',
    low: 'Answers less than before',
  },
  {
    name: 'reply_minutes_log',
    group: 'engagement decline',
    description:
      'Mean of ln(1 + minutes to answer) over answered messages of the last year, drawn to 47 min by two cases',
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
    high: (log) => `${countOf(log)} messages of ours without an answer`,
    low: 'Our last messages were answered',
  },
  {
    name: 'click_rate',
    group: 'engagement decline',
    description: 'Share of delivered campaign messages that the contact clicked, drawn to 10% by two cases',
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
  },
];

const supportTickets: readonly Feature[] = [
  {
    name: 'tickets_log',
    group: 'support tickets',
    description: 'ln(1 + tickets of 180 days)',
    unit: 'ln(1 + tickets)',
    sql: log1p('tickets.count'),
    high: (log) => `${countOf(log)} support tickets`,
    low: 'Few support tickets',
  },
  {
    name: 'complaints_log',
    group: 'support tickets',
    description: 'ln(1 + complaints of 180 days)',
    unit: 'ln(1 + tickets)',
    sql: log1p('tickets.complaints'),
    high: (log) => (countOf(log) === 1 ? 'A complaint' : `${countOf(log)} complaints`),
    low: 'No complaints',
  },
  {
    name: 'open_tickets_log',
    group: 'support tickets',
    description: 'ln(1 + tickets that were open or pending)',
    unit: 'ln(1 + tickets)',
    sql: log1p('tickets.open'),
    high: 'Unresolved support ticket',
    low: 'No unresolved ticket',
  },
  {
    name: 'ticket_severity',
    group: 'support tickets',
    description: 'Highest severity of the tickets of 180 days, 0 without one',
    unit: '0-3',
    sql: 'coalesce(tickets.severity, 0)',
    high: 'Severe support ticket',
    low: 'No severe ticket',
  },
];

const purchaseHistory: readonly Feature[] = [
  {
    name: 'order_value_log',
    group: 'purchase history',
    description: 'ln(1 + mean amount of a purchase), 0 without one',
    unit: 'ln(1 + amount)',
    sql: log1p('coalesce(orders.spent / nullif(orders.count, 0), 0)'),
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
  },
  {
    name: 'spend_change_log',
    group: 'purchase history',
    description: 'ln of spend in the last 90 days (+ 1) over spend in the 90 days before (+ 1)',
    unit: 'ln ratio',
    sql: `${log1p('coalesce(orders.spent_90d, 0)')} - ${log1p('coalesce(orders.spent_180d, 0) - coalesce(orders.spent_90d, 0)')}`,
    high: 'Spends more than before',
    low: 'Spends less than before',
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
