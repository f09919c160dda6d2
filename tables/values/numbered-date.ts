/** How a column of numbers may count time. */
export type DateUnit = {
  readonly unit: 'days of Excel' | 'seconds since 1970' | 'milliseconds since 1970';
  /** The numbers that it may count: the ranges of the units don't meet, nor do they hold a date such as 20210405. */
  readonly low: number;
  readonly high: number;
  readonly toMilliseconds: (value: number) => number;
};

/** 1899-12-30: so that 1 March 1900 is 61, as Excel, which takes 1900 for a leap year, has it. */
const excelZero = Date.UTC(1899, 11, 30);

const units: readonly DateUnit[] = [
  {
    unit: 'days of Excel',
    // 1954 to 2119
    low: 20_000,
    high: 80_000,
    // to the second: the fraction of a day is not exact
    toMilliseconds: (value) => excelZero + Math.round(value * 86_400) * 1000,
  },
  // 1973 to 2191
  { unit: 'seconds since 1970', low: 1e8, high: 7e9, toMilliseconds: (value) => value * 1000 },
  { unit: 'milliseconds since 1970', low: 1e11, high: 7e12, toMilliseconds: (value) => value },
];

/** What the numbers of a column from `low` to `high` count, if they are moments at all. */
export function dateUnitOf(low: number, high: number): DateUnit | undefined {
  return units.find((unit) => low >= unit.low && high <= unit.high);
}
