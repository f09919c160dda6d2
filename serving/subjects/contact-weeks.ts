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
  const known = new Map<string, TimeRow>();
  for (const row of rows as TimeRow[]) known.set(keyOf(row.contact, row.follows, row.which), row);
  const [byTheHour, byTheDay] = (['hour', 'day'] as const).map((moving) => columnsThatFollow(reading, moving));
  const week = (contact: string, zone: string): ContactWeek => {
    const slots = wakingSlots(now, zone);
    return {
      slots: slots.map(({ at }) => at),
      rowsAt: (row) =>
        slots.map(({ hour, day }) => {
          const moved = row.slice();
          copyColumns(known.get(keyOf(contact, 'hour', hour)), moved, byTheHour);
          copyColumns(known.get(keyOf(contact, 'day', day)), moved, byTheDay);
          return moved;
        }),
    };
  };
  return new Map([...zones].map(([contact, zone]) => [contact, week(contact, zone)]));
}

function keyOf(contact: string, follows: 'hour' | 'day', which: number): string {
  return `${follows} ${which} ${contact}`;
}

type Column = { readonly name: string; readonly at: number };

function columnsThatFollow(
  { definition, names }: Pick<Reading, 'definition' | 'names'>,
  moving: 'hour' | 'day',
): readonly Column[] {
  return featuresNamed(definition, names)
    .filter(({ follows }) => follows === moving)
    .map(({ name }) => ({ name, at: names.indexOf(name) }));
}

function copyColumns(from: TimeRow | undefined, to: Float64Array, columns: readonly Column[]): void {
  if (from === undefined) throw new RangeError('the database and this program disagree on the hours of a week');
  for (const { name, at } of columns) to[at] = (from[name] as number | null) ?? Number.NaN;
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
