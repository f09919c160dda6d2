const day = 86_400_000;

/** A week that a digest covers, by its first and its last UTC day; `key` names the digest. */
export type DigestWeek = { readonly key: string; readonly from: Date; readonly until: Date };

/** The hour of the day, in the schedules' time zone, from which Monday's digest goes out: after scoring and monitoring. */
const fromHour = 6;

/**
 * The week whose digest is due, or null. It is due on Monday from 06:00, and on Tuesday for those who were off on Monday.
 */
export function digestDue(now: Date, timezone: string): DigestWeek | null {
  const { weekday, hour } = localTime(now, timezone);
  if (!(weekday === 'Mon' && hour >= fromHour) && weekday !== 'Tue') return null;
  const monday = weekday === 'Mon' ? now : new Date(now.getTime() - day);
  const key = localDate(monday, timezone);
  return { key, from: new Date(monday.getTime() - 7 * day), until: now };
}

function localTime(at: Date, timezone: string): { weekday: string; hour: number } {
  const parts = new Intl.DateTimeFormat('en-US', {
    timeZone: timezone,
    weekday: 'short',
    hour: 'numeric',
    hourCycle: 'h23',
  }).formatToParts(at);
  const of = (type: string) => parts.find((part) => part.type === type)?.value ?? '';
  return { weekday: of('weekday'), hour: Number(of('hour')) };
}

/** Such as 2026-11-30. */
function localDate(at: Date, timezone: string): string {
  return new Intl.DateTimeFormat('en-CA', { timeZone: timezone, dateStyle: 'short' }).format(at);
}
