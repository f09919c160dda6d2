import type { Database } from '../../../store/database/database.ts';
import { listSources, readStreams } from '../../../store/sources/sources.ts';
import type { ShownSource } from '../../print/data/sources.ts';

/** All sources, with how far each of their tables was read. */
export async function readShownSources(database: Database): Promise<ShownSource[]> {
  const sources = await listSources(database);
  return await Promise.all(
    sources.map(async (source) => ({ source, streams: await readStreams(database, source.name) })),
  );
}
