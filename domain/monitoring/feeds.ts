import { utcMinute } from '../utc-minute.ts';
import type { Gap } from './arrivals.ts';
import { streamGivenUpWeeks } from './rhythm.ts';

/** One hour in which a table had rows: how many, and how many of them have in a column what its newest row has. */
export type HourOfColumn = { readonly hour: Date; readonly rows: number; readonly same: number };

/** The latest weeks of a column of a table that data keep coming to, oldest hour first. */
export type ColumnFeed = {
  readonly table: string;
  readonly column: string;
  /** Only rows of subjects that had a value before; the same have lost it. A column that turned null shows there soonest. */
  readonly kept: boolean;
  /** Whether what the newest row has is nothing. */
  readonly empty: boolean;
  readonly hours: readonly HourOfColumn[];
};

/** A column that has had one and the same value since. */
export type StuckColumn = Pick<ColumnFeed, 'table' | 'column' | 'empty'> & {
  readonly since: Date;
  readonly rows: number;
};

/**
 * Fewer than one run in a billion would be as long by chance, or in a million of those who had a value. Rows of an hour come together (an
 * import, a campaign), so hours are counted and not rows; they aren't independent either (few contacts complain, for a while), so the run
 * must also be twice as long as any before.
 */
const chanceOfRun = 1e-9;
const chanceOfKeptRun = 1e-6;
const longerThanBefore = 2;
/** With fewer hours nobody knows what is usual. */
const leastHours = 100;
const leastKeptHours = 20;
/** A quiet night of one long conversation is of one kind, too; whoever had a value has lost it in a few rows at most by a slip. */
const leastRun = 8;
const leastKeptRun = 3;

/** null: its values differ as they always did. */
export function findStuck(feed: ColumnFeed): StuckColumn | null {
  const { table, column, kept, empty, hours } = feed;
  const constant = hours.map(({ rows, same }) => same === rows);
  const start = constant.lastIndexOf(false) + 1;
  const run = hours.slice(start);
  const before = constant.slice(0, start);
  const first = run[0];
  if (first === undefined || run.length < (kept ? leastKeptRun : leastRun)) return null;
  if (before.length < (kept ? leastKeptHours : leastHours)) return null;
  if (run.length < longerThanBefore * longestRun(before)) return null;
  const usual = (before.filter(Boolean).length + 1) / (before.length + 2);
  if (usual ** run.length >= (kept ? chanceOfKeptRun : chanceOfRun)) return null;
  return { table, column, empty, since: first.hour, rows: run.reduce((sum, { rows }) => sum + rows, 0) };
}

function longestRun(constant: readonly boolean[]): number {
  let [longest, current] = [0, 0];
  for (const each of constant) {
    current = each ? current + 1 : 0;
    longest = Math.max(longest, current);
  }
  return longest;
}

/** Since when a table is silent, by its own gaps; null: it isn't, or for so long that the business must have given it up. */
export function findSilent(gaps: readonly Gap[], now: Date): Date | null {
  const open = gaps.find(({ to }) => to === null);
  const isGivenUp = open !== undefined && now.getTime() - open.from.getTime() > streamGivenUpWeeks * 7 * 86_400_000;
  return open === undefined || isGivenUp ? null : open.from;
}

/** A sentence without its full stop. */
export function describeStuck({ table, column, empty, since, rows }: StuckColumn): string {
  const what = empty ? 'is empty' : 'has one and the same value';
  return `${column} of ${table} ${what} in all ${rows} rows since ${utcMinute(since)} UTC`;
}

/** A sentence without its full stop, of a table that is silent while others aren't. */
export function describeSilent(table: string, since: Date): string {
  return `no rows of ${table} have arrived since ${utcMinute(since)} UTC, while others arrive`;
}

/** A column's values of the latest weeks, by the week, newest first: how often each was there, and on how many days. */
export type ColumnValues = {
  readonly table: string;
  readonly column: string;
  /** Rows of the half-year before that have a value, and how many different ones they have. */
  readonly known: { readonly rows: number; readonly values: number };
  /** Rows of the latest four weeks that have one. */
  readonly rows: number;
  /** Values of these that the half-year before has not. */
  readonly fresh: readonly { readonly value: string; readonly rows: number; readonly days: number }[];
};

export type NewValue = Pick<ColumnValues, 'table' | 'column'> & {
  readonly value: string;
  readonly rows: number;
  readonly of: number;
};

/** A column of more values than these isn't a category. */
const mostValues = 50;
const leastKnown = 200;
/** An import is of one day, a fair of two. */
const leastDays = 3;
const chanceOfNew = 1e-5;

/**
 * Values that weren't there in half a year and now keep coming: a country, a channel, or a word that is spelt otherwise. If a value were
 * as rare as one can be that isn't there among so many rows, so many rows of it would be that improbable.
 */
export function findNewValues({ table, column, known, rows, fresh }: ColumnValues): NewValue[] {
  if (known.rows < leastKnown || known.values > mostValues) return [];
  const expected = rows / (known.rows + 1);
  return fresh
    .filter(({ rows: count, days }) => days >= leastDays && poissonTail(count, expected) < chanceOfNew)
    .map(({ value, rows: count }) => ({ table, column, value, rows: count, of: rows }));
}

/** P(X >= count) of a Poisson variable. */
function poissonTail(count: number, mean: number): number {
  let term = Math.exp(-mean);
  let below = 0;
  for (let each = 0; each < count; each++) {
    below += term;
    term *= mean / (each + 1);
  }
  return Math.max(0, 1 - below);
}

/** A sentence without its full stop. */
export function describeNew({ table, column, value, rows, of }: NewValue): string {
  return `${column} of ${table} is '${value}' in ${rows} of the latest ${of} rows, and was in none of the half-year before`;
}
