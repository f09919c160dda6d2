import { markSupersededTold, supersededUntold } from '../../store/alerts/supersede.ts';
import type { EntityManager } from '../../store/database/database.ts';
import { readInstallation } from '../../store/installation.ts';
import { readVersionById } from '../../store/training/versions.ts';
import { noticesOf } from './notices-of.ts';
import { type AlertSettings, type ModelNotice, queueNotices } from './queue-notices.ts';

/**
 * A word to those who were told of an incident that a deployment closed, in the caller's transaction and in the mail's thread. The
 * deployment itself, which may be a command, sends no mail: the run or experiment that deployed does, else the next watch.
 *
 * @param key names the occasion, so that a repeated call sends no second mail.
 * @returns the names of the mails to deliver.
 */
export async function tellSuperseded(
  em: EntityManager,
  key: string,
  settings: AlertSettings,
  now: Date,
): Promise<string[]> {
  const closed = await supersededUntold(em);
  if (closed.length === 0) return [];
  const notices: ModelNotice[] = [];
  for (const incident of closed) {
    const { supersededBy, versionId } = incident;
    if (supersededBy === null) continue;
    const serving = (await readVersionById(em, supersededBy)).name;
    const was = versionId === null ? 'another version' : `version ${(await readVersionById(em, versionId)).name}`;
    const detail = `It was about ${was}. Version ${serving} serves now, and is judged by itself.`;
    notices.push(...(await noticesOf(em, { ...incident, detail, answer: '' }, 'superseded')));
  }
  await markSupersededTold(
    em,
    closed.map(({ id }) => id),
    now,
  );
  const batch = `${(await readInstallation(em)).id}/${key}/superseded`;
  return await queueNotices(em, batch, notices, { facts: [], causes: [] }, settings, now);
}
