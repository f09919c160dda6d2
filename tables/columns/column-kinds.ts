import { type DateStyle, dateStyleOf, parseDate, parseDateNumber, parseTimeOfDay } from '../values/date-text.ts';
import { type NumberStyle, numberStyleOf, parseNumberText } from '../values/number-text.ts';
import { truthOfTexts } from '../values/truth-text.ts';
import type { RawColumn } from './raw-column.ts';

/** What a column is taken for. Decided from the training rows alone, never from the column's name. */
export type ColumnKind =
  /** `valueOfText[code]`: what the texts among the numbers mean, NaN for nothing. */
  | { readonly kind: 'numeric'; readonly valueOfText: Float64Array; readonly style: NumberStyle | null }
  /** `presence`: the column has one value only; 1 says that the value is there. */
  | { readonly kind: 'boolean'; readonly valueOfText: Float64Array; readonly presence: boolean }
  | { readonly kind: 'date'; readonly style: DateStyle | null; readonly ambiguous: boolean }
  | { readonly kind: 'time of day' }
  | { readonly kind: 'categorical' }
  | { readonly kind: 'identifier' }
  | { readonly kind: 'row number' }
  | { readonly kind: 'constant' }
  | { readonly kind: 'empty' };

/** Counts over the training rows. */
export type ColumnCounts = {
  readonly trainingRows: Uint32Array;
  readonly rows: number;
  readonly missing: number;
  /** Plain numbers. */
  readonly numbers: number;
  /** Rows by code; code 0 counts the cells that aren't texts. */
  readonly ofText: Int32Array;
  /** The number of different values: exact up to `fewValues`, otherwise any greater number. */
  readonly distinct: number;
};

/** Numbers with more different values are a quantity, even with texts among them. */
const fewValues = 20;
/** The share of the present values that must be readable for a kind. */
const numericShare = 0.95;
const numericShareOfMany = 0.5;
const dateShare = 0.9;
/** With at least this many different texts per value, the texts only identify rows. */
const identifierShare = 0.9;
/** At least this many rows must have a value, and as many must have none, for its presence to be a feature. */
const presenceRows = 10;

export function countColumn(raw: RawColumn, rows: Uint32Array): ColumnCounts {
  const ofText = new Int32Array(raw.texts.length + 1);
  const numbersSeen = new Set<number>();
  let missing = 0;
  let numbers = 0;
  for (let i = 0; i < rows.length; i++) {
    const value = raw.values[rows[i]];
    if (!Number.isNaN(value)) {
      numbers++;
      if (numbersSeen.size <= fewValues) numbersSeen.add(value);
    } else {
      const code = raw.codes === null ? 0 : raw.codes[rows[i]];
      if (code === 0) missing++;
      else ofText[code]++;
    }
  }
  ofText[0] = numbers + missing;
  let distinct = numbersSeen.size;
  for (let code = 1; code < ofText.length; code++) if (ofText[code] > 0) distinct++;
  return { trainingRows: rows, rows: rows.length, missing, numbers, ofText, distinct };
}

export type KindOptions = {
  /** The rows of the whole file. */
  readonly fileRows: number;
  /** True: commas are decimal marks in columns that don't tell, as in files with semicolons between cells. */
  readonly commaDecimal: boolean;
};

export function kindOfColumn(
  raw: RawColumn,
  rows: Uint32Array,
  counts: ColumnCounts,
  options: KindOptions,
): ColumnKind {
  const present = counts.rows - counts.missing;
  if (present === 0) return { kind: 'empty' };
  if (counts.distinct === 1) {
    const tells = counts.missing >= presenceRows && present >= presenceRows;
    if (!tells) return { kind: 'constant' };
    return { kind: 'boolean', valueOfText: new Float64Array(raw.texts.length + 1).fill(1), presence: true };
  }
  return counts.numbers === present
    ? kindOfNumbers(raw, rows, counts, options)
    : kindOfTexts(raw, counts, present, options);
}

function kindOfNumbers(
  raw: RawColumn,
  rows: Uint32Array,
  counts: ColumnCounts,
  { fileRows, commaDecimal }: KindOptions,
) {
  const numbers = { low: Number.POSITIVE_INFINITY, high: Number.NEGATIVE_INFINITY, whole: true, dates: true };
  for (let i = 0; i < rows.length; i++) {
    const value = raw.values[rows[i]];
    if (Number.isNaN(value)) continue;
    if (value < numbers.low) numbers.low = value;
    if (value > numbers.high) numbers.high = value;
    if (numbers.whole && !Number.isInteger(value)) numbers.whole = false;
    if (numbers.dates && parseDateNumber(value) === undefined) numbers.dates = false;
  }
  if (numbers.dates) return { kind: 'date', style: null, ambiguous: false } as const;
  if (numbers.whole && counts.missing === 0 && isRowNumber(raw, rows, numbers, fileRows)) {
    return { kind: 'row number' } as const;
  }
  // rows outside the training rows may hold numbers in another style
  const style = numberStyleOf(raw.texts, commaDecimal, raw.decimalComma);
  const valueOfText = valuesOfTexts(raw.texts, (text) => parseNumberText(text, style));
  if (numbers.low === 0 && numbers.high === 1 && counts.distinct === 2) {
    return { kind: 'boolean', valueOfText, presence: false } as const;
  }
  return { kind: 'numeric', valueOfText, style: null } as const;
}

/** Different whole numbers that fill their range, except for the rows held out, count the rows of the file. */
function isRowNumber(
  raw: RawColumn,
  rows: Uint32Array,
  range: { low: number; high: number },
  fileRows: number,
): boolean {
  const width = range.high - range.low + 1;
  if (rows.length < fewValues || width > 1.02 * fileRows) return false;
  const seen = new Uint8Array(width);
  return rows.every((row) => seen[raw.values[row] - range.low]++ === 0);
}

function kindOfTexts(raw: RawColumn, counts: ColumnCounts, present: number, { commaDecimal }: KindOptions): ColumnKind {
  const inTraining = raw.texts.filter((_, at) => counts.ofText[at + 1] > 0);
  const truths = counts.numbers === 0 ? truthOfTexts(inTraining) : undefined;
  if (truths !== undefined) {
    const valueOfText = valuesOfTexts(raw.texts, (text) => truths.get(text) ?? Number.NaN);
    return { kind: 'boolean', valueOfText, presence: false };
  }

  const style = numberStyleOf(inTraining, commaDecimal, raw.decimalComma);
  const valueOfText = valuesOfTexts(raw.texts, (text) => parseNumberText(text, style));
  const readable = counts.numbers + rowsWhere(counts, (code) => !Number.isNaN(valueOfText[code]));
  const values =
    counts.numbers > 0 ? counts.distinct : new Set(valueOfText.filter((value) => !Number.isNaN(value))).size;
  const needed = values > fewValues ? numericShareOfMany : numericShare;
  if (readable >= needed * present && values > 1) return { kind: 'numeric', valueOfText, style };

  const assumed: DateStyle = { dayFirst: false };
  const dates = raw.dates?.style ?? dateStyleOf(inTraining, assumed);
  const dated = rowsWhere(counts, (code) => parseDate(raw.texts[code - 1], dates) !== undefined);
  if (dated >= dateShare * present) {
    const ambiguous =
      raw.dates !== undefined
        ? !raw.dates.told
        : dates === assumed && inTraining.some((text) => /^\d{1,2}[-/]\d{1,2}[-/]/.test(text));
    return { kind: 'date', style: dates, ambiguous };
  }
  const timed = rowsWhere(counts, (code) => !Number.isNaN(parseTimeOfDay(raw.texts[code - 1])));
  if (timed >= dateShare * present) return { kind: 'time of day' };
  return counts.distinct >= identifierShare * present ? { kind: 'identifier' } : { kind: 'categorical' };
}

/** Values by code; that of code 0 is NaN. */
function valuesOfTexts(texts: readonly string[], read: (text: string) => number): Float64Array {
  return Float64Array.from([Number.NaN, ...texts.map(read)]);
}

function rowsWhere({ ofText }: ColumnCounts, holds: (code: number) => boolean): number {
  let rows = 0;
  for (let code = 1; code < ofText.length; code++) if (ofText[code] > 0 && holds(code)) rows += ofText[code];
  return rows;
}
