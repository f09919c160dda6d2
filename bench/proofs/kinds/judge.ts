import { type ChangeKind, changeKinds } from '../../../simulation/year/changes.ts';
import { quantile } from '../../figures.ts';

/** Days are counted from the first that is watched. */
export type DayScores = readonly (number | null)[];

/** One detector, `tool: detector`: how alarming it finds each day of each world, from its day 1 on. */
export type Contestant = { readonly name: string; readonly scores: ReadonlyMap<string, DayScores> };

/** Days from the change to the first alarm by seed; null: none. */
export type Delays = readonly (number | null)[];

export const kinds = Object.keys(changeKinds) as ChangeKind[];

/**
 * The limit above which a score is an alarm: the lowest at which at most so many of the undisturbed worlds have any.
 */
export function tune({ scores }: Contestant, undisturbed: readonly string[], allowed: number): number {
  const largest = undisturbed
    .map((name) => Math.max(Number.NEGATIVE_INFINITY, ...(scores.get(name) ?? []).filter((each) => each !== null)))
    .toSorted((a, b) => b - a);
  return largest[allowed] ?? Number.NEGATIVE_INFINITY;
}

/** From a lead's coming to its label: 48 hours, then 30 days. */
const labelDays = 32;

/** Days after the change until anything can tell of it: what is alarmed sooner is alarmed by chance, and not counted. */
export function tellsAfter(kind: ChangeKind): number {
  return changeKinds[kind].showsIn === 'labels' ? labelDays : 0;
}

/** From the change on. @param from days after it that are passed over. */
export function delayOf(scores: DayScores, limit: number, changeDay: number, from: number): number | null {
  const at = scores.findIndex((score, index) => index + 1 > changeDay + from && score !== null && score > limit);
  return at === -1 ? null : at + 1 - changeDay;
}

/** Infinity: half or more of the worlds have no alarm. */
export function medianDelay(delays: Delays): number {
  const middle = quantile(
    delays.map((delay) => delay ?? Number.MAX_SAFE_INTEGER),
    0.5,
  );
  return middle > 10_000 ? Number.POSITIVE_INFINITY : middle;
}

export function alarmsIn(delays: Delays): number {
  return delays.filter((delay) => delay !== null).length;
}

/** Whether one is at least as good as another about a kind: sooner where an alarm is due, fewer alarms where none is. */
export function isNoWorse(kind: ChangeKind, ours: Delays, theirs: Delays): boolean {
  return changeKinds[kind].alarm ? medianDelay(ours) <= medianDelay(theirs) : alarmsIn(ours) <= alarmsIn(theirs);
}

export type Standing = { readonly name: string; readonly delays: Delays };

/**
 * Tools with all of their detectors: one that is told of by any of them is told of. A detector that never tells anything is not quiet, it is
 * no watch; so kinds in which no alarm is due are compared by tools, too.
 */
export function toolsOf(detectors: readonly Standing[]): Standing[] {
  const tools = Map.groupBy(detectors, ({ name }) => name.split(':')[0] ?? name);
  return [...tools].map(([name, of]) => ({
    name,
    delays: (of[0]?.delays ?? []).map((_, at) => {
      const known = of.flatMap(({ delays }) => delays[at] ?? []);
      return known.length === 0 ? null : Math.min(...known);
    }),
  }));
}

/** The best first. */
export function ranked(kind: ChangeKind, standings: readonly Standing[]): Standing[] {
  return standings.toSorted((a, b) =>
    changeKinds[kind].alarm
      ? medianDelay(a.delays) - medianDelay(b.delays) || alarmsIn(b.delays) - alarmsIn(a.delays)
      : alarmsIn(a.delays) - alarmsIn(b.delays),
  );
}
