import { type DayOfArrivals, findGaps } from '../../../domain/monitoring/arrivals.ts';
import {
  type ColumnFeed,
  type ColumnValues,
  describeNew,
  describeSilent,
  describeStuck,
  findNewValues,
  findSilent,
  findStuck,
  type HourOfColumn,
} from '../../../domain/monitoring/feeds.ts';
import { feedDays, keptDays, knownDays, watchedValues } from '../../../store/crm/feeds.ts';
import type { FeedTable } from './feed.ts';
import type { WatchedWorld } from './world-file.ts';

const hourLength = 3_600_000;
const dayLength = 24 * hourLength;
/** As `store/crm/arrivals.ts` reads them. */
const weeksRead = 16;
const datedTables = ['messages', 'campaign_events', 'leads', 'purchases', 'support_tickets'];

/** What the hourly watch would say of silent tables, stuck columns and new values, by what had come until then: the same rules on the same counts. */
export function tellBroken({ feed }: WatchedWorld, now: Date): string[] {
  const until = now.getTime();
  return feed.flatMap((table) => {
    const gaps = datedTables.includes(table.table) ? findGaps(arrivalsOf(table, until)) : [];
    const since = findSilent(gaps, now);
    return [
      ...(since === null ? [] : [describeSilent(table.table, since)]),
      ...feedsOf(table, until)
        .flatMap((each) => findStuck(each) ?? [])
        .map(describeStuck),
      ...valuesOf(table, until).flatMap(findNewValues).map(describeNew),
    ];
  });
}

function arrivalsOf({ times }: FeedTable, until: number): DayOfArrivals[] {
  const newest = times.findLast((time) => time <= until);
  if (newest === undefined) return [];
  const first = Math.floor(newest / dayLength) * dayLength - weeksRead * 7 * dayLength;
  const days: { day: Date; rows: number; first: Date | null; last: Date | null }[] = [];
  for (let day = first; day <= until; day += dayLength)
    days.push({ day: new Date(day), rows: 0, first: null, last: null });
  for (const time of times) {
    const day = days[Math.floor((time - first) / dayLength)];
    if (day === undefined || time < first || time > until) continue;
    day.rows++;
    day.first ??= new Date(time);
    day.last = new Date(time);
  }
  return days;
}

function feedsOf({ table, times, columns, previous }: FeedTable, until: number): ColumnFeed[] {
  const from = lowerBound(times, until - feedDays * dayLength);
  const end = lowerBound(times, until + 1);
  return Object.entries(columns).flatMap(([column, values]) => {
    const newest = values[end - 1] ?? null;
    const all = hoursOf(times, from, end, (row) => (values[row] === newest ? 'same' : 'other'));
    const own = { table, column, kept: false, empty: newest === null, hours: all };
    if (previous === undefined) return [own];
    const kept = hoursOf(times, lowerBound(times, until - keptDays * dayLength), end, (row) => {
      const before = previous[row] ?? -1;
      if (before < 0 || values[before] === null) return null;
      return values[row] === null ? 'same' : 'other';
    });
    return [own, { ...own, kept: true, empty: true, hours: kept }];
  });
}

function valuesOf({ table, times, columns }: FeedTable, until: number): ColumnValues[] {
  const latest = until - feedDays * dayLength;
  const [from, middle, end] = [latest - knownDays * dayLength, latest + 1, until + 1].map((at) =>
    lowerBound(times, at),
  );
  const watched: readonly string[] = table in watchedValues ? watchedValues[table as keyof typeof watchedValues] : [];
  return watched.map((column) => {
    const values = columns[column] ?? [];
    const early = new Map<string, number>();
    const late = new Map<string, { rows: number; days: Set<number> }>();
    for (let row = from ?? 0; row < (end ?? 0); row++) {
      const value = values[row]?.trim() ?? '';
      if (value === '') continue;
      if (row < (middle ?? 0)) early.set(value, (early.get(value) ?? 0) + 1);
      else {
        const known = late.get(value) ?? { rows: 0, days: new Set() };
        known.rows++;
        late.set(value, { ...known, days: known.days.add(Math.floor((times[row] ?? 0) / dayLength)) });
      }
    }
    const sum = (counts: Iterable<number>) => [...counts].reduce((total, count) => total + count, 0);
    return {
      ...{ table, column, known: { rows: sum(early.values()), values: early.size } },
      rows: sum([...late.values()].map(({ rows }) => rows)),
      fresh: [...late].flatMap(([value, { rows, days }]) =>
        early.has(value) ? [] : [{ value, rows, days: days.size }],
      ),
    };
  });
}

function hoursOf(
  times: Float64Array,
  from: number,
  end: number,
  judge: (row: number) => 'same' | 'other' | null,
): HourOfColumn[] {
  const hours: { hour: Date; rows: number; same: number }[] = [];
  for (let row = from; row < end; row++) {
    const verdict = judge(row);
    if (verdict === null) continue;
    const hour = Math.floor((times[row] ?? 0) / hourLength) * hourLength;
    if (hours.at(-1)?.hour.getTime() !== hour) hours.push({ hour: new Date(hour), rows: 0, same: 0 });
    const last = hours.at(-1);
    if (last === undefined) continue;
    last.rows++;
    if (verdict === 'same') last.same++;
  }
  return hours;
}

/** The first index whose time is not before. */
function lowerBound(times: Float64Array, least: number): number {
  let [low, high] = [0, times.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((times[middle] ?? 0) < least) low = middle + 1;
    else high = middle;
  }
  return low;
}
