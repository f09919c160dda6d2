import { z } from 'zod';
import { truthOfCell } from '../tables/values/truth-text.ts';

/** One CSV cell, never empty: an empty one counts as not given. Failures say what was expected; the caller adds where. */
const given = z.string({ error: (issue) => (issue.input === undefined ? 'is missing' : 'is no text') });

/** A cell read by `read`, which returns undefined when it can't; `expected` completes 'is not ...'. */
function cell<T>(expected: string, read: (text: string) => T | undefined) {
  return given.transform((text, context): T => {
    const value = read(text);
    if (value !== undefined) return value;
    context.addIssue({ code: 'custom', message: `is not ${expected}` });
    return z.NEVER;
  });
}

/** Without NUL, which PostgreSQL's text can't hold. */
export function text() {
  return cell('text without NUL characters', (value) => (value.includes('\0') ? undefined : value));
}

/** An external id or reference. 500 characters keep every index entry within its page. */
export function identifier() {
  return cell('an id of at most 500 characters', (value) => {
    const id = value.trim();
    return id.length === 0 || id.length > 500 || id.includes('\0') ? undefined : id;
  });
}

/** Plain decimal notation with a point: thousands separators and decimal commas are ambiguous, so they are refused. */
const decimal = /^[+-]?\d+(\.\d+)?([eE][+-]?\d{1,3})?$/;

export function number({ from, to, integer = false }: { from: number; to: number; integer?: boolean }) {
  const expected = `${integer ? 'a whole number' : 'a number'} from ${from} to ${to}`;
  return cell(expected, (value) => {
    if (!decimal.test(value.trim())) return undefined;
    const found = Number(value);
    return found >= from && found <= to && (!integer || Number.isInteger(found)) ? found : undefined;
  });
}

export function oneOf<const Value extends string>(values: readonly Value[]) {
  return cell(`one of ${values.join(', ')}`, (value) => {
    const found = value.trim().toLowerCase();
    return values.find((each) => each === found);
  });
}

export function truth() {
  return cell('true or false, nor a word for it such as yes and no', (value) => {
    const found = truthOfCell(value);
    return found === undefined ? undefined : found === 1;
  });
}

/** ISO 4217 */
export function currency() {
  return cell('a currency code of three letters', (value) => {
    const code = value.trim().toUpperCase();
    return /^[A-Z]{3}$/.test(code) ? code : undefined;
  });
}

/** A date or date-time of ISO 8601, or YYYYMMDD. Without a zone it is UTC. */
const moments =
  /^(\d{4})(?:-(\d\d)-(\d\d)|(\d\d)(\d\d))(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?\s*(Z|[+-]\d\d(?::?\d\d)?)?)?$/i;

export function moment() {
  return cell('a date (YYYY-MM-DD, YYYYMMDD or ISO 8601 with time; UTC unless it names a zone)', readMoment);
}

/** Undefined for what is no such date; 30 February and 25 o'clock aren't. */
export function readMoment(value: string): Date | undefined {
  const parts = moments.exec(value.trim());
  if (parts === null) return undefined;
  const [, year, dashedMonth, dashedDay, month, day, hours, minutes, seconds, fraction, zone] = parts;
  const milliseconds = Math.floor(Number(`0.${fraction ?? 0}`) * 1000);
  const fields = [year, dashedMonth ?? month, dashedDay ?? day, hours, minutes, seconds].map((each) =>
    Number(each ?? 0),
  );
  const [y = 0, m = 0, d = 0, h = 0, min = 0, s = 0] = fields;
  if (y < 1900 || y > 2200) return undefined;
  const local = new Date(Date.UTC(y, m - 1, d, h, min, s, milliseconds));
  const same =
    local.getUTCMonth() === m - 1 && local.getUTCDate() === d && local.getUTCHours() === h && min < 60 && s < 60;
  const offset = offsetMinutes(zone);
  return same && offset !== undefined ? new Date(local.getTime() - offset * 60_000) : undefined;
}

/** Minutes east of UTC. ISO 8601 zones go from -12:00 to +14:00. */
function offsetMinutes(zone: string | undefined): number | undefined {
  if (zone === undefined || zone.toUpperCase() === 'Z') return 0;
  const digits = zone.slice(1).replace(':', '');
  const minutes = Number(digits.slice(0, 2)) * 60 + Number(digits.slice(2) || 0);
  return minutes <= 14 * 60 ? (zone.startsWith('-') ? -minutes : minutes) : undefined;
}
