/** `zone` is an IANA name that the runtime knows. */

const formats = new Map<string, Intl.DateTimeFormat>();

/** Cached per zone: creating a formatter takes a hundred times as long as using it. */
function formatOf(zone: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${zone} ${Object.entries(options).join()}`;
  const known = formats.get(key) ?? new Intl.DateTimeFormat('en-US', { timeZone: zone, ...options });
  formats.set(key, known);
  return known;
}

/** 'Monday' to 'Sunday' */
export function dayOf(at: Date, zone: string): string {
  return formatOf(zone, { weekday: 'long' }).format(at);
}

/** '14:00', or '2:00 PM' */
export function timeOf(at: Date, zone: string, twelveHours = false): string {
  const options: Intl.DateTimeFormatOptions = twelveHours
    ? { hour: 'numeric', minute: '2-digit', hour12: true }
    : { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' };
  // ICU puts a narrow no-break space before PM
  return formatOf(zone, options).format(at).replace(/\s/g, ' ');
}

const hourMilliseconds = 3_600_000;
const minuteMilliseconds = 60_000;
export const slotsOfWeek = 168;

/** The next 168 full hours of the zone's clock, after `now`. */
export function weekSlots(now: Date, zone: string): Date[] {
  const minutes = Number(formatOf(zone, { minute: 'numeric' }).format(now));
  const thisMinute = Math.floor(now.getTime() / minuteMilliseconds) * minuteMilliseconds;
  const first = thisMinute + (60 - minutes) * minuteMilliseconds;
  return Array.from({ length: slotsOfWeek }, (_, slot) => new Date(first + slot * hourMilliseconds));
}

/** 0-23 */
export function hourOf(at: Date, zone: string): number {
  return Number(formatOf(zone, { hour: 'numeric', hourCycle: 'h23' }).format(at));
}
