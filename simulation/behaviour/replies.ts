import { day, hour, localHour, localWeekday, minute, type Place } from '../calendar.ts';
import { type Random, sigmoid } from '../random.ts';
import type { Traits } from '../traits.ts';
import type { Campaign } from './campaigns.ts';

/** The properties of a message that decide about a reply. */
export type Outgoing = { readonly sentAt: number; readonly urgency: number; readonly long: boolean };

/** Effects in logits. Those of the hour and the weekday are the smallest, as in published send-time studies. */
function habits(traits: Traits, sentAt: number, place: Place): number {
  const near = Math.abs(localHour(sentAt, place) + 0.5 - traits.favouriteHour) <= 2.5;
  return (near ? 0.3 : -0.1) - (localWeekday(sentAt, place) === traits.quietWeekday ? 0.4 : 0);
}

function content(message: Outgoing): number {
  return 0.3 * (message.urgency - 1) - (message.long ? 0.5 : 0);
}

/** Probability that a message inside a conversation is ever answered. `warmth` 0-1: how much the contact wants something now. */
export function answerProbability(traits: Traits, warmth: number, message: Outgoing, place: Place): number {
  const will = 0.9 + 7.2 * (traits.responsiveness - 0.5) + 1.6 * (warmth - 0.5);
  return sigmoid(will + habits(traits, message.sentAt, place) + content(message));
}

/**
 * Probability that a campaign's message is ever answered: 8-22% on average over a campaign, whose effect includes that of
 * its content.
 */
export function broadcastAnswerProbability(traits: Traits, campaign: Campaign, sentAt: number, place: Place): number {
  const will = -2.85 + 3.4 * (traits.responsiveness - 0.5) + campaign.replyEffect;
  return sigmoid(will + habits(traits, sentAt, place));
}

/**
 * Reply latency is a mixture of a fast and a slow log-normal distribution: people answer while they hold the phone, or when
 * they next look at it. Over all replies the median is 47 minutes, and 90% come within a day.
 */
const fast = { median: 18 * minute, sigma: 1 };
const slow = { median: 9 * hour, sigma: 1.45 };

/** Share of fast replies: the keener the contact, the higher. */
export function fastShare(traits: Traits, warmth: number): number {
  return 0.1 + 0.2 * traits.responsiveness + 0.57 * warmth;
}

/** Milliseconds until the reply. */
export function drawLatency(share: number, random: Random): number {
  const { median, sigma } = random.chance(share) ? fast : slow;
  return Math.max(5_000, random.logNormal(median, sigma));
}

/** Probability that a reply comes within 24 hours, for the hidden truth. */
export function withinDay(share: number): number {
  const within = ({ median, sigma }: typeof fast) => normalCumulative(Math.log(day / median) / sigma);
  return share * within(fast) + (1 - share) * within(slow);
}

/** Abramowitz and Stegun (1964), 26.2.17, for z >= 0; absolute error below 7.5e-8. */
function normalCumulative(z: number): number {
  const t = 1 / (1 + 0.2316419 * z);
  const series = t * (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
  return 1 - (Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI)) * series;
}
