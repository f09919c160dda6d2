import { dayOf, hourOf, weekSlots } from '../../models/engagement/local-time.ts';
import { featuresNamed } from '../../models/features.ts';
import type { Reading } from '../answers/reading.ts';
import type { FeatureRow } from '../answers/score-rows.ts';
import type { BusinessQuery } from './business-time.ts';
import { type Plan, plannedTimes } from './planned-rows.ts';
import type { Recipient } from './recipients.ts';

/** The waking hours within a contact's next 168 hours. */
export type ContactWeek = {
  readonly slots: readonly Date[];
  /** Takes a message's row for any one of the slots and returns its rows for all slots. */
  rowsAt(row: Float64Array): Float64Array[];
};

/** Nobody is advised to write outside these hours of the recipient's day: such messages are too rare to learn from. */
const wakingHours = { from: 8, until: 21 } as const;

type Slot = { readonly at: Date; readonly hour: number; readonly day: string };

/**
 * By contact key. A slot's row is composed from the row of its hour and the row of its day. A contact's history is therefore
 * read for 20 moments instead of all 91 slots, and one query reads all contacts.
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

/** One plan for each distinct hour or day. */
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

/** The slots are cached by zone: computing a zone's 168 hours takes milliseconds, and thousands of contacts share few zones. */
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
