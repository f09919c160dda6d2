/** Systems whose data comes by itself. */
export const sourceKinds = ['postgresql', 'folder'] as const;
export type SourceKind = (typeof sourceKinds)[number];

/** The name of a source stands before the ids of its rows. */
export const sourceNamePattern = /^[a-z][a-z0-9_]{0,30}$/;

export type SourceSettings = {
  /** Minutes between two readings. */
  readonly everyMinutes: number;
  /** Of its tables, for a system that holds several businesses. */
  readonly account?: string;
  /** Where exports are dropped: an absolute folder of the workers' machine, or `s3://bucket/prefix`. */
  readonly folder?: string;
};

export const defaultEveryMinutes = 15;

export type SourceFailure = { readonly code: string; readonly message: string; readonly remedy: string };

export type SourceProgress = {
  readonly stream: string;
  readonly read: number;
  /** null: not counted. */
  readonly expected: number | null;
  /** Milliseconds; null: not known yet. */
  readonly remaining: number | null;
};

/**
 * Milliseconds before the last change that are read once more: who writes a row late commits it with a moment that was passed already.
 */
export const overlapMs = 5 * 60_000;

/** How far a source's clock may go back before what it says of changes can't be trusted. */
export const clockToleranceMs = 60_000;

/** Hours after which all keys are compared again. */
export const sweepHours = 20;

/** A sweep that would delete a larger share of a table than this, and more rows than that, is not believed. */
export const mostSwept = { share: 0.5, rows: 100 } as const;

/** How late a source may be: three readings, and at least an hour. */
export function isLate(now: Date, succeededAt: Date | null, createdAt: Date, everyMinutes: number): boolean {
  const limit = Math.max(3 * everyMinutes, 60) * 60_000;
  return now.getTime() - (succeededAt ?? createdAt).getTime() > limit;
}
