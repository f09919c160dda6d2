import { dateUnitOf } from '../values/numbered-date.ts';
import type { RawColumn } from './raw-column.ts';

/** Names of columns that hold a moment, in the large languages. */
const dateName =
  /date|datum|data|dato|fecha|time|zeit|moment|timestamp|(?:^|[_ .])(?:ts|at|on|day|tag|jour|d[ií]a)$|created|updated|дата/i;

/** Numbers with another meaning are usually smaller. */
const earliest = Date.UTC(1990, 0, 1);
const latest = Date.UTC(2100, 0, 1);

/** For a column that holds only numbers but is named like a date, says which moments the numbers would be. */
export function noteNumberedDates({ name, values, codes }: RawColumn): string[] {
  if (codes !== null || !dateName.test(name)) return [];
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const value of values) {
    if (value < low) low = value;
    if (value > high) high = value;
  }
  const found = dateUnitOf(low, high);
  if (found === undefined || found.toMilliseconds(low) < earliest || found.toMilliseconds(high) >= latest) return [];
  const first = values.find((value) => !Number.isNaN(value)) ?? low;
  const moment = new Date(found.toMilliseconds(first)).toISOString().slice(0, 16).replace('T', ' ');
  return [
    `${name} holds numbers. If they are ${found.unit}, ${first} is ${moment}: write them as dates to use them as such.`,
  ];
}
