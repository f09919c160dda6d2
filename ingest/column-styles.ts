import type { CsvLayout } from '../tables/file/csv-file.ts';
import { type DateStyle, dateStyleOf, parseDate } from '../tables/values/date-text.ts';
import { type NumberStyle, numberStyleOf, parseNumberText } from '../tables/values/number-text.ts';
import { readMoment } from './fields/moment-text.ts';

/** What a person may say where a file doesn't tell. */
export type StyleOptions = {
  readonly decimal?: ',' | '.';
  readonly dateOrder?: 'dmy' | 'mdy';
};

/** Rewrites the cells of one column as `cells.ts` reads them; a cell that it can't read stays as it is, and is rejected as such. */
export type ColumnStyle = {
  readonly canonical: (text: string) => string;
  /** How the column was read, where another reading was possible or one would not expect it; null: as it stands. */
  readonly assumed: string | null;
};

/** Different texts of a column that are kept to decide by: enough for all but columns made to mislead, and 10 MB at most. */
const keptTexts = 20_000;

/** Collects what decides how a column is written. */
export type ColumnSurvey = {
  see(cell: string): void;
  readonly texts: ReadonlySet<string>;
};

/** @param telling which texts say something; the others are as they stand in any style. */
export function createSurvey(telling: (text: string) => boolean): ColumnSurvey {
  const texts = new Set<string>();
  return {
    texts,
    see(cell) {
      if (texts.size >= keptTexts) return;
      const text = cell.trim();
      if (text !== '' && telling(text)) texts.add(text.length > 60 ? text.slice(0, 60) : Buffer.from(text).toString());
    },
  };
}

export const numberTells = (text: string) => !/^-?\d+$/.test(text);
export const dateTells = (text: string) => !/^\d{4}-\d\d-\d\d/.test(text);

/** One point or comma with three digits behind it: 4.045 is four, or four thousand. */
const twofold = /^[^\d.,]*[1-9]\d{0,2}([.,])\d{3}[^\d.,]*$/;
const pointIsDecimal = /^[^\d.,]*\d*\.(\d{1,2}|\d{4,})[^\d.,]*$/;

export function numberStyle(texts: ReadonlySet<string>, layout: CsvLayout, { decimal }: StyleOptions): ColumnStyle {
  const all = [...texts];
  const marks = new Set(all.flatMap((text) => twofold.exec(text)?.[1] ?? []));
  const pointed = all.some((text) => pointIsDecimal.test(text));
  // three digits behind each: marks of thousands, for nobody writes all amounts with three decimals
  const semicolons = layout.separator === ';';
  const guess = pointed ? semicolons : marks.size === 1 ? marks.has('.') : semicolons;
  const found = numberStyleOf(all, guess);
  const style: NumberStyle = decimal === undefined ? found : { ...found, decimalComma: decimal === ',' };
  const other: NumberStyle = { ...style, decimalComma: !style.decimalComma };
  // nothing but such texts, which the other style reads as well
  const example = all.find((text) => twofold.test(text));
  const open =
    decimal === undefined && example !== undefined && all.every((text) => twofold.test(text) || !/[.,]/.test(text));
  return {
    canonical: (text) => {
      const value = parseNumberText(text.trim(), style);
      // what this style can't read is no riddle in the other: 12,50 in a column of points
      const read = Number.isNaN(value) ? parseNumberText(text.trim(), other) : value;
      return Number.isNaN(read) ? text : String(read);
    },
    assumed: open
      ? `${example} was read as ${parseNumberText(example, style)}; with --decimal ${style.decimalComma ? '.' : ','} it is ${parseNumberText(example, other)}.`
      : style.decimalComma && all.some((text) => /[.,]/.test(text))
        ? 'Commas were read as decimal commas.'
        : null,
  };
}

const slashed = /^\d{1,2}[-/.]\d{1,2}[-/.]\d/;

/** @param pooled texts of all date columns of the file: one that tells decides for those that don't. */
export function dateStyle(
  texts: ReadonlySet<string>,
  pooled: readonly string[],
  layout: CsvLayout,
  { dateOrder }: StyleOptions,
): ColumnStyle {
  const counted = countedDates(texts);
  if (counted !== null) return counted;
  const all = [...texts];
  const assumed: DateStyle = { dayFirst: dateOrder === undefined ? layout.separator === ';' : dateOrder === 'dmy' };
  const ofFile = dateOrder === undefined ? dateStyleOf(pooled, assumed) : assumed;
  const style = dateOrder === undefined ? dateStyleOf(all, ofFile) : assumed;
  const example = all.find((text) => slashed.test(text));
  const open = dateOrder === undefined && style === assumed && example !== undefined;
  const read = (text: string, by: DateStyle) => momentText(text, by)?.slice(0, 10) ?? 'not a date';
  return {
    canonical: (text) => (readMoment(text) === undefined ? (momentText(text.trim(), style) ?? text) : text),
    assumed: open
      ? `${example} was read as ${read(example, style)}; with --date-order ${style.dayFirst ? 'mdy' : 'dmy'} it is ${read(example, { dayFirst: !style.dayFirst })}.`
      : example === undefined
        ? null
        : `Dates were read ${style.dayFirst ? 'day' : 'month'} first.`,
  };
}

const offset = /\s*(Z|UTC|GMT|[+-]\d{2}:?\d{2})$/i;

/** ISO 8601, with the offset of the text; undefined for what is not a date. */
function momentText(text: string, style: DateStyle): string | undefined {
  const parsed = parseDate(text, style);
  if (parsed === undefined) return undefined;
  const zone = parsed.hasTime ? (offset.exec(text)?.[1] ?? '') : '';
  const local = new Date(parsed.milliseconds).toISOString().slice(0, -1);
  return local + (/^(utc|gmt)$/i.test(zone) ? 'Z' : zone);
}

type Counted = {
  readonly low: number;
  readonly high: number;
  readonly what: string;
  readonly moment: (value: number) => number;
};

/** Dates as numbers, in ranges that don't meet, nor YYYYMMDD. */
const countedKinds: readonly Counted[] = [
  {
    low: 20_000,
    high: 80_000,
    what: 'days since 1900, as Excel counts them',
    moment: (value) => Math.round((value - 25_569) * 86_400) * 1000,
  },
  { low: 1e8, high: 7e9, what: 'seconds since 1970', moment: (value) => value * 1000 },
  { low: 1e11, high: 7e12, what: 'milliseconds since 1970', moment: (value) => value },
];

/** A column of nothing but such numbers; null for any other. */
function countedDates(texts: ReadonlySet<string>): ColumnStyle | null {
  const values = [...texts].map((text) => (/^\d+(\.\d+)?$/.test(text) ? Number(text) : Number.NaN));
  const kind = countedKinds.find(
    ({ low, high }) => values.length > 0 && values.every((value) => value >= low && value <= high),
  );
  if (kind === undefined) return null;
  return {
    canonical: (text) => (/^\s*\d+(\.\d+)?\s*$/.test(text) ? new Date(kind.moment(Number(text))).toISOString() : text),
    assumed: `Numbers were read as ${kind.what}.`,
  };
}
