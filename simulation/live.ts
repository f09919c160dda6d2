import type { Campaign } from './behaviour/campaigns.ts';
import { holdDialogue } from './behaviour/dialogue.ts';
import { awaken, type LeadPlan, liveLead, planLead } from './behaviour/leads.ts';
import type { CampaignEvent, Life, Purchase } from './behaviour/life.ts';
import { goShopping, liveDeparture, openTickets, planDeparture } from './behaviour/loyalty.ts';
import { everyTimeAlike } from './behaviour/moments.ts';
import { fillProfile } from './behaviour/profile.ts';
import { receiveCampaigns } from './behaviour/sends.ts';
import { atBusyHour, day, hour, places } from './calendar.ts';
import { createRandom, type Random } from './random.ts';
import { drawTraits, warmth } from './traits.ts';

/** What the world fixes for every contact. */
export type World = {
  readonly seed: number;
  /** Which subjects live in it: other populations of a seed live in the same world. */
  readonly population: number;
  readonly start: number;
  readonly end: number;
  readonly campaigns: readonly Campaign[];
  /** A contact's place in the order in which leads are dealt out. */
  readonly turns: Uint32Array;
  /** Where the even deal of responsiveness begins, 0-1. */
  readonly offset: number;
  /** Share of the cold leads that turn keen days later. */
  readonly lateInterest: number;
};

/** Leads convert and contacts leave at or above these utilities: as many of each as the world's rates say. */
export type Thresholds = { readonly conversion: number; readonly departure: number };

/** How many of each kind one contact gets. `dialogues` counts those besides the leads' own. */
export type Share = {
  readonly leads: number;
  readonly leadDialogues: number;
  readonly dialogues: number;
  readonly broadcasts: number;
};

/** Leads are at least this old, so that every label window is closed: 48 hours, 30 days and some slack. */
const youngestLead = 38 * day;

/** So that leaving (loyalty.ts) never depends on a lead. */
function decidedBy({ end }: World): number {
  return end - 34 * day;
}

export function contactRandom(world: World, ordinal: number, purpose: string): Random {
  return createRandom(world.seed, world.population, ordinal, purpose);
}

/** The first things drawn for a contact; the rankings of `thresholds.ts` need them before the rest. */
export function planContact(world: World, ordinal: number, leads: number) {
  const random = contactRandom(world, ordinal, 'plan');
  const traits = drawTraits(world.turns[ordinal], world.offset, random);
  const place = random.pick(places);
  const span = world.end - world.start;
  const createdAt = atBusyHour(world.start + 0.4 * span * random.next() ** 2, place, random);
  const from = Math.max(createdAt + day, world.start + 0.25 * span);
  const plans: LeadPlan[] = [];
  for (let at = 0; at < leads; at++) {
    const leadAt = atBusyHour(random.between(from, world.end - youngestLead - day), place, random);
    plans.push(planLead(traits, leadAt, 'keen', random));
  }
  const departure = planDeparture(traits, random);
  if (world.lateInterest === 0) return { traits, place, createdAt, leads: plans, departure };
  const turns = contactRandom(world, ordinal, 'awakening');
  const awakened = plans.map((plan) => awaken(plan, world.lateInterest, decidedBy(world) - day, turns));
  return { traits, place, createdAt, leads: awakened, departure };
}

/** A contact's whole life. */
export function liveContact(world: World, ordinal: number, share: Share, thresholds: Thresholds): Life {
  const planned = planContact(world, ordinal, share.leads);
  const { traits, place, createdAt, leads: plans } = planned;
  const draw = (purpose: string) => contactRandom(world, ordinal, purpose);
  const departure = liveDeparture(planned.departure, thresholds.departure, world.end, draw('departure'));
  const until = departure.at ?? world.end;

  const leadsRandom = draw('leads');
  const leads = plans.map((plan) => {
    const brought = world.campaigns.findLast((campaign) => campaign.startedAt < plan.createdAt);
    const converts = plan.conversionUtility >= thresholds.conversion;
    return liveLead(
      plan,
      converts,
      brought?.ordinal ?? null,
      { end: world.end, leavesAt: until, decidedBy: decidedBy(world) },
      leadsRandom,
    );
  });

  const dialogues = draw('dialogues');
  const shared = { opener: 'contact', until, traits, place } as const;
  const conversations = plans
    .slice(0, share.leadDialogues)
    .map((plan) =>
      holdDialogue(
        { ...shared, startsAt: plan.createdAt, warmth: plan.warmth, contentType: 'informational' },
        dialogues,
      ),
    );
  for (let at = 0; at < share.dialogues; at++) {
    const startsAt = atBusyHour(dialogues.between(createdAt, until - 3 * day), place, dialogues);
    const contentType = dialogues.chance(0.8 - 0.5 * traits.satisfaction) ? 'support' : 'informational';
    conversations.push(
      holdDialogue({ ...shared, startsAt, warmth: 0.5 * warmth(traits.intent), contentType }, dialogues),
    );
  }

  const awakened = draw('awakened');
  for (const { awakens } of plans.slice(0, share.leadDialogues)) {
    if (awakens === undefined || awakens.at >= until) continue;
    const { at: startsAt, warmth } = awakens;
    conversations.push(holdDialogue({ ...shared, startsAt, warmth, contentType: 'informational' }, awakened));
  }

  const sends = receiveCampaigns(
    {
      traits,
      place,
      campaigns: world.campaigns,
      from: createdAt,
      end: world.end,
      departedAt: departure.at,
      broadcasts: share.broadcasts,
    },
    draw('campaigns'),
  );
  const shopping = draw('shopping');
  const time = { from: createdAt, until, place, season: everyTimeAlike };
  const purchases: Purchase[] = goShopping(traits, time, shopping);
  for (const [lead, { convertedAt, orderValue }] of leads.entries()) {
    if (convertedAt !== null && orderValue !== null)
      purchases.push({ at: convertedAt, amount: orderValue, quantity: 1, lead });
  }
  const life: Life = {
    ordinal,
    place,
    traits,
    departure,
    createdAt,
    profiles: fillProfile(ordinal, place, createdAt, plans, sends.optedOutAt, draw('profile')),
    leads,
    conversations,
    broadcasts: sends.messages,
    events: [...sends.events, ...plans.flatMap((plan, at) => browse(plan, leads[at].campaign, leadsRandom))],
    purchases,
    tickets: openTickets(traits, time, world.end, draw('tickets')),
  };
  if (departure.at !== null || isActive(life, world.end - 29 * day, world.end - day)) return life;
  // contacts who stay come back at least once a month
  const back = atBusyHour(shopping.between(world.end - 28 * day, world.end - 3 * day), place, shopping);
  const amount = Math.round(100 * shopping.logNormal(20, 0.5)) / 100;
  return { ...life, purchases: [...purchases, { at: back, amount, quantity: 1, lead: null }] };
}

/** Links that a new lead follows in the campaign that brought it: the keener the lead, the more. */
export function browse(plan: LeadPlan, campaign: number | null, random: Random): CampaignEvent[] {
  if (campaign === null) return [];
  const event = (type: 'clicked' | 'converted') => ({
    campaign,
    type,
    at: Math.round(plan.createdAt + random.between(0.1, 44) * hour),
    broadcast: null,
  });
  const clicks = Array.from({ length: random.poisson(0.35 + 3.7 * plan.warmth) }, () => event('clicked'));
  const conversions = Array.from({ length: random.poisson(1.8 * plan.warmth) }, () => event('converted'));
  return [...clicks, ...conversions];
}

/** Whether the contact does anything of its own accord in [from, until). */
export function isActive(life: Life, from: number, until: number): boolean {
  const within = (at: number) => at >= from && at < until;
  const wrote = ({ direction, sentAt }: Life['broadcasts'][number]) => direction === 'inbound' && within(sentAt);
  return (
    life.purchases.some(({ at }) => within(at)) ||
    life.tickets.some(({ openedAt }) => within(openedAt)) ||
    life.events.some(({ type, at }) => type === 'clicked' && within(at)) ||
    life.broadcasts.some(wrote) ||
    life.conversations.some(({ messages }) => messages.some(wrote))
  );
}
