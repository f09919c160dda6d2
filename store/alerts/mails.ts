import { raw } from '@mikro-orm/core';
import { type Database, entityManager, type Session } from '../database/database.ts';
import { byKey, fillPage, matching, type Page, type PageAsked, readPage } from '../database/read-page.ts';
import { MailEntity, type Row } from '../training/training-entities.ts';

/** queued -> sent | failed; a failed mail may be tried again. `key` names the reason for the mail, so it is queued only once. */
export type Mail = Row<typeof MailEntity>;

export type NewMail = Pick<Mail, 'key' | 'messageId' | 'recipient' | 'subject' | 'body'> &
  Partial<Pick<Mail, 'html' | 'charts' | 'thread'>>;

/**
 * Queues a mail, in the caller's transaction if there is one. If a mail with this key exists, `created` is false and its id
 * and name are returned.
 */
export async function queueMail(
  session: Session,
  mail: NewMail,
): Promise<{ id: number; name: string; created: boolean }> {
  const em = entityManager(session);
  const inserted = await em.execute<{ id: number; name: string }[]>(
    `insert into mails (key, message_id, recipient, subject, body, html, charts, thread)
     values (?, ?, ?, ?, ?, ?, ?::jsonb, ?::jsonb) on conflict (key) do nothing returning id, name`,
    [
      ...[mail.key, mail.messageId, mail.recipient, mail.subject, mail.body, mail.html ?? null],
      ...[JSON.stringify(mail.charts ?? []), JSON.stringify(mail.thread ?? [])],
    ],
  );
  if (inserted[0] !== undefined) return { ...inserted[0], created: true };
  const { id, name } = await em.findOneOrFail(MailEntity, { key: mail.key });
  return { id, name, created: false };
}

export async function mailIsQueued(session: Session, key: string): Promise<boolean> {
  return (await entityManager(session).count(MailEntity, { key })) > 0;
}

/** Counts as an attempt. */
export async function markMailSent(session: Session, id: number, sentAt: Date = new Date()): Promise<void> {
  await mark(session, id, { state: 'sent', sentAt, lastError: null });
}

/** Counts as an attempt. A mail that was sent stays sent. */
export async function markMailFailed(session: Session, id: number, error: string): Promise<void> {
  await mark(session, id, { state: 'failed', lastError: error });
}

async function mark(session: Session, id: number, values: Partial<Mail>): Promise<void> {
  await entityManager(session).nativeUpdate(
    MailEntity,
    { id, state: { $ne: 'sent' } },
    { ...values, attempts: raw('attempts + 1') },
  );
}

/** By name or by id. */
export async function readMail(session: Session, mail: string | number): Promise<Mail | null> {
  const row = await entityManager(session).findOne(MailEntity, typeof mail === 'number' ? mail : { name: mail });
  return row === null ? null : { ...row };
}

/** Newest first. */
export async function listMails(
  session: Session,
  { state, limit = 50 }: { readonly state?: Mail['state']; readonly limit?: number } = {},
): Promise<Mail[]> {
  const rows = await entityManager(session).find(MailEntity, state === undefined ? {} : { state }, {
    orderBy: { id: 'desc' },
    limit,
  });
  return rows.map((row) => ({ ...row }));
}

export type MailFilter = { readonly state?: Mail['state'] | undefined; readonly oldestFirst?: boolean };

export async function pageMails(
  database: Database,
  { state, oldestFirst = false }: MailFilter,
  page: PageAsked,
): Promise<Page<Mail>> {
  const query = { columns: 'id', from: 'mails', ...matching([['state', state]]), order: byKey(!oldestFirst) };
  return await fillPage(await readPage<Pick<Mail, 'id'>>(database, query, page), async (ids) => {
    const rows = await database.em().find(MailEntity, { id: { $in: ids } });
    return rows.map((row) => ({ ...row }));
  });
}

/** The names of mails queued up to `before` that are still queued, oldest first: their delivery may never have been ordered. */
export async function mailsQueuedBefore(session: Session, before: Date): Promise<string[]> {
  const rows = await entityManager(session).find(
    MailEntity,
    { state: 'queued', createdAt: { $lte: before } },
    { fields: ['name'], orderBy: { id: 'asc' }, limit: 100 },
  );
  return rows.map(({ name }) => name);
}

/** The names of all mails that nobody has tried to deliver yet, oldest first. */
export async function queuedMails(session: Session): Promise<string[]> {
  return await mailsQueuedBefore(session, new Date());
}
