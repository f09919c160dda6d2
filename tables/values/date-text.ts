/** How a column writes the dates that can be read in two ways (03/04/2021). Decided for a column at once. */
export type DateStyle = { readonly dayFirst: boolean };

export type ParsedDate = {
  /** Since 1970-01-01T00:00, as written: offsets of time zones aren't applied, for hour and weekday are those of the place. */
  readonly milliseconds: number;
  readonly hasTime: boolean;
};

const day = 86_400_000;
const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

const time = String.raw`(?:[T ,]+\s*(?<hour>\d{1,2}):(?<minute>\d{2})(?::(?<second>\d{2})(?:[.,]\d+)?)?\s*(?<half>[ap]\.?m\.?)?\s*(?:Z|UTC|GMT|[+-]\d{2}:?\d{2})?)?`;
const shapes = [
  String.raw`(?<year>\d{4})[-/.](?<month>\d{1,2})(?:[-/.](?<day>\d{1,2}))?`,
  String.raw`(?<first>\d{1,2})[-/.](?<second_>\d{1,2})[-/.](?<year>\d{4}|\d{2})`,
  String.raw`(?:[a-z]{3,9},? )?(?<day>\d{1,2})(?:st|nd|rd|th)?[-/ .]+(?<name>[a-z]{3,9})\.?[-/ ,]+(?<year>\d{4}|\d{2})`,
  String.raw`(?:[a-z]{3,9},? )?(?<name>[a-z]{3,9})\.? (?<day>\d{1,2})(?:st|nd|rd|th)?,? (?<year>\d{4})`,
  String.raw`(?<name>[a-z]{3,9})[-/ ](?<year>\d{4}|\d{2})`,
].map((shape) => new RegExp(`^${shape}${time}$`, 'i'));

/** @param assumed what is taken where no text tells. */
export function dateStyleOf(texts: readonly string[], assumed: DateStyle): DateStyle {
  for (const text of texts) {
    const { first, second_: second } = matchOf(text) ?? {};
    if (first === undefined || second === undefined) continue;
    if (Number(first) > 12) return { dayFirst: true };
    if (Number(second) > 12) return { dayFirst: false };
    if (/^\d+\.\d+\.\d/.test(text)) return { dayFirst: true };
  }
  return assumed;
}

/** undefined for what is no date from 1800 to 2200, or doesn't exist (2021-02-30). */
export function parseDate(text: string, { dayFirst }: DateStyle): ParsedDate | undefined {
  const groups = matchOf(text);
  if (groups === undefined) return undefined;
  const { first, second_: second, name, half } = groups;
  const monthOfName = name === undefined ? undefined : months.indexOf(name.slice(0, 3).toLowerCase()) + 1;
  const month = monthOfName ?? Number(groups.month ?? (dayFirst ? second : first));
  const dayOfMonth = Number(groups.day ?? (first === undefined ? 1 : dayFirst ? first : second));
  let hour = Number(groups.hour ?? 0);
  if (half !== undefined) hour = (hour % 12) + (/^p/i.test(half) ? 12 : 0);
  const midnight = dateOf(fullYear(groups.year ?? ''), month, dayOfMonth);
  const minute = Number(groups.minute ?? 0);
  if (midnight === undefined || hour > 24 || minute > 59) return undefined;
  const milliseconds = midnight + ((hour * 60 + minute) * 60 + Number(groups.second ?? 0)) * 1000;
  return { milliseconds, hasTime: groups.hour !== undefined };
}

/** A number such as 20210405; undefined where it is no date. */
export function parseDateNumber(value: number): number | undefined {
  if (!Number.isInteger(value) || value < 18_000_101 || value > 22_001_231) return undefined;
  return dateOf(Math.floor(value / 10_000), Math.floor(value / 100) % 100, value % 100);
}

/** Minutes since midnight of `14:05` or `2:05 pm`; NaN for all else. */
export function parseTimeOfDay(text: string): number {
  const match = /^(\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?\s*([ap]\.?m\.?)?$/i.exec(text);
  if (match === null) return Number.NaN;
  const [, hours, minutes, seconds = '0', half] = match;
  const hour = half === undefined ? Number(hours) : (Number(hours) % 12) + (/^p/i.test(half) ? 12 : 0);
  return hour > 24 || Number(minutes) > 59 ? Number.NaN : hour * 60 + Number(minutes) + Number(seconds) / 60;
}

/** The parts that a learner is given. */
export const dateParts = {
  days: (milliseconds: number) => milliseconds / day,
  month: (milliseconds: number) => new Date(milliseconds).getUTCMonth() + 1,
  /** 0 is Sunday. */
  weekday: (milliseconds: number) => (((Math.floor(milliseconds / day) + 4) % 7) + 7) % 7,
  hour: (milliseconds: number) => Math.floor((((milliseconds % day) + day) % day) / 3_600_000),
} as const;

function matchOf(text: string): Partial<Record<string, string>> | undefined {
  // most texts are no dates: this is quicker than five patterns
  if (text.length < 6 || text.length > 40 || !/\d/.test(text)) return undefined;
  for (const shape of shapes) {
    const groups = shape.exec(text)?.groups;
    if (groups !== undefined) return groups;
  }
  return undefined;
}

/** As POSIX has it: 69 to 99 are of the last century. */
function fullYear(text: string): number {
  const year = Number(text);
  if (text.length > 2) return year;
  return year >= 69 ? 1900 + year : 2000 + year;
}

function dateOf(year: number, month: number, dayOfMonth: number): number | undefined {
  if (!(year >= 1800 && year <= 2200) || !(month >= 1 && month <= 12) || !(dayOfMonth >= 1)) return undefined;
  const milliseconds = Date.UTC(year, month - 1, dayOfMonth);
  return new Date(milliseconds).getUTCDate() === dayOfMonth ? milliseconds : undefined;
}
