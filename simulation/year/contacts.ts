import { atBusyHour, day, type Place, places } from '../calendar.ts';
import { createRandom, type Random } from '../random.ts';
import { drawTraits, type Traits } from '../traits.ts';
import { placeOf } from './changes.ts';
import type { Year } from './plan.ts';

/** New contacts per day at the start of the year, and the factor by which they grow in a year. */
const arrivalsAtStart = 1.5;
const growth = 3;
const growthPerDay = Math.log(growth) / 364;

export type Contact = {
  readonly ordinal: number;
  readonly traits: Traits;
  readonly place: Place;
  readonly createdAt: number;
  readonly leavesAt: number;
  /** Probability of leaving within any 30 days. */
  readonly leaving: number;
};

/**
 * Who arrives, from the founding to the end. Arrivals grow exponentially and leaving has no memory, so the mix of ages, and
 * of everything that depends on age, is the same in every week. Growth alone changes no distribution.
 */
export function* arrivals(year: Year): Iterable<Contact> {
  const waiting = createRandom(year.seed, 'year', 'arrivals');
  const offset = waiting.next();
  const atFounding = year.size * arrivalsAtStart * Math.exp((growthPerDay * (year.foundedAt - year.start)) / day);
  for (let ordinal = 0, expected = 0; ; ) {
    expected -= Math.log(1 - waiting.next());
    const at = year.foundedAt + (Math.log(1 + (growthPerDay * expected) / atFounding) / growthPerDay) * day;
    if (at >= year.end - day) return;
    yield movedIn(year, arrive(ordinal, at, offset, createRandom(year.seed, 'year', ordinal, 'plan')));
    ordinal++;
  }
}

function arrive(ordinal: number, at: number, offset: number, random: Random): Contact {
  const traits = drawTraits(ordinal, offset, random);
  const place = random.pick(places);
  const createdAt = atBusyHour(at, place, random);
  const hazard = leavingPerDay(traits);
  const leavesAt = createdAt - (Math.log(1 - random.next()) / hazard) * day;
  return { ordinal, traits, place, createdAt, leavesAt, leaving: 1 - Math.exp(-30 * hazard) };
}

function movedIn({ seed, change }: Year, contact: Contact): Contact {
  if (change === null) return contact;
  const { ordinal, place, createdAt } = contact;
  return { ...contact, place: placeOf(place, change, createdAt, createRandom(seed, 'year', ordinal, 'place')) };
}

/** From 0.25% per day for a happy contact to 1.25% for an unhappy one. */
function leavingPerDay({ satisfaction, responsiveness }: Traits): number {
  return 0.0025 * Math.exp(1.6 * (1 - 0.8 * satisfaction - 0.2 * responsiveness));
}
