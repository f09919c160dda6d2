import { normalSurvival } from '../statistics/normal.ts';
import { type Counts, relativeLift } from '../statistics/relative-lift.ts';
import type { PhaseNumbers } from './experiment.ts';
import { probability, signedPercent } from './wording.ts';

export type Novelty = { readonly first: number; readonly last: number; readonly p: number };

/** Conversions of each arm in each of the two weeks; with fewer their lifts can't be told apart anyway. */
const conversionsToJudge = 50;
const alpha = 0.05;

/**
 * Lifts of the first and the last week that have enough conversions, and the two-sided p-value of their being equal.
 * Subjects of different weeks are different people, so the lifts are independent. This is checked once, when an experiment
 * ends. Null with fewer than two of these weeks.
 */
export function novelty(weeks: PhaseNumbers['weeks']): Novelty | null {
  const judged = weeks
    .filter((week) => enough(week.champion) && enough(week.challenger))
    .toSorted((a, b) => a.week - b.week);
  if (judged.length < 2) return null;
  const first = relativeLift(judged[0].champion, judged[0].challenger);
  const last = relativeLift(judged[judged.length - 1].champion, judged[judged.length - 1].challenger);
  if (first === null || last === null) return null;
  const z = Math.abs(last.lift - first.lift) / Math.hypot(first.standardError, last.standardError);
  return { first: first.lift, last: last.lift, p: 2 * normalSurvival(z) };
}

/** A note for the reason of a promotion; null where the lift hasn't faded. */
export function noveltyNote(weeks: PhaseNumbers['weeks']): string | null {
  const found = novelty(weeks);
  if (found === null || found.p >= alpha || found.last >= found.first) return null;
  return `it fades, from ${signedPercent(found.first)} in the first week to ${signedPercent(found.last)} in the last (p ${probability(found.p)})`;
}

function enough({ conversions }: Counts): boolean {
  return conversions >= conversionsToJudge;
}
