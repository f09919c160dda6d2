import { monthOfName } from './month-names.ts';

/** How a whole column writes dates that can be read in two ways (03/04/2021). */
export type DateStyle = {
  readonly dayFirst: boolean;
  /** True: 21/03/04 begins with the year. */
  readonly yearFirst?: boolean;
};

export type ParsedDate = {
  /** Since 1970-01-01T00:00, as written: time zone offsets aren't applied, because hour and weekday are those of the place. */
  readonly milliseconds: number;
  readonly hasTime: boolean;
};

const day = 86_400_000;

const time = String.raw`(?:[T ,]+\s*(?<hour>\d{1,2}):(?<minute>\d{2})(?::(?<second>\d{2})(?:[.,]\d+)?)?\s*(?<half>[ap]\.?\s?m\.?)?\s*(?:Z|UTC|GMT|[+-]\d{2}:?\d{2})?)?`;
const weekday = String.raw`(?:\p{L}{2,13}\.?,? )?`;
const shapes = [
  String.raw`(?<year>\d{4})[-/.](?<month>\d{1,2})(?:[-/.](?<day>\d{1,2})\.?)?`,
  String.raw`(?:\p{L}{2,9}\.?,? )?(?<first>\d{1,2})[-/.] ?(?<second_>\d{1,2})[-/.] ?(?<year>\d{4}|\d{2})`,
  String.raw`${weekday}(?<day>\d{1,2})(?:st|nd|rd|th|er|º|°)?[-/ .]+(?:de |of )?(?<name>\p{L}{3,12})\.?(?: de | of |[-/ ,]+)(?<year>\d{4}|\d{2})(?: ?г\.?)?`,
  String.raw`${weekday}(?<name>\p{L}{3,12})\.? (?<day>\d{1,2})(?:st|nd|rd|th)?,? (?<year>\d{4})`,
  String.raw`(?<year>\d{4})[-/. ](?<name>\p{L}{3,12})\.?[-/. ](?<day>\d{1,2})`,
  String.raw`(?<year>\d{4})年(?<month>\d{1,2})月(?<day>\d{1,2})日`,
  String.raw`(?<name>\p{L}{3,12})\.?(?: de |[-/ ])(?<year>\d{4}|\d{2})`,
].map((shape) => new RegExp(`^${shape}${time}$`, 'iu'));

/** How many texts of a column tell the order of day, month and year. */
export type DateEvidence = {
  dayFirst: number;
  monthFirst: number;
  yearFirst: number;
  /** Both readings are dates. */
  undecided: number;
  /** Of `undecided`: dates with points, which by custom begin with the day. */
  dotted: number;
  /** The first of `undecided` that is another day in each reading, where there is one. */
  example: string;
  /** `example` is the same day in both. */
  sameTwice: boolean;
};

export function noDateEvidence(): DateEvidence {
  return { dayFirst: 0, monthFirst: 0, yearFirst: 0, undecided: 0, dotted: 0, example: '', sameTwice: false };
}

/** Adds what a text tells; most dates, as those of ISO 8601, tell nothing. */
export function addDateEvidence(found: DateEvidence, text: string): void {
  const { first, second_: second } = matchOf(text) ?? {};
  if (first === undefined || second === undefined) return;
  if (Number(first) > 31) found.yearFirst++;
  else if (Number(first) > 12) found.dayFirst++;
  else if (Number(second) > 12) found.monthFirst++;
  else {
    const same = Number(first) === Number(second);
    if (found.undecided++ === 0 || (found.sameTwice && !same)) {
      found.example = text;
      found.sameTwice = same;
    }
    if (/^\d+\.\s?\d+\.\s?\d/.test(text)) found.dotted++;
  }
}

export function dateEvidence(texts: readonly string[]): DateEvidence {
  const found = noDateEvidence();
  for (const text of texts) addDateEvidence(found, text);
  return found;
}

/** Decided by most of the texts that tell. @param assumed the style when no text tells. */
export function dateStyleOf(texts: readonly string[], assumed: DateStyle): DateStyle {
  return styleOfEvidence(dateEvidence(texts)) ?? assumed;
}

/** undefined: no text tells. */
export function styleOfEvidence({ dayFirst, monthFirst, yearFirst, dotted }: DateEvidence): DateStyle | undefined {
  // 25/03/04 and 99/03/04: the year is first in both
  if (yearFirst > monthFirst) return { dayFirst: false, yearFirst: true };
  if (dayFirst + monthFirst > 0) return { dayFirst: dayFirst >= monthFirst };
  return dotted > 0 ? { dayFirst: true } : undefined;
}

/** undefined for a text that isn't a date from 1800 to 2200, or names a day that doesn't exist (2021-02-30). */
export function parseDate(text: string, style: DateStyle): ParsedDate | undefined {
  const groups = matchOf(text);
  if (groups === undefined) return undefined;
  const { name, half } = groups;
  const { year, month, dayOfMonth } = partsInOrder(groups, style);
  let hour = Number(groups.hour ?? 0);
  if (half !== undefined) hour = (hour % 12) + (/^p/i.test(half) ? 12 : 0);
  const midnight = dateOf(fullYear(year), name === undefined ? Number(month) : monthOfName(name), Number(dayOfMonth));
  const minute = Number(groups.minute ?? 0);
  if (midnight === undefined || hour > 24 || minute > 59) return undefined;
  const milliseconds = midnight + ((hour * 60 + minute) * 60 + Number(groups.second ?? 0)) * 1000;
  return { milliseconds, hasTime: groups.hour !== undefined };
}

function partsInOrder(groups: Partial<Record<string, string>>, { dayFirst, yearFirst = false }: DateStyle) {
  const { first, second_: second, year = '' } = groups;
  if (first === undefined) return { year, month: groups.month, dayOfMonth: groups.day ?? '1' };
  if (yearFirst && year.length === 2) return { year: first.padStart(2, '0'), month: second, dayOfMonth: year };
  return { year, month: dayFirst ? second : first, dayOfMonth: dayFirst ? first : second };
}

/** The moment of a number such as 20210405; undefined for a number that isn't a date. */
export function parseDateNumber(value: number): number | undefined {
  if (!Number.isInteger(value) || value < 18_000_101 || value > 22_001_231) return undefined;
  return dateOf(Math.floor(value / 10_000), Math.floor(value / 100) % 100, value % 100);
}

/** Minutes since midnight of `14:05` or `2:05 pm`; NaN for anything else. */
export function parseTimeOfDay(text: string): number {
  const match = /^(\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?\s*([ap]\.?m\.?)?$/i.exec(text);
  if (match === null) return Number.NaN;
  const [, hours, minutes, seconds = '0', half] = match;
  const hour = half === undefined ? Number(hours) : (Number(hours) % 12) + (/^p/i.test(half) ? 12 : 0);
  return hour > 24 || Number(minutes) > 59 ? Number.NaN : hour * 60 + Number(minutes) + Number(seconds) / 60;
}

/** The parts of a date that a learner gets. */
export const dateParts = {
  days: (milliseconds: number) => milliseconds / day,
  month: (milliseconds: number) => new Date(milliseconds).getUTCMonth() + 1,
  /** 0 is Sunday. */
  weekday: (milliseconds: number) => (((Math.floor(milliseconds / day) + 4) % 7) + 7) % 7,
  hour: (milliseconds: number) => Math.floor((((milliseconds % day) + day) % day) / 3_600_000),
} as const;

function matchOf(text: string): Partial<Record<string, string>> | undefined {
  // most texts are not dates, and this is faster than the patterns
  if (text.length < 6 || text.length > 40 || !/\d/.test(text)) return undefined;
  for (const shape of shapes) {
    const groups = shape.exec(text)?.groups;
    if (groups !== undefined) return groups;
  }
  return undefined;
}

/** As in POSIX, 69 to 99 belong to the 20th century. */
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
