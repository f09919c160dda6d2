import type { ZoneOffset } from './moment-text.ts';

const dayMilliseconds = 86_400_000;
/** Days kept: 27 years of them. */
const keptDays = 10_000;

/**
 * Clocks of an IANA zone. In the hour that a change of clocks doubles, the first of the two is meant; in the hour that it leaves out,
 * the clocks of before go on. Most days have one offset, which is looked up once per day.
 */
export function zoneOffset(zone: string): ZoneOffset {
  const offsetAt = offsetReader(zone);
  const ofDay = new Map<number, number | null>();
  return (year, month, day, minuteOfDay) => {
    const midnight = Date.UTC(year, month - 1, day);
    let offset = ofDay.get(midnight);
    if (offset === undefined) {
      const before = offsetAt(midnight - dayMilliseconds);
      offset = before === offsetAt(midnight + 2 * dayMilliseconds) ? before : null;
      if (ofDay.size >= keptDays) ofDay.clear();
      ofDay.set(midnight, offset);
    }
    if (offset !== null) return offset;
    const local = midnight + minuteOfDay * 60_000;
    const early = offsetAt(local - dayMilliseconds);
    // clocks of before the change still show this time until it happens
    if (offsetAt(local - early * 60_000) === early) return early;
    const late = offsetAt(local + dayMilliseconds);
    return offsetAt(local - late * 60_000) === late ? late : early;
  };
}

/** Minutes ahead of UTC at a moment. */
function offsetReader(zone: string): (at: number) => number {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
  });
  return (at) => {
    const minute = Math.floor(at / 60_000) * 60_000;
    const part = Object.fromEntries(format.formatToParts(minute).map(({ type, value }) => [type, Number(value)]));
    return (Date.UTC(part.year, part.month - 1, part.day, part.hour, part.minute) - minute) / 60_000;
  };
}
