import { endFigures, ofLeading } from '../../domain/alerts/figures.ts';
import { neverMet } from '../../domain/alerts/guide-targets.ts';
import { openStates } from '../../domain/alerts/incident.ts';
import { appliesTo } from '../../domain/alerts/observation.ts';
import { findRule } from '../../domain/alerts/rules.ts';
import {
  changeIncident,
  type Incident,
  listIncidents,
  lockSeries,
  openIncident,
} from '../../store/alerts/incidents.ts';
import type { EntityManager } from '../../store/database/database.ts';
import { deployedEvaluations } from '../../store/training/deployed-evaluations.ts';
import type { ModelVersion } from '../../store/training/versions.ts';
import { happened } from '../../telemetry/events.ts';
import type { Logger } from '../../telemetry/log.ts';

/**
 * Which of the guide's limits a model never met. Figures under limits that it isn't held against any more end here without a mail: no
 * reading would ever end them.
 */
export async function settleTargets(
  em: EntityManager,
  log: Pick<Logger, 'info'>,
  { model, labelSource }: Pick<ModelVersion, 'model' | 'labelSource'>,
  now: Date,
): Promise<string[]> {
  const unmet = neverMet(await deployedEvaluations(em, model, labelSource));
  const replaced = ({ figures }: Pick<Incident, 'figures'>) =>
    figures.flatMap(({ rule: id, state }) => {
      const rule = findRule(id);
      return state === 'resolved' || rule === undefined || appliesTo(rule, unmet) ? [] : [id];
    });
  const incidents = await listIncidents(em, { model, states: openStates, limit: 1_000 });
  for (const { id, fingerprint } of incidents.filter((each) => replaced(each).length > 0)) {
    await lockSeries(em, fingerprint);
    const open = await openIncident(em, fingerprint);
    const rules = open === null ? [] : replaced(open);
    if (open === null || rules.length === 0) continue;
    const { state, figures } = endFigures(open, rules);
    const over = { resolvedAt: now, detail: 'This limit is not the one that counts.' };
    await changeIncident(em, id, { state, figures, ...ofLeading(figures), ...(state === 'resolved' && over) });
    log.info(happened('limit_replaced', { incidentId: id, rules, model }));
  }
  return unmet;
}
