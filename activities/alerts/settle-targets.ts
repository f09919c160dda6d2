import { neverMet } from '../../domain/alerts/guide-targets.ts';
import { appliesTo } from '../../domain/alerts/observation.ts';
import { findRule } from '../../domain/alerts/rules.ts';
import type { ModelName } from '../../domain/models.ts';
import { changeIncident, listIncidents, lockSeries } from '../../store/alerts/incidents.ts';
import type { EntityManager } from '../../store/database/database.ts';
import { deployedEvaluations } from '../../store/training/deployed-evaluations.ts';
import type { ModelVersion } from '../../store/training/versions.ts';
import { happened } from '../../telemetry/events.ts';
import type { Logger } from '../../telemetry/log.ts';

/**
 * Which of the guide's limits a model never met. Incidents about limits that it isn't held against any more end here without a
 * mail: no reading would ever end them.
 */
export async function settleTargets(
  em: EntityManager,
  log: Pick<Logger, 'info'>,
  { model, labelSource }: Pick<ModelVersion, 'model' | 'labelSource'>,
  now: Date,
): Promise<string[]> {
  const unmet = neverMet(await deployedEvaluations(em, model, labelSource));
  for (const { id, fingerprint, rule } of await openOf(em, model)) {
    const known = findRule(rule);
    if (known === undefined || appliesTo(known, unmet)) continue;
    await lockSeries(em, fingerprint);
    await changeIncident(em, id, {
      state: 'resolved',
      resolvedAt: now,
      detail: 'This limit is not the one that counts.',
    });
    log.info(happened('limit_replaced', { incidentId: id, rule, model }));
  }
  return unmet;
}

function openOf(em: EntityManager, model: ModelName) {
  return listIncidents(em, { model, states: ['pending', 'firing', 'acknowledged'], limit: 1_000 });
}
