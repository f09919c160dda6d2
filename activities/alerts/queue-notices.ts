import type { ModelName } from '../../domain/models.ts';
import { type AlertContext, type AlertNotice, composeAlert } from '../../mail/compose-alert.ts';
import { queueMail } from '../../store/alerts/mails.ts';
import type { EntityManager } from '../../store/database/database.ts';
import { diagnoseNotices } from './diagnose-notices.ts';

/** A notice about a model, or about the whole business if `model` is null. */
export type ModelNotice = AlertNotice & { readonly model: ModelName | null };

export type AlertSettings = { readonly alertTo: readonly string[]; readonly dashboardUrl: string };

/** The key of a batch's mail about a model; later mails reply to that mail. */
export function alertKey(batchKey: string, model: ModelName | null): string {
  return `${batchKey}/alert/${model ?? 'business'}`;
}

/**
 * Queues one mail for each model and recipient, in the caller's transaction.
 *
 * @returns the names of the mails to deliver.
 */
export async function queueNotices(
  em: EntityManager,
  batchKey: string,
  notices: readonly ModelNotice[],
  context: AlertContext,
  { alertTo, dashboardUrl }: AlertSettings,
  now: Date,
): Promise<string[]> {
  const mailIds: string[] = [];
  for (const [model, ofModel] of Map.groupBy(notices, (notice) => notice.model)) {
    const key = alertKey(batchKey, model);
    const why = await diagnoseNotices(em, model, ofModel, context, now);
    for (const recipient of alertTo) {
      const mail = composeAlert({ key, model, notices: ofModel, context, ...why, recipient, dashboardUrl });
      mailIds.push((await queueMail(em, mail)).name);
    }
  }
  return mailIds;
}
