import type { Campaign } from '../behaviour/campaigns.ts';
import { holdDialogue } from '../behaviour/dialogue.ts';
import { type LeadPlan, liveLead, planLead } from '../behaviour/leads.ts';
import type { Conversation, Lead, Life } from '../behaviour/life.ts';
import { goShopping, openTickets } from '../behaviour/loyalty.ts';
import { moments } from '../behaviour/moments.ts';
import { fillProfile } from '../behaviour/profile.ts';
import { receiveCampaigns, type Sends } from '../behaviour/sends.ts';
import { day } from '../calendar.ts';
import { browse } from '../live.ts';
import { createRandom, type Random } from '../random.ts';
import { warmth } from '../traits.ts';
import { coldIntent, floodFactor, floodOf, marketOf, rateAfter, traitsOf } from './changes.ts';
import type { Contact } from './contacts.ts';
import type { Year } from './plan.ts';

/** Times per day that a contact becomes a lead, asks something else, and is asked by the business how it is doing. */
const leadRate = 0.031;
const enquiryRate = 0.02;
const outreachRate = 1 / 28;

/** Utility at or above which leads convert: three in ten do. */
const conversionThreshold = 0.55;

/** A lead follows links of any campaign of the last half-year, because people keep what they were sent. */
const lastCampaigns = 26;
/** Share of the leads that are known to have come through a campaign. */
const broughtShare = 0.4;

/** Share of campaign sends that can be answered. */
const broadcastShare = 0.05;

/** A campaign goes out to a seventh of the contacts per day, because providers limit the sends per day. */
const batches = 7;

/** How long the business goes on writing to a contact who has left. */
const unnoticed = 21 * day;

/** What a contact does from its arrival to its departure, at rates that only the season changes. */
export function liveThrough(year: Year, contact: Contact): Life {
  const { ordinal, traits, place, createdAt, leavesAt } = contact;
  const draw = (purpose: string) => createRandom(year.seed, 'year', ordinal, purpose);
  const lifetime = { from: createdAt, until: leavesAt, place, season: year.season };
  const past = (at: number) => at < Math.min(leavesAt, year.end);

  const leadsRandom = draw('leads');
  const plans = planLeads(year, contact, leadsRandom);
  const followed = plans.map((plan) => followedBy(plan, year.campaigns, leadsRandom));
  const times = { end: year.end, leavesAt, decidedBy: Number.POSITIVE_INFINITY };
  const leads = plans.map((plan, at) => {
    const converts = plan.conversionUtility >= conversionThreshold;
    const brought = leadsRandom.chance(broughtShare) ? followed[at] : null;
    return closeInTime(liveLead(plan, converts, brought, times, leadsRandom), year.end);
  });
  const browsed = plans.flatMap((plan, at) => browse(plan, followed[at], leadsRandom));
  const bought = leads.flatMap(({ convertedAt, orderValue }, lead) =>
    convertedAt === null || orderValue === null ? [] : [{ at: convertedAt, amount: orderValue, quantity: 1, lead }],
  );
  const sends = receive(year, contact, draw('campaigns'));
  return {
    ordinal,
    place,
    traits,
    departure: { probability: contact.leaving, at: leavesAt < year.end ? leavesAt : null },
    createdAt,
    profiles: fillProfile(ordinal, place, createdAt, plans, sends.optedOutAt, draw('profile'))
      .filter(({ from }) => from < year.end)
      .sort((a, b) => a.from - b.from),
    leads,
    conversations: converse(year, contact, plans, draw('dialogues')),
    broadcasts: sends.messages,
    events: [...sends.events, ...browsed.filter(({ at }) => past(at))],
    purchases: [...goShopping(traits, lifetime, draw('shopping')).filter(({ at }) => past(at)), ...bought],
    tickets: openTickets(traits, lifetime, year.end, draw('tickets')).filter(({ openedAt }) => past(openedAt)),
  };
}

function planLeads(year: Year, contact: Contact, random: Random): LeadPlan[] {
  const { traits, place, ordinal } = contact;
  const { change, events } = year;
  const moments = happenings(leadRate, year, contact, random);
  if (change === null) {
    return moments.map((at) => planLead(traits, at, at < events.drift.getTime() ? 'keen' : 'reserved', random));
  }
  const own = createRandom(year.seed, 'year', ordinal, 'change');
  const asEver = moments.map((at) => planLead(traitsOf(traits, change, at), at, marketOf(change, at, own), random));
  const flood = floodOf(change);
  const flooded =
    flood === null
      ? []
      : happenings((floodFactor - 1) * leadRate, year, contact, own)
          .filter((at) => at >= flood.from && at < flood.until)
          .map((at) => planLead({ ...traits, intent: coldIntent }, at, 'keen', own));
  return [...asEver, ...flooded]
    .toSorted((a, b) => a.createdAt - b.createdAt)
    .map((plan) => rateAfter(plan, change, place));
}

/** Moments of what happens at this rate per day while the contact is there. */
function happenings(rate: number, { season, end }: Year, contact: Contact, random: Random): number[] {
  const { createdAt: from, leavesAt, place } = contact;
  return moments({ from, until: Math.min(leavesAt, end), rates: [rate, rate], place, season }, random);
}

function converse(year: Year, contact: Contact, leads: readonly LeadPlan[], random: Random): Conversation[] {
  const { traits, place, leavesAt } = contact;
  const always = { until: Math.min(leavesAt, year.end), traits, place, contentType: 'informational' } as const;
  const mild = { ...always, warmth: 0.5 * warmth(traits.intent) };
  return [
    ...leads.map(({ createdAt: startsAt, warmth }) =>
      holdDialogue({ ...always, startsAt, warmth, opener: 'contact' }, random),
    ),
    ...happenings(enquiryRate, year, contact, random).map((startsAt) => {
      const contentType = random.chance(0.8 - 0.5 * traits.satisfaction) ? 'support' : 'informational';
      return holdDialogue({ ...mild, startsAt, contentType, opener: 'contact' }, random);
    }),
    ...happenings(outreachRate, year, contact, random).map((startsAt) =>
      holdDialogue({ ...mild, startsAt, opener: 'business' }, random),
    ),
  ];
}

function receive(year: Year, { ordinal, traits, place, createdAt, leavesAt }: Contact, random: Random): Sends {
  const end = Math.min(year.end, leavesAt + unnoticed);
  const later = (ordinal % batches) * day;
  return receiveCampaigns(
    {
      traits,
      place,
      campaigns: year.campaigns.map((campaign) => ({ ...campaign, startedAt: campaign.startedAt + later })),
      from: createdAt,
      end,
      departedAt: leavesAt < year.end ? leavesAt : null,
      broadcasts: Math.floor((broadcastShare * (end - createdAt)) / (7 * day) + random.next()),
    },
    random,
  );
}

function followedBy({ createdAt }: LeadPlan, campaigns: readonly Campaign[], random: Random): number | null {
  const before = campaigns.filter(({ startedAt }) => startedAt < createdAt).slice(-lastCampaigns);
  return before.length > 0 ? random.pick(before).ordinal : null;
}

/** A lead that came to nothing in 60 days is given up. */
function closeInTime(lead: Lead, end: number): Lead {
  const closesAt = lead.createdAt + 60 * day;
  const open = lead.convertedAt === null && lead.stages.every(({ stage }) => stage !== 'lost');
  return open && closesAt < end ? { ...lead, stages: [...lead.stages, { from: closesAt, stage: 'lost' }] } : lead;
}
