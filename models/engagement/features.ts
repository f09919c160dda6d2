import { grows, holdsIn, losesOf } from '../clock.ts';
import type { Feature } from '../definition.ts';
import { typicalClickRate, typicalOpenRate } from '../history/reactions.ts';
import { hoursSinceInbound, talkHours, typicalReplyMinutesLog, typicalReplyRate } from '../history/talk.ts';
import { flag, log1p, smoothedMean, smoothedRate } from '../queries/expressions.ts';
import { agoWords, countedWords, countOf, percent, spanWords } from '../words.ts';
import { untilConversationEnds, week } from './clock.ts';
import { asksQuestion, greetsByName, textSentiment } from './message-text.ts';

const replyRate = smoothedRate('talk.answered', 'talk.settled', typicalReplyRate);

const timePatterns: readonly Feature[] = [
  {
    name: 'hour_sin',
    group: 'time patterns',
    description:
      "Sine of the hour of sending in the contact's time zone, a day being a full turn (6:00 is 1, 18:00 is -1)",
    unit: '-1 to 1',
    sql: 'sin(2 * pi() * planned.hour / 24)',
    high: 'Sent in the first half of the day',
    low: 'Sent in the second half of the day',
    pivot: 0,
    follows: 'hour',
  },
  {
    name: 'hour_cos',
    group: 'time patterns',
    description: "Cosine of the hour of sending in the contact's time zone (midnight is 1, noon is -1)",
    unit: '-1 to 1',
    sql: 'cos(2 * pi() * planned.hour / 24)',
    high: 'Sent late or early',
    low: 'Sent around midday',
    pivot: 0,
    follows: 'hour',
  },
  {
    name: 'day_sin',
    group: 'time patterns',
    description: 'Sine of the day of the week of sending, a week being a full turn from Monday 0:00',
    unit: '-1 to 1',
    sql: 'sin(2 * pi() * planned.day / 7)',
    high: 'Sent early in the week',
    low: 'Sent late in the week',
    pivot: 0,
    follows: 'day',
  },
  {
    name: 'day_cos',
    group: 'time patterns',
    description: 'Cosine of the day of the week of sending (Monday is 1)',
    unit: '-1 to 1',
    sql: 'cos(2 * pi() * planned.day / 7)',
    high: 'Sent around the start of the week',
    low: 'Sent in the middle of the week',
    pivot: 0,
    follows: 'day',
  },
  {
    name: 'working_hours',
    group: 'time patterns',
    description: 'Sent from 9:00 to 18:00',
    unit: '0 or 1',
    sql: flag('planned.hour >= 9 and planned.hour < 18'),
    high: 'Sent in working hours',
    low: 'Sent outside working hours',
    pivot: 0.5,
    follows: 'hour',
  },
];

const contentType: readonly Feature[] = [
  {
    name: 'content_promotional',
    group: 'content type',
    description: 'The message is promotional (neither this nor support: informational)',
    unit: '0 or 1',
    sql: flag(`s.content_type = 'promotional'`),
    high: 'Promotional content',
    low: 'Not promotional',
    pivot: 0.5,
  },
  {
    name: 'content_support',
    group: 'content type',
    description: 'The message is support',
    unit: '0 or 1',
    sql: flag(`s.content_type = 'support'`),
    high: 'Support content',
    low: 'Not a support message',
    pivot: 0.5,
  },
  {
    name: 'broadcast',
    group: 'content type',
    description: 'The message belongs to a campaign',
    unit: '0 or 1',
    sql: flag('s.campaign_id is not null'),
    high: 'Campaign message',
    low: 'One-to-one message',
    pivot: 0.5,
  },
];

const recipientPreferences: readonly Feature[] = [
  {
    name: 'reply_rate',
    group: 'recipient preferences',
    speaks: 'for',
    description:
      'Share of our messages of the last year answered within 24 h, smoothed towards 30% with the weight of two cases',
    unit: 'share 0-1',
    moves: holdsIn(talkHours, { settles: true }),
    sql: replyRate,
    high: 'High past engagement',
    low: 'Low past engagement',
  },
  {
    name: 'reply_rate_content',
    group: 'recipient preferences',
    speaks: 'for',
    description:
      "Reply rate to this type of content, smoothed towards the contact's reply rate with the weight of two cases",
    unit: 'share 0-1',
    moves: holdsIn(talkHours, { settles: true }),
    sql: smoothedRate('talk.answered_content', 'talk.settled_content', replyRate),
    high: (rate) => `Answers this type of content (${percent(rate)})`,
    low: (rate) => `Rarely answers this type of content (${percent(rate)})`,
  },
  {
    name: 'reply_rate_time',
    group: 'recipient preferences',
    speaks: 'for',
    description:
      "Reply rate to messages sent within 3 hours of this time of day, smoothed towards the contact's reply rate with the weight of two cases",
    unit: 'share 0-1',
    moves: holdsIn(talkHours, { settles: true }),
    sql: smoothedRate('talk.answered_time', 'talk.settled_time', replyRate),
    high: 'Preferred time window',
    low: 'Rarely answers at this time of day',
    follows: 'hour',
  },
  {
    name: 'inbound_share_time',
    group: 'recipient preferences',
    speaks: 'for',
    description:
      'Share of what the contact wrote that was written within 3 hours of this time of day, smoothed towards a quarter with the weight of two cases',
    unit: 'share 0-1',
    moves: holdsIn(talkHours),
    sql: smoothedRate('talk.inbound_time', 'talk.inbound', 0.25),
    high: 'Writes at this time of day',
    low: 'Seldom writes at this time of day',
    follows: 'hour',
  },
  {
    name: 'inbound_share_day',
    group: 'recipient preferences',
    speaks: 'for',
    description:
      'Share of what the contact wrote that was written on this day of the week, smoothed towards a seventh with the weight of two cases',
    unit: 'share 0-1',
    moves: holdsIn(talkHours),
    sql: smoothedRate('talk.inbound_day', 'talk.inbound', 1 / 7),
    high: 'Preferred day of the week',
    low: 'Seldom writes on this day of the week',
    follows: 'day',
  },
  {
    name: 'reply_minutes_log',
    group: 'recipient preferences',
    speaks: 'against',
    description:
      'Mean of ln(1 + minutes to answer) over answered messages of the last year, smoothed towards 47 min with the weight of two cases',
    unit: 'ln(1 + minutes)',
    moves: holdsIn(talkHours),
    sql: smoothedMean('talk.sum_reply_minutes_log', 'talk.answered', typicalReplyMinutesLog),
    high: 'Slow responses',
    low: 'Quick responses',
  },
  {
    name: 'open_rate',
    group: 'recipient preferences',
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
    group: 'recipient preferences',
    speaks: 'for',
    description:
      'Share of delivered campaign messages that the contact clicked, smoothed towards 10% with the weight of two cases',
    unit: 'share 0-1',
    sql: smoothedRate('least(reactions.clicked, reactions.delivered)', 'reactions.delivered', typicalClickRate),
    high: 'Clicks campaigns',
    low: 'Rarely clicks campaigns',
  },
];

const messageCharacteristics: readonly Feature[] = [
  {
    name: 'length_log',
    group: 'message characteristics',
    description: 'ln(1 + characters); missing where the text is unknown',
    unit: 'ln(1 + characters)',
    sql: `ln(1 + length(s.text)::double precision)`,
    high: (log) => (countOf(log) > 200 ? 'Message length > 200 chars' : `Message length of ${countOf(log)} chars`),
    low: (log) => `Message length of only ${countOf(log)} chars`,
  },
  {
    name: 'asks_question',
    group: 'message characteristics',
    speaks: 'for',
    description: 'The text asks something; missing where it is unknown',
    unit: '0 or 1',
    sql: flag(asksQuestion('s.text')),
    high: 'Asks a question',
    low: 'Asks no question',
    pivot: 0.5,
  },
  {
    name: 'urgency',
    group: 'message characteristics',
    description: '0 none, 1 soon, 2 now',
    unit: '0-2',
    sql: 's.urgency',
    high: (urgency) => (urgency >= 2 ? 'Very urgent message' : 'Urgent message'),
    low: 'No urgency',
    pivot: 0,
  },
  {
    name: 'sentiment',
    group: 'message characteristics',
    speaks: 'for',
    description:
      'Balance of friendly and unfriendly words, so that a planned text is judged like a sent one; missing where it is unknown',
    unit: '-1 to 1',
    sql: textSentiment('s.text'),
    high: 'Friendly wording',
    low: (balance) => (balance < 0 ? 'Unfriendly wording' : 'Plain wording'),
    pivot: 0,
  },
  {
    name: 'greets_by_name',
    group: 'message characteristics',
    speaks: 'for',
    description: "The text holds the contact's first name; missing where the text is unknown",
    unit: '0 or 1',
    sql: flag(greetsByName('s.text', 'profile.name')),
    high: 'Personalized greeting',
    low: 'No personalized greeting',
    pivot: 0.5,
  },
];

const context: readonly Feature[] = [
  {
    name: 'reengagement_campaign',
    group: 'context',
    description: "The message's campaign wins contacts back (a campaign's kind is fixed when it is created)",
    unit: '0 or 1',
    sql: flag(`coalesce(kind.kind = 'reengagement', false)`),
    high: 'Re-engagement campaign',
    low: 'Not a re-engagement campaign',
    pivot: 0.5,
  },
  {
    name: 'campaign_click_rate',
    group: 'context',
    speaks: 'for',
    description:
      "Click rate of everybody in the message's campaign so far, smoothed towards 10% with the weight of ten cases; 10% without a campaign",
    unit: 'share 0-1',
    sql: smoothedRate(
      'least(coalesce(campaign.clicked, 0), coalesce(campaign.delivered, 0))',
      'coalesce(campaign.delivered, 0)',
      typicalClickRate,
      10,
    ),
    high: 'The campaign works well',
    low: 'The campaign works poorly so far',
  },
  {
    name: 'in_conversation',
    group: 'context',
    speaks: 'for',
    description: 'The contact wrote in the 24 hours before',
    unit: '0 or 1',
    moves: untilConversationEnds,
    sql: flag(`coalesce(talk.last_inbound_at >= s.moment - interval '24 hours', false)`),
    high: 'In conversation now',
    low: 'Not in conversation now',
    pivot: 0.5,
  },
  {
    name: 'hours_since_inbound_log',
    group: 'context',
    speaks: 'against',
    description: 'ln(1 + hours since the contact last wrote, or was created), a year at most',
    unit: 'ln(1 + hours)',
    moves: grows('inbound_hours', { perDay: 24, most: talkHours }),
    sql: log1p(hoursSinceInbound),
    high: (log) => `No messages in ${spanWords(Math.expm1(log) / 24)}`,
    low: (log) => `Wrote ${agoWords(Math.expm1(log) / 24)}`,
  },
  {
    name: 'unanswered_messages_log',
    group: 'context',
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
    name: 'outbound_7d_log',
    group: 'context',
    description: 'ln(1 + our messages of the last 7 days)',
    unit: 'ln(1 + messages)',
    moves: losesOf(week),
    sql: log1p('talk.outbound_7d'),
    high: (log) => `${countedWords(log, 'message')} of ours this week`,
    low: (log) =>
      countOf(log) === 0 ? 'No message of ours this week' : `Only ${countedWords(log, 'message')} of ours this week`,
  },
];

export const engagementFeatures: readonly Feature[] = [
  ...timePatterns,
  ...contentType,
  ...recipientPreferences,
  ...messageCharacteristics,
  ...context,
];
