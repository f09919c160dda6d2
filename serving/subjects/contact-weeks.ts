import { dayOf, hourOf, weekSlots } from '../../models/engagement/local-time.ts';
import { featuresNamed } from '../../models/features.ts';
import type { Reading } from '../answers/reading.ts';
import type { FeatureRow } from '../answers/score-rows.ts';
import type { BusinessQuery } from './business-time.ts';
import { type Plan, plannedTimes } from './planned-rows.ts';
import type { Recipient } from './recipients.ts';

/** The waking hours of a contact's next 168. */
export type ContactWeek = {
  readonly slots: readonly Date[];
  /** The row of a message at any time of these, moved to each slot. */
  rowsAt(row: Float64Array): Float64Array[];
};

/** Nobody is advised to write outside these hours of the recipient's day: few such messages were ever sent to learn from. */
const wakingHours = { from: 8, until: 21 } as const;

type Slot = { readonly at: Date; readonly hour: number; readonly day: string };

/**
 * By contact key. A slot's row is put together from that of its hour and that of its day: a contact's history is read for 20 moments
 * rather than for all 91 slots, in one query for all contacts.
 */
export async function readContactWeeks(
  query: BusinessQuery,
  reading: Reading,
  recipients: readonly Recipient[],
  now: Date,
): Promise<ReadonlyMap<number, ContactWeek>> {
  const slotsOf = slotsByZone(now);
  const plans: Plan[] = [];
  const planned = recipients.map(({ key, zone }) => {
    const slots = slotsOf(zone);
    const plan = ({ at }: Slot) => plans.push({ contact: key, message: 0, moment: now, plannedAt: at }) - 1;
    return { key, slots, byHour: placesBy(slots, 'hour', plan), byDay: placesBy(slots, 'day', plan) };
  });
  const rows = await plannedTimes(query, reading, plans);
  const [byTheHour, byTheDay] = (['hour', 'day'] as const).map((moving) => columnsThatFollow(reading, moving));
  return new Map(
    planned.map(({ key, slots, byHour, byDay }) => [
      key,
      {
        slots: slots.map(({ at }) => at),
        rowsAt: (row: Float64Array) =>
          slots.map(({ hour, day }) => {
            const moved = row.slice();
            copyColumns(rows[byHour.get(hour) as number], moved, byTheHour);
            copyColumns(rows[byDay.get(day) as number], moved, byTheDay);
            return moved;
          }),
      },
    ]),
  );
}

/** One plan for each hour or day there is. */
function placesBy<Key extends 'hour' | 'day'>(slots: readonly Slot[], key: Key, plan: (slot: Slot) => number) {
  const places = new Map<Slot[Key], number>();
  for (const slot of slots) if (!places.has(slot[key])) places.set(slot[key], plan(slot));
  return places;
}

type Column = { readonly name: string; readonly at: number };

function columnsThatFollow({ definition, names }: Reading, moving: 'hour' | 'day'): readonly Column[] {
  return featuresNamed(definition, names)
    .filter(({ follows }) => follows === moving)
    .map(({ name }) => ({ name, at: names.indexOf(name) }));
}

function copyColumns(from: FeatureRow, to: Float64Array, columns: readonly Column[]): void {
  for (const { name, at } of columns) to[at] = (from[name] as number | null) ?? Number.NaN;
}

/** Reading a zone's clock 168 times takes milliseconds, and thousands of contacts share a few zones. */
function slotsByZone(now: Date): (zone: string) => readonly Slot[] {
  const known = new Map<string, readonly Slot[]>();
  return (zone) => {
    const slots = known.get(zone) ?? wakingSlots(now, zone);
    known.set(zone, slots);
    return slots;
  };
}

function wakingSlots(now: Date, zone: string): Slot[] {
  return weekSlots(now, zone)
    .map((at) => ({ at, hour: hourOf(at, zone), day: dayOf(at, zone) }))
    .filter(({ hour }) => hour >= wakingHours.from && hour < wakingHours.until);
}
