import { atBusyHour, day, hour, minute, type Place } from '../calendar.ts';
import type { Random } from '../random.ts';
import type { Traits } from '../traits.ts';
import type { Conversation, Message } from './life.ts';
import { answerProbability, drawLatency, fastShare, withinDay } from './replies.ts';
import { type ContentType, inboundText, outboundText } from './texts.ts';

export type DialogueOptions = {
  readonly startsAt: number;
  readonly opener: 'contact' | 'business';
  /** Nothing is written from this moment: it is the present, or the contact has left. */
  readonly until: number;
  readonly traits: Traits;
  readonly place: Place;
  /** 0-1: how much the contact wants something. */
  readonly warmth: number;
  readonly contentType: ContentType;
};

/** Maximum number of times that the business writes. */
const mostOutbound = 4;

/** A contact opens with a burst of messages. Then the business writes, and each message is answered or not. */
export function holdDialogue(options: DialogueOptions, random: Random): Conversation {
  const { startsAt, opener, until, traits, place, warmth, contentType } = options;
  const messages: Message[] = [];
  const share = fastShare(traits, warmth);

  function write(from: number, count: number): number {
    let at = from;
    for (let written = 0; written < count && at < until; written++) {
      messages.push(inboundMessage(at, contentType, traits, warmth, random));
      at += random.logNormal(1.5 * minute, 0.6);
    }
    return at;
  }

  let at = startsAt;
  if (opener === 'contact') at = write(at, 1 + random.poisson(0.18 * traits.responsiveness + 1.1 * warmth));
  for (let turn = 0; turn < mostOutbound; turn++) {
    if (turn > 0 || opener === 'contact') at += random.logNormal(20 * minute, 0.8);
    if (at >= until) break;
    const outgoing = { sentAt: Math.round(at), urgency: random.integer(3), long: random.chance(0.3) };
    const probability = answerProbability(traits, warmth, outgoing, place);
    messages.push({
      sentAt: outgoing.sentAt,
      direction: 'outbound',
      contentType,
      urgency: outgoing.urgency,
      text: outboundText(contentType, outgoing.urgency, outgoing.long, random),
      sentiment: Math.round(100 * random.between(0.1, 0.6)) / 100,
      campaign: null,
      answerProbability: probability * withinDay(share),
    });
    if (random.chance(probability)) {
      at = write(at + drawLatency(share, random), 1 + random.poisson(0.15 * warmth));
      if (!random.chance(0.1 + 0.3 * warmth)) break;
    } else {
      if (!random.chance(0.05)) break;
      at = atBusyHour(at + 1.1 * day, place, random);
    }
  }
  const last = messages.at(-1)?.sentAt ?? startsAt;
  const closedAt = last + 2 * day + random.between(0, 12) * hour;
  return { openedAt: startsAt, closedAt: closedAt < until ? Math.round(closedAt) : null, messages };
}

/** The tone depends on how the contact feels about the business, and a little on how much it wants something. */
export function inboundMessage(
  at: number,
  contentType: ContentType,
  traits: Traits,
  warmth: number,
  random: Random,
): Message {
  const tone = 0.1 + 0.85 * (traits.satisfaction - 0.5) + 0.65 * (warmth - 0.5) + 0.3 * random.normal();
  const sentiment = Math.round(100 * Math.max(-1, Math.min(1, tone))) / 100;
  return {
    sentAt: Math.round(at),
    direction: 'inbound',
    contentType,
    urgency: 0,
    text: inboundText(sentiment, warmth, random),
    sentiment,
    campaign: null,
    answerProbability: null,
  };
}
