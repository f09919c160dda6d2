import { parseAttributeName } from '../attributes.ts';
import type { Telling } from './alone.ts';
import { hintsAtOutcome } from './leakage-words.ts';
import { percent } from './words.ts';

/**
 * Columns that hold the outcome itself: written by people or programs once they knew how it ended. A model that reads them looks good and
 * is of no use, because a new lead doesn't have them.
 */

/** When a column's values were written, as far as they are dated. Subjects with a value. */
export type ColumnTimes = {
  /** Whose outcome has a date. */
  readonly ended: number;
  /** Of these: had no value before the outcome, and got its first at that moment or later. */
  readonly filledAfter: number;
  /** Of these: had a value before, which changed at that moment or later. */
  readonly changedAfter: number;
  /** Without an outcome so far, and how many of them got a value, or another one, after they came. */
  readonly open: number;
  readonly changedOpen: number;
};

/** A column that may hold the outcome itself. */
export type LeakageSuspect = { readonly column: string; readonly reason: string };

export type ColumnEvidence = {
  /** Of an attribute: 'lead:Tags'. */
  readonly column: string;
  /** null: too few subjects to say. */
  readonly alone: Telling | null;
  /** null: nothing about it is dated. */
  readonly times: ColumnTimes | null;
};

export const leakageLimits = {
  /** ROC AUC that one column alone may reach; surely: the lower end of its 95% interval. With a name that hints at it, less. */
  alone: { usual: 0.9, hinted: 0.7 },
  /** Of the subjects with a value and a dated outcome, how many may get the value, or another one, only then. */
  filledAfter: { usual: 0.5, hinted: 0.2 },
  changedAfter: { usual: 0.5, hinted: 0.2 },
  /** Fewer subjects say nothing about dates. */
  leastEnded: 10,
  /** What changes among open subjects half as often changes for other reasons. */
  mostOfOpen: 0.5,
} as const;

/** The suspects among the columns, in their order, each with the reasons. */
export function findSuspects(columns: readonly ColumnEvidence[]): LeakageSuspect[] {
  return columns.flatMap(({ column, alone, times }) => {
    const reasons = [...toldAlone(column, alone), ...toldByTimes(column, times)];
    return reasons.length === 0 ? [] : [{ column, reason: reasons.join(', and ') }];
  });
}

function limitOf(limit: { readonly usual: number; readonly hinted: number }, column: string): number {
  return hintsAtOutcome(parseAttributeName(column)?.column ?? column) ? limit.hinted : limit.usual;
}

function toldAlone(column: string, alone: Telling | null): string[] {
  if (alone === null || alone.auc - 1.96 * alone.error < limitOf(leakageLimits.alone, column)) return [];
  return [`tells the outcome alone (AUC ${alone.auc.toFixed(3)})`];
}

function toldByTimes(column: string, times: ColumnTimes | null): string[] {
  if (times === null || times.ended < leakageLimits.leastEnded) return [];
  const { ended, filledAfter, changedAfter, open, changedOpen } = times;
  const ofOpen = open === 0 ? 0 : changedOpen / open;
  const exceeds = (share: number, limit: { readonly usual: number; readonly hinted: number }) =>
    share >= limitOf(limit, column) && ofOpen < leakageLimits.mostOfOpen * share;
  const [filled, changed] = [filledAfter / ended, changedAfter / ended];
  return [
    ...(exceeds(filled, leakageLimits.filledAfter)
      ? [`is filled once the outcome is there (${percent(filled)} of ${ended})`]
      : []),
    ...(exceeds(changed, leakageLimits.changedAfter)
      ? [`changes once the outcome is there (${percent(changed)} of ${ended})`]
      : []),
  ];
}
