import { utcMinute } from '../utc-minute.ts';
import { type Measurement, type MeasurementSource, noData } from './measurement.ts';

/**
 * What the CRM recorded on one UTC day (until now for the last day): messages, campaign events, leads, purchases, tickets.
 */
export type DayOfArrivals = {
  readonly day: Date;
  readonly rows: number;
  /** null on a day without rows. */
  readonly first: Date | null;
  readonly last: Date | null;
};

/**
 * A time in which the business's data did not arrive: from the last row before it to the first one after it; `to` is null
 * while there is none.
 */
export type Gap = {
  readonly from: Date;
  readonly to: Date | null;
  /** For data that comes by import: its source, which has been silent since its last import, and its rhythm (see `Rhythm`). */
  readonly imports?: { readonly source: string; readonly beat: number };
};

/**
 * The usual number of rows on a day of the week is the median over this many weeks, and is known from at least `known` of
 * them.
 */
const usualOver = { weeks: 8, known: 4 } as const;

/** Up to this share of the usual rows counts as silence: a broken feed may let some rows through. */
const trickleShare = 0.02;

const weekMilliseconds = 7 * 86_400_000;

/**
 * How improbable a silence must be. If rows came independently of each other at the usual rate (Poisson), fewer than one
 * stretch in a million would be as silent. That takes one silent day where about 14 rows are usual, or three where five are.
 * Rows come in bunches (a campaign), so the usual is the median of the same days of the week: neither bunches nor an earlier
 * gap move it, and quiet weekends are not a silence.
 */
const chanceOfSilence = 1e-6;

/** The gaps in consecutive days, oldest first. The last day is today: it isn't over, so it can only end a silence. */
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

/** The latest gap that overlaps a time. */
export function gapWithin(gaps: readonly Gap[], from: Date, to: Date): Gap | null {
  return gaps.findLast((gap) => gap.from < to && (gap.to === null || gap.to > from)) ?? null;
}

/** A sentence without its full stop. */
export function describeGap({ from, to, imports }: Gap): string {
  if (imports !== undefined) {
    const name = imports.source === '' ? 'the files without a source' : `the source ${imports.source}`;
    return `${name}, imported ${wordBeat(imports.beat)} until then, last arrived on ${utcMinute(from)} UTC`;
  }
  return to === null
    ? `no CRM data has arrived since ${utcMinute(from)} UTC`
    : `no CRM data arrived from ${utcMinute(from)} to ${utcMinute(to)} UTC`;
}

function wordBeat(beat: number): string {
  const hours = Math.max(1, Math.round(beat / 3_600_000));
  const [count, unit] = hours < 36 && hours !== 24 ? [hours, 'hour'] : [Math.round(hours / 24), 'day'];
  return count === 1 ? `every ${unit}` : `every ${count} ${unit}s`;
}

/**
 * Makes figures that a gap reaches into 'no data': what did not arrive would read as 'has left', 'did not answer', 'did not
 * buy'.
 */
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
 * The median of the same day of the week before a stretch, or of all days if that is lower: a weekly campaign to everybody
 * must not set the standard for a week without one. 0 where it is not known.
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
