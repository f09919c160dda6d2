/** How a column of numbers may count time. */
export type DateUnit = {
  readonly unit: 'days of Excel' | 'seconds since 1970' | 'milliseconds since 1970';
  /** The numbers that may be counted so. The ranges of the units don't overlap, and none includes dates such as 20210405. */
  readonly low: number;
  readonly high: number;
  readonly toMilliseconds: (value: number) => number;
};

/** 1899-12-30 makes 1 March 1900 day 61. Excel counts so, because it takes 1900 for a leap year. */
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

/** How numbers from `low` to `high` count time, if they do. */
export function dateUnitOf(low: number, high: number): DateUnit | undefined {
  return units.find((unit) => low >= unit.low && high <= unit.high);
}
