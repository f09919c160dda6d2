import type { ModelName } from '../../domain/models.ts';
import { describeGap, findGaps, type Gap, gapWithin } from '../../domain/monitoring/arrivals.ts';
import { defaultAsOf, newestLabels } from '../../models/queries/label-window.ts';
import { modelDefinition } from '../../models/registry.ts';
import { readArrivals } from '../../store/crm/arrivals.ts';
import type { Database, QueryOptions } from '../../store/database/database.ts';

/** The gaps in the business's data, as known at a moment. */
export async function readGaps(database: Database, now: Date, options?: QueryOptions): Promise<Gap[]> {
  return findGaps(await readArrivals(database, now, options));
}

/** The gap that the newest labels of a training now would reach into, in words; null if there is none. */
export function gapInLabels(gaps: readonly Gap[], model: ModelName, now: Date): string | null {
  const definition = modelDefinition(model);
  const { horizonDays } = definition;
  const { from, to } = newestLabels(definition, defaultAsOf(definition, now, horizonDays), horizonDays);
  const gap = gapWithin(gaps, from, to);
  return gap === null ? null : describeGap(gap);
}
