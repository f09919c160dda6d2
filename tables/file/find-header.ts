import { dateEvidence, parseDate } from '../values/date-text.ts';
import { parseNumberText } from '../values/number-text.ts';
import { plainNumber } from '../values/plain-number.ts';

export type SampleRecord = { readonly cells: readonly string[]; readonly line: number };

export type FoundHeader = {
  /** The line of the header, or of the first row where there is none. */
  readonly line: number;
  /** Title lines above it. */
  readonly titles: readonly string[];
  /** True: the first line is a row. */
  readonly missing: boolean;
};

/** Titles above a header are few. */
const mostTitles = 20;

/** Finds the header among the first records of a file. @param records without blank ones. */
export function findHeader(records: readonly SampleRecord[]): FoundHeader {
  const at = placeOfHeader(records);
  const titles = records.slice(0, at).map(({ cells }) => cells.filter((cell) => cell.trim() !== '').join(' '));
  return {
    line: records[at]?.line ?? 1,
    titles,
    missing: records.length > 0 && isRow(records[at].cells, records.slice(at + 1)),
  };
}

function placeOfHeader(records: readonly SampleRecord[]): number {
  const width = usualWidth(records);
  if (width < 2) return 0;
  const at = records.findIndex(({ cells }) => cells.length === width && filled(cells) >= 2);
  if (at <= 0 || at > mostTitles) return 0;
  const above = records.slice(0, at).map(({ cells }) => cells);
  const last = above[above.length - 1];
  const namesNearly = last.length === width - 1 && filled(last) === width - 1;
  // a header that lacks one name is that of a table with row names; any other short one is left as it is
  if (!isHeaderLike(records[at].cells)) return !namesNearly && above.every((cells) => filled(cells) <= 1) ? at : 0;
  return above.every((cells) => filled(cells) <= 1 || filled(cells) < width) ? at : 0;
}

/** The width of most records; of two equally frequent widths the greater. */
function usualWidth(records: readonly SampleRecord[]): number {
  const counts = new Map<number, number>();
  for (const { cells } of records) counts.set(cells.length, (counts.get(cells.length) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1] || b[0] - a[0])[0]?.[0] ?? 0;
}

function filled(cells: readonly string[]): number {
  return cells.filter((cell) => cell.trim() !== '').length;
}

function isHeaderLike(cells: readonly string[]): boolean {
  const names = cells.map((cell) => cell.trim()).filter((cell) => cell !== '');
  return 2 * names.length >= cells.length && new Set(names).size === names.length && !names.some(isValue);
}

/** True for a first record that holds only numbers, or whose texts occur in the rows below. */
function isRow(cells: readonly string[], below: readonly SampleRecord[]): boolean {
  const given = cells.map((cell) => cell.trim());
  const present = given.filter((cell) => cell !== '');
  const values = present.filter(isValue);
  if (values.length === 0 || 2 * values.length < present.length) return false;
  if (values.length === present.length) return !countsUp(present.map((cell) => plainNumber(cell)));
  if (values.every((cell) => Number.isInteger(plainNumber(cell)))) return false;
  return given.every(
    (cell, at) => cell === '' || isValue(cell) || below.some(({ cells: others }) => others[at]?.trim() === cell),
  );
}

/** Some programs name columns by year or by place. */
function countsUp(numbers: readonly number[]): boolean {
  return numbers.length > 1 && numbers.every((value, at) => Number.isInteger(value) && value === numbers[0] + at);
}

/** A number or a date, rather than a name. */
export function isValue(cell: string): boolean {
  if (!Number.isNaN(plainNumber(cell))) return true;
  const styles = [false, true];
  if (styles.some((decimalComma) => !Number.isNaN(parseNumberText(cell, { decimalComma, unit: '' })))) return true;
  const { dayFirst, undecided } = dateEvidence([cell]);
  return dayFirst + undecided > 0 || parseDate(cell, { dayFirst: false })?.milliseconds !== undefined;
}
