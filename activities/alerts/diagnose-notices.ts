import { type Diagnosis, diagnoseIncidents, type Unexplained } from '../../control/diagnose-incidents.ts';
import type { ModelName } from '../../domain/models.ts';
import type { AlertContext, AlertNotice } from '../../mail/compose-alert.ts';
import { readIncident } from '../../store/alerts/incidents.ts';
import type { EntityManager } from '../../store/database/database.ts';

/** What a mail says about why, and which version a rollback would bring back. */
export async function diagnoseNotices(
  em: EntityManager,
  model: ModelName | null,
  notices: readonly AlertNotice[],
  { causes: noticed }: AlertContext,
  now: Date,
): Promise<Diagnosis> {
  const unexplained: Unexplained[] = [];
  for (const { notice, rule, incidentId, readings } of notices) {
    if (notice !== 'firing' && notice !== 'repeat') continue;
    const { source } = await readIncident(em, incidentId);
    unexplained.push({ rule, source, readings });
  }
  return await diagnoseIncidents(em, model, unexplained, noticed, now);
}
