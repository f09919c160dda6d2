import { atLocalHour, hour, minute, type Place } from '../calendar.ts';
import { type Random, sigmoid } from '../random.ts';
import { type Traits, warmth } from '../traits.ts';
import type { Campaign } from './campaigns.ts';
import { inboundMessage } from './dialogue.ts';
import type { CampaignEvent, Message } from './life.ts';
import { broadcastAnswerProbability, drawLatency, fastShare, withinDay } from './replies.ts';
import { outboundText } from './texts.ts';

export type SendOptions = {
  readonly traits: Traits;
  readonly place: Place;
  readonly campaigns: readonly Campaign[];
  /** The contact exists from this moment. */
  readonly from: number;
  /** The world's present. */
  readonly end: number;
  readonly departedAt: number | null;
  /** How many of the sends come as a message that can be answered; the others are newsletters. */
  readonly broadcasts: number;
};

export type Sends = {
  readonly events: CampaignEvent[];
  readonly messages: Message[];
  readonly optedOutAt: number | null;
};

/** All campaigns that reach the contact until it opts out. */
export function receiveCampaigns(options: SendOptions, random: Random): Sends {
  const { traits, place, from, end, departedAt } = options;
  const reachable = options.campaigns
    .map((campaign) => ({ campaign, sentAt: atLocalHour(campaign.startedAt, place, campaign.hourOfDay) }))
    .filter(({ sentAt }) => sentAt > from && sentAt < end);
  const until = departedAt ?? end;
  const events: CampaignEvent[] = [];
  const messages: Message[] = [];
  let left = options.broadcasts;
  for (const [at, { campaign, sentAt }] of reachable.entries()) {
    // selection sampling: each send is as likely as any other to be one of the broadcasts (Knuth, algorithm S)
    const dealt = random.chance(left / (reachable.length - at));
    if (dealt) left--;
    const answerable = dealt || campaign.toEverybody;
    const gone = sentAt >= until;
    const send = { campaign, sentAt, broadcast: answerable ? messages.length : null, gone, until, traits, place, end };
    const seen = follow(send, random);
    events.push(...seen);
    if (answerable) messages.push(...broadcast(send, random));
    const optOut = seen.find(({ type }) => type === 'unsubscribed');
    if (optOut !== undefined) return { events, messages, optedOutAt: optOut.at };
  }
  return { events, messages, optedOutAt: null };
}

type Send = {
  readonly campaign: Campaign;
  readonly sentAt: number;
  readonly broadcast: number | null;
  readonly gone: boolean;
  /** The contact does nothing from this moment: it has left, or this is the present. */
  readonly until: number;
  readonly traits: Traits;
  readonly place: Place;
  readonly end: number;
};

/** Events that only the contact itself can cause. */
const actions: ReadonlySet<CampaignEvent['type']> = new Set(['opened', 'clicked', 'converted']);

/**
 * Delivered, opened, clicked, converted, unsubscribed: each only after the previous one, and none after the world's present.
 */
function follow(send: Send, random: Random): CampaignEvent[] {
  const { campaign, traits, gone } = send;
  const events: CampaignEvent[] = [];
  const { until } = send;
  const happen = (type: CampaignEvent['type'], at: number) => {
    if (at < (actions.has(type) ? until : send.end))
      events.push({ campaign: campaign.ordinal, type, at: Math.round(at), broadcast: send.broadcast });
  };
  happen('sent', send.sentAt);
  if (!random.chance(0.97)) return events;
  happen('delivered', send.sentAt + random.between(1, 20) * 1_000);

  const { responsiveness, satisfaction, intent } = traits;
  const openWill = 0.1 + 3.8 * (responsiveness - 0.5) + 0.8 * (satisfaction - 0.5) + campaign.openEffect;
  const openedAt = send.sentAt + random.logNormal(70 * minute, 1.3);
  if (!gone && random.chance(sigmoid(openWill))) {
    happen('opened', openedAt);
    const clickedAt = openedAt + random.between(0.1, 4) * minute;
    const wants = warmth(intent);
    if (random.chance(sigmoid(-3.2 + 2.2 * wants + 1.4 * responsiveness + 1.5 * satisfaction + campaign.clickEffect))) {
      happen('clicked', clickedAt);
      if (random.chance(0.05 + 0.5 * wants)) happen('converted', clickedAt + random.between(3, 40) * minute);
    }
  }
  const optOut = (gone ? 1.5 : 0.6 + 1.1 * (1 - satisfaction)) * Math.exp(campaign.optOutEffect);
  if (random.chance(optOut / 100)) happen('unsubscribed', send.sentAt + random.between(0.1, 20) * hour);
  return events;
}

function broadcast(send: Send, random: Random): Message[] {
  const { campaign, traits, place } = send;
  const contentType = campaign.kind === 'informational' ? 'informational' : 'promotional';
  const probability = send.gone ? 0 : broadcastAnswerProbability(traits, campaign, send.sentAt, place);
  const share = fastShare(traits, 0.5);
  const outgoing: Message = {
    sentAt: send.sentAt,
    direction: 'outbound',
    contentType,
    urgency: campaign.urgency,
    text: outboundText(contentType, campaign.urgency, campaign.long, random),
    sentiment: 0.4,
    campaign: campaign.ordinal,
    answerProbability: probability * withinDay(share),
  };
  const repliedAt = send.sentAt + drawLatency(share, random);
  if (!random.chance(probability) || repliedAt >= send.until) return [outgoing];
  return [outgoing, inboundMessage(repliedAt, contentType, traits, warmth(traits.intent), random)];
}
