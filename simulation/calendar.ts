import type { Random } from './random.ts';

export const minute = 60_000;
export const hour = 60 * minute;
export const day = 24 * hour;

/** Where contacts live: zones without daylight saving time, so that local hours need only plain arithmetic. */
export const places = [
  { country: 'ZA', timezone: 'Africa/Johannesburg', offsetHours: 2, dialling: '+27' },
  { country: 'NG', timezone: 'Africa/Lagos', offsetHours: 1, dialling: '+234' },
  { country: 'GH', timezone: 'Africa/Accra', offsetHours: 0, dialling: '+233' },
  { country: 'KE', timezone: 'Africa/Nairobi', offsetHours: 3, dialling: '+254' },
] as const;
/** Where nobody lives at first (`year/changes.ts`). */
export const newPlace = { country: 'TZ', timezone: 'Africa/Dar_es_Salaam', offsetHours: 3, dialling: '+255' } as const;
export type Place = (typeof places)[number] | typeof newPlace;

/**
 * Relative message volume by local hour: one peak in the late morning, one in the late afternoon, as in published profiles of
 * business messaging.
 */
export const volumeByHour: readonly number[] = [
  0, 0, 0, 0, 0, 0.1, 0.4, 1.2, 3, 6, 9, 10, 7, 5, 5.5, 7, 9, 9.5, 7, 4, 2, 1, 0.4, 0.1,
];
const volumeTotal = volumeByHour.reduce((sum, volume) => sum + volume, 0);

/** The hour (0-23) in the place's own time. */
export function localHour(moment: number, place: Place): number {
  return Math.floor((((moment + place.offsetHours * hour) % day) + day) / hour) % 24;
}

/** The weekday, 0 Sunday to 6 Saturday, in the place's own time (1970-01-01 was a Thursday). */
export function localWeekday(moment: number, place: Place): number {
  const days = Math.floor((moment + place.offsetHours * hour) / day);
  return (((days + 4) % 7) + 7) % 7;
}

/** The first time, not before `moment`, at an hour drawn from the day's volume. */
export function atBusyHour(moment: number, place: Place, random: Random): number {
  let left = random.next() * volumeTotal;
  let hourOfDay = 0;
  while (left >= volumeByHour[hourOfDay]) left -= volumeByHour[hourOfDay++];
  return atLocalHour(moment, place, hourOfDay + random.next());
}

/** The first time, not before `moment`, with this local time of day (hours, with fraction). */
export function atLocalHour(moment: number, place: Place, hourOfDay: number): number {
  const midnight = Math.floor((moment + place.offsetHours * hour) / day) * day - place.offsetHours * hour;
  const found = midnight + hourOfDay * hour;
  return Math.ceil(found < moment ? found + day : found);
}
