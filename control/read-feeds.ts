import { findGaps, type Gap } from '../domain/monitoring/arrivals.ts';
import {
  describeNew,
  describeSilent,
  describeStuck,
  findNewValues,
  findSilent,
  findStuck,
} from '../domain/monitoring/feeds.ts';
import { readArrivals, readStreamedTables } from '../store/crm/arrivals.ts';
import { readColumnFeeds, readColumnValues } from '../store/crm/feeds.ts';
import { readImportedSources } from '../store/crm/imported-sources.ts';
import type { Database, QueryOptions } from '../store/database/database.ts';

/** What is broken in the data that do arrive, a sentence each without its full stop. @param gaps of the whole business: then its tables are silent, too. */
export async function readBrokenFeeds(
  database: Database,
  now: Date,
  gaps: readonly Gap[],
  options?: QueryOptions,
): Promise<string[]> {
  const stuck = (await readColumnFeeds(database, now, options)).flatMap((feed) => findStuck(feed) ?? []);
  const values = (await readColumnValues(database, now, options)).flatMap(findNewValues).map(describeNew);
  const told = stuck.filter(
    ({ table, column }, at) => stuck.findIndex((each) => each.table === table && each.column === column) === at,
  );
  if (gaps.some(({ to, imports }) => to === null && imports === undefined))
    return [...told.map(describeStuck), ...values];
  const sources = await readImportedSources(database, now, options);
  const silent: string[] = [];
  for (const table of await readStreamedTables(database, now, sources.length > 0, options)) {
    const since = findSilent(findGaps(await readArrivals(database, now, [table], options)), now);
    if (since !== null) silent.push(describeSilent(table, since));
  }
  return [...silent, ...told.map(describeStuck), ...values];
}
