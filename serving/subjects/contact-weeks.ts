import { dayOf, hourOf, weekSlots } from '../../models/engagement/local-time.ts';
import { wakingHours } from '../../models/engagement/week.ts';
import { featuresNamed } from '../../models/features.ts';
import { engagementTimesQuery } from '../../models/queries/feature-query.ts';
import type { Reading as Statement } from '../../store/database/read-together.ts';
import type { Reading } from '../answers/reading.ts';

/** The waking hours within a contact's next 168 hours. */
export type ContactWeek = {
  readonly slots: readonly Date[];
  /** Takes a message's row for any one of the slots and returns its rows for all slots. */
  rowsAt(row: Float64Array): Float64Array[];
  /** One of them. */
  rowAt(row: Float64Array, slot: number): Float64Array;
  /** All of them, one after another, in the order of other names than the reading's: for many contacts in one matrix. */
  writeRows(row: Float64Array, names: readonly string[], values: Float64Array, from: number): void;
};

/** A row of `engagementTimesQuery`: for an hour of the day, or a day of the week from 0 (Monday). */
type TimeRow = {
  readonly contact: string;
  readonly follows: 'hour' | 'day';
  readonly which: number;
} & Readonly<Record<string, unknown>>;

/** What reads the rows that `weeksOf` takes. @param contacts external ids */
export function weekStatement(
  { definition, names }: Pick<Reading, 'definition' | 'names'>,
  contacts: readonly string[],
  now: Date,
): Statement {
  return { sql: engagementTimesQuery(featuresNamed(definition, names)), parameters: [now, contacts] };
}

/**
 * By external id. A slot's row is composed from the row of its hour and the row of its day, so 20 rows make all 91.
 *
 * @param zones of the contacts that exist, by external id.
 */
export function weeksOf(
  reading: Pick<Reading, 'definition' | 'names'>,
  rows: readonly object[],
  zones: ReadonlyMap<string, string>,
  now: Date,
): ReadonlyMap<string, ContactWeek> {
  const { definition, names } = reading;
  const moving = featuresNamed(definition, names).filter(({ follows }) => follows !== undefined);
  const ofHours = moving.filter(({ follows }) => follows === 'hour').map(({ name }) => name);
  const ofDays = moving.filter(({ follows }) => follows === 'day').map(({ name }) => name);
  const known = new Map<string, { readonly hours: Values[]; readonly days: Values[] }>();
  for (const row of rows as TimeRow[]) {
    const week = known.get(row.contact) ?? { hours: [], days: [] };
    known.set(row.contact, week);
    if (row.follows === 'hour') week.hours[row.which] = valuesOf(row, ofHours);
    else week.days[row.which] = valuesOf(row, ofDays);
  }
  const placesIn = remembered((order: readonly string[]) => ({
    hours: ofHours.map((name) => order.indexOf(name)),
    days: ofDays.map((name) => order.indexOf(name)),
  }));

  const week = (contact: string, zone: string): ContactWeek => {
    const slots = wakingSlots(now, zone);
    const values = known.get(contact);
    function move(order: readonly string[], { hour, day }: Slot, to: Float64Array, from: number): void {
      const places = placesIn(order);
      copyValues(values?.hours[hour], places.hours, to, from);
      copyValues(values?.days[day], places.days, to, from);
    }
    function rowAt(row: Float64Array, slot: number): Float64Array {
      const moved = row.slice();
      move(names, slots[slot], moved, 0);
      return moved;
    }
    return {
      slots: slots.map(({ at }) => at),
      rowAt,
      rowsAt: (row) => slots.map((_, slot) => rowAt(row, slot)),
      writeRows(row, order, into, from) {
        for (const [slot, each] of slots.entries()) {
          const start = from + slot * row.length;
          into.set(row, start);
          move(order, each, into, start);
        }
      },
    };
  };
  return new Map([...zones].map(([contact, zone]) => [contact, week(contact, zone)]));
}

/** What moves with an hour or a day, in the order of the names. */
type Values = Float64Array;

function valuesOf(row: TimeRow, names: readonly string[]): Values {
  return Float64Array.from(names, (name) => (row[name] as number | null) ?? Number.NaN);
}

function copyValues(from: Values | undefined, places: readonly number[], to: Float64Array, start: number): void {
  if (from === undefined) throw new RangeError('the database and this program disagree on the hours of a week');
  for (let at = 0; at < places.length; at++) to[start + places[at]] = from[at];
}

/** There are one or two orders: the reading's and the model's. */
function remembered<Key extends object, Value>(make: (key: Key) => Value): (key: Key) => Value {
  const made = new Map<Key, Value>();
  return (key) => {
    const found = made.get(key) ?? make(key);
    made.set(key, found);
    return found;
  };
}

type Slot = { readonly at: Date; readonly hour: number; readonly day: number };

const days = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'];

/** By zone and first slot: computing a zone's 168 hours takes milliseconds, they are the same for an hour, and contacts share few zones. */
const slotsOf = new Map<string, readonly Slot[]>();
const mostKept = 500;

function wakingSlots(now: Date, zone: string): readonly Slot[] {
  const week = weekSlots(now, zone);
  const key = `${zone} ${week[0].getTime()}`;
  const known = slotsOf.get(key);
  if (known !== undefined) return known;
  if (slotsOf.size >= mostKept) slotsOf.clear();
  const slots = week
    .map((at) => ({ at, hour: hourOf(at, zone), day: days.indexOf(dayOf(at, zone)) }))
    .filter(({ hour }) => hour >= wakingHours.from && hour < wakingHours.until);
  slotsOf.set(key, slots);
  return slots;
}
