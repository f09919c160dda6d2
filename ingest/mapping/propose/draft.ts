import type { FieldSource, MappedTable } from '../mapping-schema.ts';
import type { Columns } from './columns.ts';
import type { ColumnProfile } from './profile-columns.ts';
import { meaningOf } from './value-words.ts';

/** A line of a mapping that is proposed. */
export type DraftField = {
  readonly source: string | readonly string[] | FieldSource;
  /** What a person should look at. */
  readonly comment?: string;
};
/** By field, in the order in which they are written. */
export type DraftTable = Record<string, DraftField | undefined>;

export type Draft = {
  readonly tables: Partial<Record<MappedTable, DraftTable>>;
  /** Conditions under which records are left out. */
  readonly unless?: Readonly<Record<string, string | boolean | null | readonly string[]>>;
  /** ISO 4217, where a column's name tells the currency of all amounts. */
  readonly currency?: string;
};

export function plain(profile: ColumnProfile | undefined, comment?: string): DraftField | undefined {
  return profile === undefined ? undefined : { source: profile.column, ...(comment === undefined ? {} : { comment }) };
}

export function named(column: string, comment: string): DraftField {
  return { source: column, comment };
}

type Words = Parameters<typeof meaningOf>[1];

/**
 * A column whose words mean values of the field, by the values that were seen. Words of no known meaning mean `fallback`, and are named in
 * the comment; without one they are left out.
 */
export function worded(
  profile: ColumnProfile,
  meanings: Words,
  fallback: string | undefined,
  more: FieldSource = { column: profile.column },
): DraftField {
  const { words, unknown } = translate(profile, meanings, fallback);
  const comment = unknown.length === 0 ? undefined : `guessed: ${unknown.slice(0, 4).join(', ')}`;
  const source = Object.keys(words).length === 0 ? more : { ...more, words };
  return { source: Object.keys(source).length === 1 && 'column' in source ? profile.column : source, comment };
}

/** What the values that were seen mean; nothing where all of them stand for themselves. */
export function translate({ values }: ColumnProfile, meanings: Words, fallback: string | undefined) {
  const words: Record<string, string | number> = {};
  const unknown: string[] = [];
  for (const value of values) {
    const known = meaningOf(value, meanings);
    const meaning = known ?? fallback;
    if (known === undefined) unknown.push(value);
    if (meaning !== undefined) words[value] = /^\d$/.test(meaning) ? Number(meaning) : meaning;
  }
  const plainly = Object.entries(words).every(([value, meaning]) => value.toLowerCase() === String(meaning));
  return { words: plainly ? {} : words, unknown };
}

/** The values that mean one of these. */
export function valuesMeaning({ values }: ColumnProfile, meanings: Words, ...wanted: readonly string[]): string[] {
  return values.filter((value) => wanted.includes(meaningOf(value, meanings) ?? ''));
}

/** Whether the words of a column are few, and at least half of them are known: of a stage, a state, a direction. */
export function speaks({ values, filled }: ColumnProfile, meanings: Words, most = 25): boolean {
  if (filled === 0) return true;
  const known = values.filter((value) => meaningOf(value, meanings) !== undefined).length;
  return values.length <= most && values.length > 0 && known >= values.length / 2;
}

/** A date, with its time of day from a column beside it where that is one of its own. */
export function momentOf(columns: Columns, date: ColumnProfile | undefined): DraftField | undefined {
  if (date === undefined) return undefined;
  const dateOnly = date.values.length > 0 && date.values.every((value) => !value.includes(':'));
  const time = columns.all.find(
    (one) =>
      one !== date &&
      one.words.includes('time') &&
      one.values.length > 0 &&
      one.values.every((value) => timeOfDay.test(value)),
  );
  if (!dateOnly || time === undefined) return plain(date);
  columns.use(time);
  return { source: [date.column, time.column] };
}

/** A column of moments of which the name says nothing. */
export function anyMoment(columns: Columns): ColumnProfile | undefined {
  const found = columns.all.find((one) => one.meaning === undefined && one.moments > 0.8 && !columns.isUsed(one));
  if (found !== undefined) columns.use(found);
  return found;
}

const timeOfDay = /^\d{1,2}:\d{2}(?::\d{2})?(?:\s*[ap]\.?m\.?)?$/i;
