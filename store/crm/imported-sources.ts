import { type ImportedSource, rhythmReads } from '../../domain/monitoring/rhythm.ts';
import type { Database, QueryOptions } from '../database/database.ts';

/**
 * The last successful imports of each source until a moment, as a rhythm is told from them: however long it has been silent. An import that was undone, or whose records were all rejected, brought no
 * data.
 */
export async function readImportedSources(
  database: Database,
  now: Date,
  options?: QueryOptions,
): Promise<ImportedSource[]> {
  return await database.query<ImportedSource>(
    `with arrived as (
       select source, imported_at as at, max(imported_at) over (partition by source) as latest,
         dense_rank() over (partition by source order by date_trunc('day', imported_at, 'UTC') desc) as day
       from import_batches
       where kind = 'file' and imported_at <= $1 and (undone_at is null or undone_at > $1)
         and not (coalesce((report ->> 'rejected')::integer, 0) > 0 and coalesce((report ->> 'stored')::integer, 0) = 0)
     )
     select source, array_agg(at order by at) as imports from arrived
     where at > latest - $2 * interval '168 hours' or day <= $3
     group by source order by source`,
    [now, rhythmReads.weeks, rhythmReads.days],
    options,
  );
}
