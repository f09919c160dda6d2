import { isRecentChange } from '../domain/degradation.ts';
import type { ModelName } from '../domain/models.ts';
import { modelDefinition } from '../models/registry.ts';
import { readConceptChanges } from '../store/alerts/degradations.ts';
import type { Session } from '../store/database/database.ts';

/** Since when labels contradict what the model learnt before, while its usual window still reaches back to that; null otherwise. */
export async function readRecentChange(session: Session, model: ModelName, now: Date): Promise<Date | null> {
  const { windowDays, horizonDays } = modelDefinition(model);
  const [latest] = await readConceptChanges(session, model);
  return latest !== undefined && isRecentChange(latest.since, now, windowDays ?? horizonDays) ? latest.since : null;
}
