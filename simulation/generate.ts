import { PerennialError } from '../domain/errors.ts';
import { planCampaigns } from './behaviour/campaigns.ts';
import type { Life } from './behaviour/life.ts';
import { day } from './calendar.ts';
import { liveContact, type Share, type World } from './live.ts';
import { createRandom, permutation } from './random.ts';
import { spread, turnsIn } from './spread.ts';
import { outcomeThresholds } from './thresholds.ts';
import { type SimulatedWorld, worldOf } from './world.ts';

export type SimulationOptions = {
  /** Any integer. It determines the world and, with `population`, everybody in it. */
  readonly seed: number;
  /** The world's present; everything happened before. */
  readonly now: Date;
  readonly contacts?: number;
  readonly conversations?: number;
  readonly leads?: number;
  /** Length of the history, at least 90. */
  readonly days?: number;
  /** 1 by default; another number gives other subjects of the same world. */
  readonly population?: number;
  /** Share (0-1) of the cold leads that turn keen and write again after 3 to 15 days; none by default. */
  readonly lateInterest?: number;
};

export const defaultCounts = { contacts: 200, conversations: 150, leads: 120, days: 180 } as const;

/** Share of the leads that convert. */
const conversionRate = 0.3;
/** Share of the contacts that leave at the end of the season (`loyalty.ts`). */
const departureRate = 0.455;
/** Campaign messages that can be answered, for each conversation. The other sends are newsletters. */
const broadcastsPerConversation = 0.66;

/** Pure: the same options give the same rows. Memory grows by a few bytes per contact, whatever the number of rows. */
export function simulateWorld(options: SimulationOptions): SimulatedWorld {
  const { seed, population = 1, now, lateInterest = 0 } = options;
  const { contacts, conversations, leads, days } = checked({ ...defaultCounts, ...given(options) });
  const end = now.getTime();
  const start = end - days * day;
  const order = (purpose: string) => permutation(contacts, createRandom(seed, population, 'order', purpose));
  const leadOrder = order('leads');
  const world: World = {
    seed,
    population,
    start,
    end,
    campaigns: planCampaigns(seed, start, days),
    turns: turnsIn(leadOrder),
    offset: createRandom(seed, population, 'offset').next(),
    lateInterest,
  };

  const leadDialogues = Math.min(leads, conversations);
  const perContact = {
    leads: spread(leadOrder, leads),
    dialogues: spread(order('dialogues'), conversations - leadDialogues),
    broadcasts: spread(order('broadcasts'), Math.round(broadcastsPerConversation * conversations)),
  };
  const leadsConverted = Math.round(conversionRate * leads);
  const outcomes = { leads, converted: leadsConverted, leaving: Math.round(departureRate * contacts) };
  const thresholds = outcomeThresholds(world, perContact.leads, outcomes);

  function* lives(): Iterable<Life> {
    let dialoguesLeft = leadDialogues;
    for (let ordinal = 0; ordinal < contacts; ordinal++) {
      const share: Share = {
        leads: perContact.leads[ordinal],
        leadDialogues: Math.min(dialoguesLeft, perContact.leads[ordinal]),
        dialogues: perContact.dialogues[ordinal],
        broadcasts: perContact.broadcasts[ordinal],
      };
      dialoguesLeft -= share.leadDialogues;
      yield liveContact(world, ordinal, share, thresholds);
    }
  }

  const counts = { contacts, conversations, leads, leadsConverted };
  return worldOf({ seed, population, counts, campaigns: world.campaigns, lives });
}

type Counts = {
  readonly contacts: number;
  readonly conversations: number;
  readonly leads: number;
  readonly days: number;
};

function given({ contacts, conversations, leads, days }: SimulationOptions): Partial<Counts> {
  return Object.fromEntries(
    Object.entries({ contacts, conversations, leads, days }).filter(([, value]) => value !== undefined),
  );
}

function checked(counts: Counts): Counts {
  for (const [name, value] of Object.entries(counts)) {
    const least = name === 'days' ? 90 : name === 'contacts' ? 1 : 0;
    if (Number.isSafeInteger(value) && value >= least) continue;
    throw new PerennialError(
      'invalid_input',
      `${name} must be a whole number from ${least}, not ${value}.`,
      `Give --${name} a whole number from ${least}.`,
      { [name]: value },
    );
  }
  return counts;
}
