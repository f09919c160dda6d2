import type { DayOfArrivals } from '../../domain/monitoring/arrivals.ts';
import { streamGivenUpWeeks } from '../../domain/monitoring/rhythm.ts';
import type { Database, QueryOptions } from '../database/database.ts';

/** Eight weeks in which gaps matter, and eight weeks before them to learn what is usual. */
const weeksRead = 16;

/** The tables of dated rows, by the time that they record: an import of past data fills the past. */
const recorded = {
  messages: 'sent_at',
  campaign_events: 'occurred_at',
  leads: 'created_at',
  purchases: 'purchased_at',
  support_tickets: 'opened_at',
} as const;
export type DatedTable = keyof typeof recorded;
const datedTables = Object.keys(recorded) as DatedTable[];

/**
 * The tables whose rows arrive without imports of files. Before anything was imported: all. Afterwards: those whose newest row was neither
 * imported nor simulated, and is not so old that the stream must have ended.
 */
export async function readStreamedTables(
  database: Database,
  now: Date,
  imported: boolean,
  options?: QueryOptions,
): Promise<DatedTable[]> {
  if (!imported) return datedTables;
  const newest = datedTables.map(
    (
      table,
    ) => `(select '${table}' as name, (batch_id is null or exists (select from import_batches as b where b.id = batch_id and b.kind = 'rows')) and not synthetic and ${recorded[table]} > since as streams
      from ${table}, given where ${recorded[table]} <= until order by ${recorded[table]} desc, ${table}.id desc limit 1)`,
  );
  const rows = await database.query<{ name: DatedTable }>(
    `with given as (select $1::timestamptz as until, $1::timestamptz - $2 * interval '168 hours' as since)
     select name from (${newest.join(' union all ')}) as newest where streams`,
    [now, streamGivenUpWeeks],
    options,
  );
  return rows.map(({ name }) => name);
}

/**
 * `date_bin` counts plain 24 hours, which UTC's days are: it takes a fraction of the time that `date_trunc` takes with a time zone.
 *
 * The days until now, from 16 weeks before the last row, so what was usual before a silence is known however long the silence
 * lasts. Empty if there never was a row.
 */
export async function readArrivals(
  database: Database,
  now: Date,
  tables: readonly DatedTable[],
  options?: QueryOptions,
): Promise<DayOfArrivals[]> {
  if (tables.length === 0) return [];
  const newest = tables.map((table) => `(select max(${recorded[table]}) from ${table} where ${recorded[table]} <= $1)`);
  const rows = tables.map((table) => `select ${recorded[table]} as at from ${table}`);
  return await database.query<DayOfArrivals>(
    `with latest as (select greatest(${newest.join(', ')}) as at),
     bounds as (select date_trunc('day', at, 'UTC') - $2 * interval '168 hours' as since from latest where at is not null),
     counted as (
       select date_bin('24 hours', recorded.at, '2000-01-01T00:00Z') as day, count(*) as rows, min(recorded.at) as first, max(recorded.at) as last
       from (${rows.join(' union all ')}) as recorded where recorded.at >= (select since from bounds) and recorded.at <= $1
       group by 1
     )
     select day, coalesce(counted.rows, 0) as rows, counted.first, counted.last
     from bounds cross join generate_series(since, $1::timestamptz, interval '24 hours') as day left join counted using (day)
     order by day`,
    [now, weeksRead],
    options,
  );
}
