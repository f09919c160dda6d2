import { type ImportedSource, rhythmReads } from '../../domain/monitoring/rhythm.ts';
import type { Database, QueryOptions } from '../database/database.ts';

/**
 * The last successful imports of each source until a moment. An import that was undone, or whose records were all rejected, brought no
 * data.
 */
export async function readImportedSources(
  database: Database,
  now: Date,
  options?: QueryOptions,
): Promise<ImportedSource[]> {
  return await database.query<ImportedSource>(
    `select source, array_agg(imported_at order by imported_at) as imports
     from (
       select source, imported_at, row_number() over (partition by source order by imported_at desc) as number
       from import_batches
       where imported_at <= $1 and (undone_at is null or undone_at > $1)
         and not (coalesce((report ->> 'rejected')::integer, 0) > 0 and coalesce((report ->> 'stored')::integer, 0) = 0)
     ) as batch
     where imported_at > $1::timestamptz - $2 * interval '168 hours' or number <= $3
     group by source order by source`,
    [now, rhythmReads.weeks, rhythmReads.imports],
    options,
  );
}
