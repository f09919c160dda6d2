import type { Gap } from './arrivals.ts';

/**
 * The rhythm in which a source is imported. Between two imports the newest rows are naturally old, so the silence of imported data is
 * judged by the imports and not by the moments of its rows.
 */

/** The successful imports of one source (`import_batches.source`; empty: files that name none), oldest first. */
export type ImportedSource = { readonly source: string; readonly imports: readonly Date[] };

export type Rhythm = {
  readonly source: string;
  /** Milliseconds from one import to the next. */
  readonly beat: number;
  /** The first file of each import, oldest first. */
  readonly imports: readonly Date[];
  /** When the last file came. */
  readonly last: Date;
};

const [minute, hour, day] = [60_000, 3_600_000, 86_400_000];
const week = 7 * day;

/** Imports are read for so many weeks before the last one, and at least of the last days with any: a monthly importer has few in 16 weeks. */
export const rhythmReads = { weeks: 16, days: 12 } as const;

/** Files that come this soon after an import's first one belong to it. */
const oneImport = 30 * minute;

/** From fewer imports, or from those of the first days (a mapping is tried out), nobody can tell a rhythm. */
const known = { imports: 4, span: week } as const;

/** An import counts as missed once it is late by this share of a beat. */
const lateShare = 0.25;

const missedBeats = 2;

/** No silence is shorter: an hourly import may pause for a night's maintenance. */
const shortestSilence = 6 * hour;

/** Beats up to this long may pause every night or weekend. */
const pausingBeat = week / 2;

/** Weeks that tell how many imports usually come within the same hours of the week. */
const comparedWeeks = 8;

/** A source that missed this many beats, for at least this many weeks, while others went on, has been given up. */
const givenUp = { beats: 8, weeks: 8 } as const;

/** A stream of rows that ended this long ago, while imports go on, has been given up too. */
export const streamGivenUpWeeks = givenUp.weeks;

/**
 * null: not known yet. The beat is the length of gap that a moment usually falls into: half of the time passed in gaps that are no
 * longer. Of regular imports it is their median gap; an afternoon of trials makes a weekly importer no hourly one, and an outage
 * makes an hourly one no weekly one.
 */
export function findRhythm({ source, imports }: ImportedSource): Rhythm | null {
  const firsts: Date[] = [];
  for (const at of imports) {
    const last = firsts.at(-1);
    if (last === undefined || at.getTime() - last.getTime() >= oneImport) firsts.push(at);
  }
  const gaps = firsts.slice(1).map((at, before) => at.getTime() - firsts[before].getTime());
  const span = gaps.reduce((sum, gap) => sum + gap, 0);
  const last = imports.at(-1);
  if (last === undefined || firsts.length < known.imports || span < known.span) return null;
  return { source, beat: usualGap(gaps), imports: firsts, last };
}

/** The gap that a moment usually falls into; `gaps` holds one at least. */
function usualGap(gaps: readonly number[]): number {
  const sorted = gaps.toSorted((a, b) => a - b);
  const half = sorted.reduce((sum, gap) => sum + gap, 0) / 2;
  let [at, passed] = [0, sorted[0]];
  while (passed < half) passed += sorted[++at];
  return sorted[at];
}

/**
 * Whether two beats were missed. A source that pauses every weekend, or at night, misses only the imports that came within the same
 * hours of the weeks before.
 */
export function isSilent({ beat, imports, last }: Rhythm, now: Date): boolean {
  const silence = now.getTime() - last.getTime();
  if (silence < Math.max((missedBeats + lateShare) * beat, shortestSilence)) return false;
  if (beat > pausingBeat || silence >= week) return true;
  const usual: number[] = [];
  for (let weeks = 1; weeks <= comparedWeeks; weeks++) {
    const from = last.getTime() + beat / 2 - weeks * week;
    const to = now.getTime() - lateShare * beat - weeks * week;
    if (from < imports[0].getTime()) break;
    usual.push(imports.filter((at) => at.getTime() > from && at.getTime() <= to).length);
  }
  return usual.toSorted((a, b) => a - b)[Math.floor((usual.length - 1) / 2)] >= missedBeats;
}

/**
 * What the imports tell about a moment.
 *
 * @param streams whether data arrives without imports too.
 * @returns `silences`: sources that missed their beats, until they are imported again or given up. `until`: the moment up to which
 *   the data is complete. The sources that keep their rhythm have told nothing since their last import; what people did since then
 *   must not read as silence. A silent source doesn't hold it back, because its silence is a gap.
 */
export function judgeImports(
  sources: readonly ImportedSource[],
  now: Date,
  streams: boolean,
): { readonly silences: Gap[]; readonly until: Date } {
  const silences: Gap[] = [];
  let until = now;
  for (const one of sources) {
    const rhythm = findRhythm(one);
    if (rhythm === null) continue;
    const { source, beat, last } = rhythm;
    if (!isSilent(rhythm, now)) {
      if (last < until) until = last;
    } else if (!isGivenUp(rhythm, now, streams || sources.some((other) => other !== one && goesOn(other, now)))) {
      silences.push({ from: last, to: null, imports: { source, beat } });
    }
  }
  return { silences, until };
}

function isGivenUp({ beat, last }: Rhythm, now: Date, othersGoOn: boolean): boolean {
  return othersGoOn && now.getTime() - last.getTime() >= Math.max(givenUp.beats * beat, givenUp.weeks * week);
}

function goesOn({ imports }: ImportedSource, now: Date): boolean {
  return now.getTime() - (imports.at(-1)?.getTime() ?? Number.NEGATIVE_INFINITY) < givenUp.weeks * week;
}
