import { atBusyHour, day, type Place } from '../calendar.ts';
import type { Random } from '../random.ts';

/** How busy a time is, as a factor on every rate; `peak` is the factor's maximum. */
export type Season = { readonly peak: number; at(moment: number): number };

export const everyTimeAlike: Season = { peak: 1, at: () => 1 };

/** Where and when something happens again and again. `rates`: events a day at the beginning and at the end. */
export type Recurrence = {
  readonly from: number;
  readonly until: number;
  readonly rates: readonly [first: number, last: number];
  readonly place: Place;
  readonly season: Season;
};

/** A Poisson process, by thinning, whose rate changes linearly from the first to the last; at busy hours, oldest first. */
export function moments({ from, until, rates: [first, last], place, season }: Recurrence, random: Random): number[] {
  const most = (Math.max(first, last) * season.peak) / day;
  const found: number[] = [];
  for (let at = from; ; ) {
    at -= Math.log(1 - random.next()) / most;
    if (at >= until) return found;
    const rate = first + ((last - first) * (at - from)) / Math.max(1, until - from);
    if (!random.chance((rate * season.at(at)) / (most * day))) continue;
    const busy = atBusyHour(at, place, random);
    if (busy < until) found.push(busy);
  }
}
