import type { Life } from '../behaviour/life.ts';
import { type SimulatedWorld, worldOf } from '../world.ts';
import { breakFeed } from './changes.ts';
import { arrivals } from './contacts.ts';
import { liveThrough } from './live-through.ts';
import { loseOutage } from './outage.ts';
import { planYear, type YearEvents, type YearOptions } from './plan.ts';

/**
 * A business, simulated for a year: it grows threefold, has its season, and experiences what `events` says. Its rows are
 * written all at once, because every query reads only those before its own moment. The same options give the same rows.
 */
export function simulateYear(options: YearOptions): SimulatedWorld & { readonly events: YearEvents } {
  const year = planYear(options);
  const lives: Life[] = [];
  for (const contact of arrivals(year)) {
    const life = loseOutage(liveThrough(year, contact), year.events.outage);
    lives.push(year.change === null ? life : breakFeed(life, year.change, year.seed));
  }
  const leads = lives.flatMap((life) => life.leads);
  const counts = {
    contacts: lives.length,
    conversations: lives.reduce((sum, { conversations }) => sum + conversations.length, 0),
    leads: leads.length,
    leadsConverted: leads.filter(({ convertedAt }) => convertedAt !== null).length,
  };
  const { seed, campaigns, events } = year;
  return { ...worldOf({ seed, population: 1, counts, campaigns, lives: () => lives }), events };
}
