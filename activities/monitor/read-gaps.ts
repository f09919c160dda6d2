import { findGaps, type Gap } from '../../domain/monitoring/arrivals.ts';
import { readArrivals } from '../../store/arrivals.ts';
import type { Database, QueryOptions } from '../../store/database.ts';

/** When the business' data did not arrive, as known at a moment. */
export async function readGaps(database: Database, now: Date, options?: QueryOptions): Promise<Gap[]> {
  return findGaps(await readArrivals(database, now, options));
}
