import type pg from 'pg';
import { earliestMoment, latestMoment, readTimezones } from '../intake/row-context.ts';
import type { GivenRecord } from './given-record.ts';
import type { ReadingContext } from './read-record.ts';

export async function readingContext(
  client: pg.ClientBase,
  records: readonly GivenRecord[],
  now: Date,
): Promise<ReadingContext> {
  const named = records.some(({ rows }) => rows.some(({ values }) => values.timezone !== undefined));
  return {
    earliest: earliestMoment,
    latest: latestMoment(now),
    now: now.toISOString(),
    timezones: named ? await readTimezones(client) : new Set(),
    columnOf: (_, field) => field,
    count: () => {},
  };
}
