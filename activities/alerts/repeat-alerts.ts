import { repeatAfter, repeatDue } from '../../domain/alerts/incident.ts';
import { changeIncident, incidentsToldBefore, openIncident, tryLockSeries } from '../../store/alerts/incidents.ts';
import type { EntityManager } from '../../store/database/database.ts';
import { noticesOf } from './notices-of.ts';
import { type AlertSettings, type ModelNotice, queueNotices } from './queue-notices.ts';

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
    const due = open !== null && repeatDue(open, now) ? await noticesOf(em, open, 'repeat') : [];
    if (open === null || due.length === 0) continue;
    await changeIncident(em, open.id, { noticedAt: now });
    notices.push(...due);
  }
  return await queueNotices(em, key, notices, { facts: [['Repeated', now.toISOString()]], causes: [] }, settings, now);
}
