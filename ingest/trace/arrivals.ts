import { hookKinds } from '../../domain/hooks.ts';
import type { Database } from '../../store/database/database.ts';
import type { Arrival } from './trace.ts';

/** SQL of the way by which batch `b` came: what `upsertRecords` was told by whoever called it. */
export const wayOfBatch = `case when b.id is null then 'other' when b.kind = 'file' then 'file'
  when b.mapping like 'api %' then 'api' when b.mapping = 'parked rows' then 'parked'
  when b.mapping ~ '^(${hookKinds.join('|')}) webhook$' then 'webhook' else 'source' end`;

/** What came after `since`, up to `until`, and had not been taken back by then. */
export async function arrivalsBetween(database: Database, since: Date | null, until: Date): Promise<Arrival[]> {
  const batches = `select b.id, ${wayOfBatch} as way, b.file as name, b.imported_at as at,
      coalesce((b.report ->> 'stored')::bigint, 0) as rows
    from import_batches as b
    where ($1::timestamptz is null or b.imported_at > $1) and b.imported_at <= $2 and (b.undone_at is null or b.undone_at > $2)`;
  return await database.query<Arrival>(grouped(batches), [since, until]);
}

/** By which batches rows came. @param rows SQL of (batch_id), one for each row. */
export async function arrivalsOf(database: Database, rows: string, parameters: unknown[]): Promise<Arrival[]> {
  const batches = `select b.id, ${wayOfBatch} as way, coalesce(b.file, '') as name, b.imported_at as at, count(*) as rows
    from (${rows}) as r left join import_batches as b on b.id = r.batch_id group by b.id`;
  return await database.query<Arrival>(grouped(batches), parameters);
}

/** A file is listed by itself, the batches of others together: a source has one every few minutes. The latest first. */
function grouped(batches: string): string {
  return `select way, name, case when way = 'file' then max(id) end as batch, count(id) as batches, sum(rows)::bigint as rows,
      min(at) as first, max(at) as last
    from (${batches}) as each group by way, name, case when way = 'file' then id end
    order by max(at) desc nulls last, way, name`;
}
