import type { DayOfArrivals } from '../../domain/monitoring/arrivals.ts';
import type { Database, QueryOptions } from '../database/database.ts';

/** Eight weeks in which gaps matter, and eight weeks before them to learn what is usual. */
const weeksRead = 16;

/** All dated rows of the CRM, by the time that they record: an import of past data fills the past. */
const recorded = `
  select sent_at as at from messages union all select occurred_at from campaign_events union all select created_at from leads
  union all select purchased_at from purchases union all select opened_at from support_tickets`;

/**
 * The days until now, from 16 weeks before the last row, so what was usual before a silence is known however long the silence
 * lasts. Empty if there never was a row.
 */
export async function readArrivals(database: Database, now: Date, options?: QueryOptions): Promise<DayOfArrivals[]> {
  return await database.query<DayOfArrivals>(
    `with latest as (
       select greatest(
         (select max(sent_at) from messages where sent_at <= $1), (select max(occurred_at) from campaign_events where occurred_at <= $1),
         (select max(created_at) from leads where created_at <= $1), (select max(purchased_at) from purchases where purchased_at <= $1),
         (select max(opened_at) from support_tickets where opened_at <= $1)
       ) as at
     ),
     bounds as (select date_trunc('day', at, 'UTC') - $2 * interval '168 hours' as since from latest where at is not null),
     counted as (
       select date_trunc('day', recorded.at, 'UTC') as day, count(*) as rows, min(recorded.at) as first, max(recorded.at) as last
       from (${recorded}) as recorded where recorded.at >= (select since from bounds) and recorded.at <= $1
       group by 1
     )
     select day, coalesce(counted.rows, 0) as rows, counted.first, counted.last
     from bounds cross join generate_series(since, $1::timestamptz, interval '24 hours') as day left join counted using (day)
     order by day`,
    [now, weeksRead],
    options,
  );
}
