import type { ModelName } from '../domain/models.ts';
import { describeGap, findGaps, type Gap, gapWithin } from '../domain/monitoring/arrivals.ts';
import { judgeImports } from '../domain/monitoring/rhythm.ts';
import { defaultAsOf, newestLabels } from '../models/queries/label-window.ts';
import { modelDefinition } from '../models/registry.ts';
import { readArrivals, readStreamedTables } from '../store/crm/arrivals.ts';
import { readImportedSources } from '../store/crm/imported-sources.ts';
import type { Database, QueryOptions } from '../store/database/database.ts';

export type Arrived = {
  /** Those of rows that come without imports, oldest first, then the sources whose imports don't come. */
  readonly gaps: readonly Gap[];
  /** Up to when the data is complete: now, or the last import. */
  readonly until: Date;
};

/** What has arrived of the business's data, as known at a moment. */
export async function readArrived(database: Database, now: Date, options?: QueryOptions): Promise<Arrived> {
  const sources = await readImportedSources(database, now, options);
  const streamed = await readStreamedTables(database, now, sources.length > 0, options);
  const { silences, until } = judgeImports(sources, now, streamed.length > 0);
  return { gaps: [...findGaps(await readArrivals(database, now, streamed, options)), ...silences], until };
}

/** The gap that the newest labels of a training now would reach into, in words; null if there is none. */
export function gapInLabels(gaps: readonly Gap[], model: ModelName, now: Date): string | null {
  const definition = modelDefinition(model);
  const { horizonDays } = definition;
  const { from, to } = newestLabels(definition, defaultAsOf(definition, now, horizonDays), horizonDays);
  const gap = gapWithin(gaps, from, to);
  return gap === null ? null : describeGap(gap);
}
