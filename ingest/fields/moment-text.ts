/**
 * Moments as texts. PostgreSQL's COPY takes ISO 8601, so nothing is gained by a Date per cell. A canonical moment is
 * `2026-01-31T10:20:30Z` or, with a fraction that isn't 0, `2026-01-31T10:20:30.5Z`.
 */

/** A date or date-time of ISO 8601, or YYYYMMDD, with or without a zone. */
const forms =
  /^(\d{4})(?:-(\d\d)-(\d\d)|(\d\d)(\d\d))(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?\s*(Z|UTC|GMT|[+-]\d\d(?::?\d\d)?)?)?$/i;

/** Canonical moments of the years that are read, but for 29 February. */
const canonical =
  /^(?:19|20|21)\d\d-(?:(?:0[1-9]|1[0-2])-(?:0[1-9]|1\d|2[0-8])|(?:0[13-9]|1[0-2])-(?:29|30)|(?:0[13578]|1[02])-31)T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d{0,5}[1-9])?Z$/;

/** Minutes that clocks of a zone are ahead of UTC, for a moment given by those clocks. */
export type ZoneOffset = (year: number, month: number, day: number, minuteOfDay: number) => number;

export const utc: ZoneOffset = () => 0;

export type ReadMoment = {
  readonly text: string;
  /** A date-time without a zone, or a date: where it lies was decided by `zone`. */
  readonly zoneless: 'time' | 'day' | null;
};

/** Undefined for what isn't such a date; 30 February and 25 o'clock aren't. @param zone of moments that name none. */
export function readMoment(given: string, zone: ZoneOffset = utc): ReadMoment | undefined {
  if (canonical.test(given)) return { text: given, zoneless: null };
  const parts = forms.exec(given.trim());
  if (parts === null) return undefined;
  const year = Number(parts[1]);
  const month = Number(parts[2] ?? parts[4]);
  const day = Number(parts[3] ?? parts[5]);
  const minutes = Number(parts[6] ?? 0) * 60 + Number(parts[7] ?? 0);
  const seconds = Number(parts[8] ?? 0);
  if (year < 1900 || year > 2200) return undefined;
  if (month < 1 || month > 12 || day < 1 || day > daysOf(year, month)) return undefined;
  if (minutes >= 24 * 60 || Number(parts[7] ?? 0) > 59 || seconds > 59) return undefined;
  const stated = parts[10] === undefined ? null : offsetMinutes(parts[10]);
  if (stated === undefined) return undefined;
  const offset = stated ?? zone(year, month, day, minutes);
  const clock = `:${two(seconds)}${fraction(parts[9])}Z`;
  const zoneless = stated !== null ? null : parts[6] === undefined ? 'day' : 'time';
  if (offset === 0) {
    return {
      text: `${parts[1]}-${two(month)}-${two(day)}T${two(Math.floor(minutes / 60))}:${two(minutes % 60)}${clock}`,
      zoneless,
    };
  }
  const shifted = new Date(Date.UTC(year, month - 1, day, 0, minutes - offset)).toISOString();
  return { text: shifted.slice(0, 16) + clock, zoneless };
}

/** The canonical text alone. */
export function momentText(given: string): string | undefined {
  return canonical.test(given) ? given : readMoment(given)?.text;
}

/** Whether canonical moment a lies before b. */
export function isBefore(a: string, b: string): boolean {
  // code by code: a million rows would slice millions of texts
  for (let at = 0; at < 19; at++) {
    const difference = a.charCodeAt(at) - b.charCodeAt(at);
    if (difference !== 0) return difference < 0;
  }
  return a.slice(19, -1) < b.slice(19, -1);
}

/** Of a canonical moment; fractions of milliseconds are cut off. */
export function millisecondsOf(text: string): number {
  return Date.parse(text.length <= 24 ? text : `${text.slice(0, 23)}Z`);
}

function daysOf(year: number, month: number): number {
  if (month === 2) return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0 ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}

function two(value: number): string {
  return value < 10 ? `0${value}` : String(value);
}

/** Six digits are what PostgreSQL keeps. */
function fraction(digits: string | undefined): string {
  const kept = digits?.slice(0, 6).replace(/0+$/, '') ?? '';
  return kept === '' ? '' : `.${kept}`;
}

/** Minutes east of UTC. ISO 8601 zones go from -12:00 to +14:00. */
function offsetMinutes(zone: string): number | undefined {
  if (!/^[+-]/.test(zone)) return 0;
  const digits = zone.slice(1).replace(':', '');
  const minutes = Number(digits.slice(0, 2)) * 60 + Number(digits.slice(2) || 0);
  return minutes <= 14 * 60 ? (zone.startsWith('-') ? -minutes : minutes) : undefined;
}
