import { utcMinute } from '../../domain/utc-minute.ts';

/** How values are shown on the screen: in English, UTC and fixed numbers of digits, so that output can be compared between machines. */
const grouped = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });

export function formatCount(value: number): string {
  return grouped.format(value);
}

/** Shown for what has no value: null is not zero. */
export const absent = '-';

export function formatDecimal(value: number | null | undefined, digits = 2): string {
  if (value === null || value === undefined) return absent;
  const text = value.toFixed(digits);
  return Number(text) === 0 ? text.replace('-', '') : text;
}

/** A share 0-1 as '78.3%'. */
export function formatShare(value: number | null | undefined, digits = 1): string {
  return value === null || value === undefined ? absent : `${formatDecimal(value * 100, digits)}%`;
}

/** Decimal units, as file managers and `ls --si` show them. */
export function formatBytes(count: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  let value = count;
  let unit = 0;
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1000;
    unit++;
  }
  return `${unit === 0 ? value : value.toFixed(1)} ${units[unit]}`;
}

export function formatDuration(milliseconds: number): string {
  const seconds = milliseconds / 1000;
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  if (seconds < 60) return `${Math.floor(seconds)} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min ${Math.floor(seconds % 60)} s`;
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** '2026-11-22 02:00 UTC' */
export function formatMoment(moment: Date | string | null | undefined): string {
  if (moment === null || moment === undefined) return absent;
  return `${utcMinute(new Date(moment))} UTC`;
}

export function plural(count: number, one: string, many = `${one}s`): string {
  return `${formatCount(count)} ${count === 1 ? one : many}`;
}
