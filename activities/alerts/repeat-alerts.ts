import { repeatAfter, repeatDue } from '../../domain/alerts/incident.ts';
import { findRule } from '../../domain/alerts/rules.ts';
import {
  changeIncident,
  type Incident,
  incidentsToldBefore,
  latestReadings,
  openIncident,
  tryLockSeries,
} from '../../store/alerts/incidents.ts';
import type { EntityManager } from '../../store/database/database.ts';
import { type AlertSettings, type ModelNotice, queueNotices } from './queue-notices.ts';
import { chartWindows } from './raise-alerts.ts';

/**
 * Repeats alerts that fire and that nobody acknowledged, without a new observation, in the caller's transaction. A series
 * that is being judged at the same time is skipped: that transaction repeats its alert if it is due.
 *
 * @returns the names of the mails to deliver.
 */
export async function repeatAlerts(
  em: EntityManager,
  key: string,
  settings: AlertSettings,
  now: Date,
): Promise<string[]> {
  const notices: ModelNotice[] = [];
  for (const { fingerprint } of await incidentsToldBefore(em, new Date(now.getTime() - repeatAfter))) {
    if (!(await tryLockSeries(em, fingerprint))) continue;
    const open = await openIncident(em, fingerprint);
    const notice = open !== null && repeatDue(open, now) ? await noticeOf(em, open) : null;
    if (open === null || notice === null) continue;
    await changeIncident(em, open.id, { noticedAt: now });
    notices.push(notice);
  }
  return await queueNotices(em, key, notices, { facts: [['Repeated', now.toISOString()]], causes: [] }, settings, now);
}

/** null: the rule no longer exists, so the alert can't be worded. */
async function noticeOf(em: EntityManager, incident: Incident): Promise<ModelNotice | null> {
  const { id, rule: ruleId, model, openedAt, detail, answer = '', thread, fingerprint } = incident;
  const rule = findRule(ruleId);
  if (rule === undefined) return null;
  const readings = (await latestReadings(em, fingerprint, chartWindows)).toReversed();
  return { model, notice: 'repeat', rule, incidentId: id, openedAt, readings, detail, answer, thread };
}
