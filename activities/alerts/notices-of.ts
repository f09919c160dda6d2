import type { Notice } from '../../domain/alerts/incident.ts';
import { seriesOf } from '../../domain/alerts/observation.ts';
import { findRule } from '../../domain/alerts/rules.ts';
import { type Incident, latestReadings } from '../../store/alerts/incidents.ts';
import type { EntityManager } from '../../store/database/database.ts';
import type { ModelNotice } from './queue-notices.ts';
import { chartWindows } from './raise-alerts.ts';

/**
 * What people who were told of an incident are told now, without a new observation: of each figure that they know and that isn't over. A
 * rule that no longer exists can't be worded.
 */
export async function noticesOf(
  em: EntityManager,
  incident: Incident,
  notice: Extract<Notice, 'repeat' | 'superseded'>,
): Promise<ModelNotice[]> {
  const { id: incidentId, model, source, openedAt, detail, answer = '', thread, figures } = incident;
  const notices: ModelNotice[] = [];
  for (const figure of figures) {
    const rule = findRule(figure.rule);
    if (rule === undefined || !figure.told || figure.state === 'resolved') continue;
    if (notice === 'repeat' && figure.state !== 'firing') continue;
    const readings = (await latestReadings(em, seriesOf(rule, { model, source }), chartWindows)).toReversed();
    const words = notices.length === 0 ? { detail, answer } : { detail: '', answer: '' };
    notices.push({ model, notice, rule, incidentId, openedAt, readings, ...words, thread });
  }
  return notices;
}
