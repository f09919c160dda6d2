import { grows, holdsIn, losesOf, meanOf } from '../clock.ts';
import type { Feature } from '../definition.ts';
import { optedIn, profileCompleteness } from '../history/profile.ts';
import { typicalClickRate, typicalOpenRate } from '../history/reactions.ts';
import {
  hoursSinceInbound,
  replyMinutesLogs,
  talkHours,
  typicalReplyMinutesLog,
  typicalReplyRate,
} from '../history/talk.ts';
import { daysBetween, flag, hoursBetween, log1p, smoothedMean, smoothedRate } from '../queries/expressions.ts';
import { agoWords, countedWords, percent, spanWords } from '../words.ts';
import { campaignClickRate, campaignRate, firstAnswer, quarter } from './clock.ts';
import { scoringDelayHours } from './subjects.ts';

const responseBehaviour: readonly Feature[] = [
  {
    name: 'reply_rate',
    group: 'response behaviour',
    speaks: 'for',
    description:
      'Share of our messages of the last year that the contact answered within 24 h, smoothed towards 30% with the weight of two cases',
    unit: 'share 0-1',
    moves: meanOf('settled', talkHours, [0, 1], { settles: true }),
    sql: smoothedRate('talk.answered', 'talk.settled', typicalReplyRate),
    high: (rate) => `Answers often (${percent(rate)} of our messages)`,
    low: (rate) => `Rarely answers (${percent(rate)} of our messages)`,
  },
  {
    name: 'reply_minutes_log',
    group: 'response behaviour',
    speaks: 'against',
    description:
      'Mean of ln(1 + minutes to answer) over answered messages of the last year, smoothed towards 47 min with the weight of two cases',
    unit: 'ln(1 + minutes)',
    moves: meanOf('answered', talkHours, replyMinutesLogs),
    sql: smoothedMean('talk.sum_reply_minutes_log', 'talk.answered', typicalReplyMinutesLog),
    high: 'Slow responses',
    low: 'Quick responses',
  },
  {
    name: 'first_reply_minutes_log',
    group: 'response behaviour',
    speaks: 'against',
    description:
      'ln(1 + minutes) from our first message since the lead came until the contact wrote; without an answer until the moment of scoring, without our message since the lead came',
    unit: 'ln(1 + minutes)',
    moves: firstAnswer,
    sql: log1p(`${hoursBetween('coalesce(first.outbound_at, s.came_at)', 'coalesce(first.reply_at, s.moment)')} * 60`),
    high: 'Slow to answer our first message',
    low: 'Quick first answer',
  },
  {
    name: 'unanswered_messages_log',
    group: 'response behaviour',
    speaks: 'against',
    description: 'ln(1 + our messages since the contact last wrote)',
    unit: 'ln(1 + messages)',
    moves: losesOf(talkHours),
    sql: log1p('talk.unanswered'),
    high: (log) => `${countedWords(log, 'message')} of ours without an answer`,
    low: 'No message of ours is waiting for an answer',
    pivot: 0,
  },
  {
    name: 'hours_since_inbound_log',
    group: 'response behaviour',
    speaks: 'against',
    description: 'ln(1 + hours since the contact last wrote, or was created), a year at most',
    unit: 'ln(1 + hours)',
    moves: grows('inbound_hours', { perDay: 24, most: talkHours }),
    sql: log1p(hoursSinceInbound),
    high: (log) => `No messages in ${spanWords(Math.expm1(log) / 24)}`,
    low: (log) => `Wrote ${agoWords(Math.expm1(log) / 24)}`,
  },
];

const engagement: readonly Feature[] = [
  {
    name: 'lead_inbound_log',
    group: 'engagement',
    speaks: 'for',
    description: `ln(1 + messages that the contact wrote in the lead's first ${scoringDelayHours} hours)`,
    unit: 'ln(1 + messages)',
    moves: losesOf(talkHours),
    sql: log1p('talk.inbound_at_first'),
    high: 'High engagement',
    low: 'Low engagement when the lead came',
  },
  {
    name: 'inbound_90d_log',
    group: 'engagement',
    speaks: 'for',
    description: 'ln(1 + messages that the contact wrote in 90 days)',
    unit: 'ln(1 + messages)',
    moves: losesOf(quarter),
    sql: log1p('talk.inbound_90d'),
    high: (log) => `${countedWords(log, 'message')} in 90 days`,
    low: (log) => `Only ${countedWords(log, 'message')} in 90 days`,
  },
  {
    name: 'conversations_log',
    group: 'engagement',
    speaks: 'for',
    description: 'ln(1 + conversations opened so far)',
    unit: 'ln(1 + conversations)',
    sql: log1p('threads.opened'),
    high: 'Many conversations',
    low: 'Few conversations',
  },
  {
    name: 'conversation_length_log',
    group: 'engagement',
    speaks: 'for',
    description: 'ln(1 + messages per conversation of the last year)',
    unit: 'ln(1 + messages)',
    moves: holdsIn(talkHours),
    sql: log1p('talk.in_conversations / greatest(talk.conversations, 1)'),
    high: 'Long conversations',
    low: 'Short conversations',
  },
  {
    name: 'inbound_length_log',
    group: 'engagement',
    speaks: 'for',
    description: 'ln(1 + mean characters of what the contact wrote); missing when the contact never wrote',
    unit: 'ln(1 + characters)',
    moves: holdsIn(talkHours),
    sql: log1p('talk.mean_inbound_length'),
    high: 'Detailed messages',
    low: 'Very short messages',
  },
  {
    name: 'question_share',
    group: 'engagement',
    speaks: 'for',
    description:
      'Share of what the contact wrote that asks something, smoothed towards 25% with the weight of two cases',
    unit: 'share 0-1',
    moves: meanOf('inbound', talkHours, [0, 1]),
    sql: smoothedRate('talk.questions', 'talk.inbound', 0.25),
    high: 'Asks questions',
    low: 'Asks few questions',
  },
];

/** The same talk means something else after two days than after twenty. */
const age: Feature = {
  name: 'lead_age_days_log',
  group: 'engagement',
  speaks: 'against',
  description: 'ln(1 + days since the lead came)',
  unit: 'ln(1 + days)',
  moves: grows('lead_age'),
  sql: log1p(daysBetween('s.came_at', 's.moment')),
  high: (log) => `Came ${agoWords(Math.expm1(log))}`,
  low: (log) => `Came only ${agoWords(Math.expm1(log))}`,
  beside: "the lead's age",
};

const later: Feature = {
  name: 'later_inbound_log',
  group: 'engagement',
  speaks: 'for',
  description: `ln(1 + messages that the contact wrote after the lead's first ${scoringDelayHours} hours)`,
  unit: 'ln(1 + messages)',
  moves: losesOf(talkHours),
  sql: log1p('talk.inbound_later'),
  high: (log) => `${countedWords(log, 'message')} after the first two days`,
  low: 'No messages after the first two days',
  pivot: 0,
  beside: 'what it wrote later',
};

const sentiment: readonly Feature[] = [
  {
    name: 'sentiment_mean',
    group: 'sentiment',
    speaks: 'for',
    description:
      'Mean sentiment of what the contact wrote in a year, smoothed towards neutral with the weight of two cases',
    unit: '-1 to 1',
    moves: meanOf('measured', talkHours, [-1, 1]),
    sql: smoothedMean('talk.sum_sentiment', 'talk.measured', 0),
    high: 'Positive sentiment',
    low: (sentiment) => (sentiment < 0 ? 'Negative sentiment' : 'Neutral sentiment'),
    pivot: 0,
  },
  {
    name: 'lead_sentiment',
    group: 'sentiment',
    speaks: 'for',
    description: `Mean sentiment of what the contact wrote in the lead's first ${scoringDelayHours} hours, smoothed towards neutral with the weight of two cases`,
    unit: '-1 to 1',
    moves: meanOf('measured_at_first', talkHours, [-1, 1]),
    sql: smoothedMean('talk.sum_sentiment_at_first', 'talk.measured_at_first', 0),
    high: 'Positive tone when the lead came',
    low: (sentiment) => (sentiment < 0 ? 'Negative tone when the lead came' : 'Neutral tone when the lead came'),
    pivot: 0,
  },
  {
    name: 'positive_share',
    group: 'sentiment',
    speaks: 'for',
    description:
      'Share of measured messages with a sentiment above 0.2, smoothed towards 40% with the weight of two cases',
    unit: 'share 0-1',
    moves: meanOf('measured', talkHours, [0, 1]),
    sql: smoothedRate('talk.positive', 'talk.measured', 0.4),
    high: 'Mostly positive messages',
    low: 'Few positive messages',
  },
  {
    name: 'negative_share',
    group: 'sentiment',
    speaks: 'against',
    description:
      'Share of measured messages with a sentiment below -0.2, smoothed towards 20% with the weight of two cases',
    unit: 'share 0-1',
    moves: meanOf('measured', talkHours, [0, 1]),
    sql: smoothedRate('talk.negative', 'talk.measured', 0.2),
    high: 'Negative messages',
    low: 'Few negative messages',
  },
];

const campaignPerformance: readonly Feature[] = [
  {
    name: 'open_rate',
    group: 'campaign performance',
    speaks: 'for',
    description:
      'Share of delivered campaign messages that the contact opened, smoothed towards 60% with the weight of two cases',
    unit: 'share 0-1',
    sql: smoothedRate('least(reactions.opened, reactions.delivered)', 'reactions.delivered', typicalOpenRate),
    high: 'Opens campaigns',
    low: 'Rarely opens campaigns',
  },
  {
    name: 'click_rate',
    group: 'campaign performance',
    speaks: 'for',
    description:
      'Share of delivered campaign messages that the contact clicked, smoothed towards 10% with the weight of two cases',
    unit: 'share 0-1',
    sql: smoothedRate('least(reactions.clicked, reactions.delivered)', 'reactions.delivered', typicalClickRate),
    high: (rate) => `Clicks campaigns (${percent(rate)})`,
    low: 'Rarely clicks campaigns',
  },
  {
    name: 'campaign_conversions_log',
    group: 'campaign performance',
    speaks: 'for',
    description: 'ln(1 + campaign conversions of the contact)',
    unit: 'ln(1 + conversions)',
    sql: log1p('reactions.converted'),
    high: (log) => `Converted on ${countedWords(log, 'campaign')} before`,
    low: 'No conversions yet',
    pivot: 0,
  },
  {
    name: 'lead_clicks_log',
    group: 'campaign performance',
    speaks: 'for',
    description: `ln(1 + clicks in campaigns in the lead's first ${scoringDelayHours} hours)`,
    unit: 'ln(1 + clicks)',
    sql: log1p('clicks.at_first'),
    high: (log) => `${countedWords(log, 'click')} when the lead came`,
    low: 'No clicks when the lead came',
    pivot: 0,
  },
  {
    name: 'lead_campaign_click_rate',
    group: 'campaign performance',
    speaks: 'for',
    description:
      "Click rate of everybody in the lead's campaign so far, smoothed towards 10% with the weight of ten cases; missing without one",
    unit: 'share 0-1',
    moves: campaignRate,
    sql: campaignClickRate,
    high: 'Came by a campaign that works',
    low: 'Came by a weak campaign',
  },
];

const contactQuality: readonly Feature[] = [
  {
    name: 'profile_completeness',
    group: 'contact quality',
    speaks: 'for',
    description: 'Share of name, phone, e-mail, country, language, source and time zone that were known',
    unit: 'share 0-1',
    sql: profileCompleteness,
    high: 'Complete profile',
    low: 'Incomplete profile',
  },
  {
    name: 'opted_in',
    group: 'contact quality',
    speaks: 'for',
    description: 'Whether the contact wanted messages',
    unit: '0 or 1',
    sql: flag(optedIn),
    high: 'Opted in to messages',
    low: 'Opted out of messages',
    pivot: 0.5,
  },
  {
    name: 'tenure_days_log',
    group: 'contact quality',
    description: 'ln(1 + days since the contact was created)',
    unit: 'ln(1 + days)',
    moves: grows('contact_age'),
    sql: log1p(daysBetween('c.created_at', 's.moment')),
    high: 'Known for a long time',
    low: 'New contact',
  },
  {
    name: 'purchases_log',
    group: 'contact quality',
    speaks: 'for',
    description: 'ln(1 + purchases of the contact so far)',
    unit: 'ln(1 + purchases)',
    sql: log1p('orders.count'),
    high: (log) => `${countedWords(log, 'purchase')} before`,
    low: 'No purchases yet',
    pivot: 0,
  },
];

export const leadScoringFeatures: readonly Feature[] = [
  ...responseBehaviour,
  ...engagement,
  ...sentiment,
  ...campaignPerformance,
  ...contactQuality,
  age,
  later,
];
