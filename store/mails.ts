import type { Database, EntityManager } from './database.ts';
import { MailEntity, type Row } from './training-entities.ts';

/** queued -> sent | failed; a failed one may be tried again. `key` names the reason for the mail, so that it is written once. */
export type Mail = Row<typeof MailEntity>;

export type NewMail = Pick<Mail, 'key' | 'messageId' | 'recipient' | 'subject' | 'body'>;

/** In the caller's transaction, if there is one. `created` is false when a mail with this key exists; its id is given. */
export async function queueMail(em: EntityManager, mail: NewMail): Promise<{ id: number; created: boolean }> {
  const inserted = await em.execute<{ id: number }[]>(
    `insert into mails (key, message_id, recipient, subject, body) values (?, ?, ?, ?, ?)
     on conflict (key) do nothing returning id`,
    [mail.key, mail.messageId, mail.recipient, mail.subject, mail.body],
  );
  if (inserted[0] !== undefined) return { id: inserted[0].id, created: true };
  const existing = await em.findOneOrFail(MailEntity, { key: mail.key });
  return { id: existing.id, created: false };
}

/** Counts the attempt. A mail that was sent stays sent. */
export async function markMailSent(database: Database, id: number, sentAt: Date = new Date()): Promise<void> {
  await database.query(
    `update mails set state = 'sent', sent_at = $2, attempts = attempts + 1, last_error = null where id = $1 and state <> 'sent'`,
    [id, sentAt],
  );
}

export async function markMailFailed(database: Database, id: number, error: string): Promise<void> {
  await database.query(
    `update mails set state = 'failed', attempts = attempts + 1, last_error = $2 where id = $1 and state <> 'sent'`,
    [id, error],
  );
}

export async function readMail(database: Database, id: number): Promise<Mail | null> {
  const row = await database.em().findOne(MailEntity, id);
  return row === null ? null : { ...row };
}

/** Newest first. */
export async function listMails(
  database: Database,
  { state, limit = 50 }: { readonly state?: Mail['state']; readonly limit?: number } = {},
): Promise<Mail[]> {
  const rows = await database
    .em()
    .find(MailEntity, state === undefined ? {} : { state }, { orderBy: { id: 'desc' }, limit });
  return rows.map((row) => ({ ...row }));
}
