/** How a column of numbers may count time. */
export type DateUnit = 'days of Excel' | 'seconds since 1970' | 'milliseconds since 1970';

const day = 86_400_000;
/** 1899-12-30: so that 1 March 1900 is 61, as Excel, which takes 1900 for a leap year, has it. */
const excelZero = Date.UTC(1899, 11, 30);

/** From 1990 to 2100 in each: numbers of other meanings are mostly smaller. */
const units: readonly { readonly unit: DateUnit; readonly toMilliseconds: (value: number) => number }[] = [
  { unit: 'days of Excel', toMilliseconds: (value) => Math.round(excelZero + value * day) },
  { unit: 'seconds since 1970', toMilliseconds: (value) => value * 1000 },
  { unit: 'milliseconds since 1970', toMilliseconds: (value) => value },
];
const earliest = Date.UTC(1990, 0, 1);
const latest = Date.UTC(2100, 0, 1);

/** The unit in which all the numbers are moments from 1990 to 2100, with what turns one into milliseconds since 1970; else undefined. */
export function dateUnitOf(values: Iterable<number>): (typeof units)[number] | undefined {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const value of values) {
    if (Number.isNaN(value)) continue;
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  if (low > high) return undefined;
  return units.find(({ toMilliseconds }) => toMilliseconds(low) >= earliest && toMilliseconds(high) < latest);
}
