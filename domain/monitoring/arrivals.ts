import { utcMinute } from '../utc-minute.ts';
import { type Measurement, type MeasurementSource, noData } from './measurement.ts';

/** What the CRM recorded on one UTC day, up to now on the last: messages, campaign events, leads, purchases, tickets. */
export type DayOfArrivals = {
  readonly day: Date;
  readonly rows: number;
  /** Null on a day without any. */
  readonly first: Date | null;
  readonly last: Date | null;
};

/** A time in which the business' data did not arrive: from its last row before to its first one after, null while there is none. */
export type Gap = { readonly from: Date; readonly to: Date | null };

/** What is usual on a day of the week is the median over so many of them, and known from at least so many. */
const usualOver = { weeks: 8, known: 4 } as const;

/** So much of what is usual is as good as nothing: a cut feed may let some rows through. */
const trickleShare = 0.02;

const weekMilliseconds = 7 * 86_400_000;

/**
 * How improbable a silence must be. If rows came independently of each other at the usual rate (Poisson), fewer than one stretch in a
 * million would be as silent; whole days of about 14 rows are, and so are three days of five. Rows come in bunches (a campaign), hence
 * the median of the same days of the week, which neither bunches nor an earlier gap move, and hence quiet weekends are no silence.
 */
const chanceOfSilence = 1e-6;

/** Days in a row, the last being today, which is not over and speaks for the end of a silence only. Gaps come oldest first. */
export function findGaps(days: readonly DayOfArrivals[]): Gap[] {
  const gaps: Gap[] = [];
  for (let start = 0; start < days.length; start++) {
    let [end, usual, rows] = [start, 0, 0];
    for (; end < days.length && isSilent(days, end, start); end++) {
      if (end === days.length - 1) continue;
      usual += usualRows(days, end, start);
      rows += days[end].rows;
    }
    if (poissonAtMost(rows, usual) < chanceOfSilence) {
      gaps.push({ from: days[start - 1]?.last ?? days[start].day, to: days[end]?.first ?? null });
    }
    start = end;
  }
  return gaps;
}

/** The gap that overlaps a time, the latest of several. */
export function gapWithin(gaps: readonly Gap[], from: Date, to: Date): Gap | null {
  return gaps.findLast((gap) => gap.from < to && (gap.to === null || gap.to > from)) ?? null;
}

/** As a sentence without its point. */
export function describeGap({ from, to }: Gap): string {
  return to === null
    ? `no CRM data has arrived since ${utcMinute(from)} UTC`
    : `no CRM data arrived from ${utcMinute(from)} to ${utcMinute(to)} UTC`;
}

/** Nothing is known of figures that a gap reaches into: what did not arrive reads as 'has left', 'did not answer', 'did not buy'. */
export function withoutFigures(
  measurements: readonly Measurement[],
  gaps: Readonly<Partial<Record<MeasurementSource, Gap | null>>>,
): Measurement[] {
  return measurements.map((measurement) => {
    const { source, metric, segment, samples } = measurement;
    const gap = gaps[source] ?? null;
    return gap === null ? measurement : noData(source, metric, segment, describeGap(gap), samples);
  });
}

function isSilent(days: readonly DayOfArrivals[], at: number, start: number): boolean {
  const { rows } = days[at];
  return rows === 0 || rows <= trickleShare * usualRows(days, at, start);
}

/**
 * The median of the same day of the week before a stretch, or of all days if that is less: a weekly campaign to everybody is no
 * measure of the week in which there is none. 0 where it is not known.
 */
function usualRows(days: readonly DayOfArrivals[], at: number, start: number): number {
  const before = days.slice(Math.max(0, start - 7 * usualOver.weeks), start);
  const same = before.filter(({ day }) => (days[at].day.getTime() - day.getTime()) % weekMilliseconds === 0);
  return same.length < usualOver.known ? 0 : Math.min(median(same), median(before));
}

function median(days: readonly DayOfArrivals[]): number {
  return days.map(({ rows }) => rows).toSorted((a, b) => a - b)[Math.floor((days.length - 1) / 2)];
}

/** P(X <= count) of a Poisson variable. */
function poissonAtMost(count: number, mean: number): number {
  let term = Math.exp(-mean);
  let sum = term;
  for (let each = 1; each <= count; each++) {
    term *= mean / each;
    sum += term;
  }
  return sum;
}
