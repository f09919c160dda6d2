import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { MailControl } from '../control/mail-control.ts';
import { PerennialError } from '../domain/errors.ts';
import { composeTest } from '../mail/compose-test.ts';
import { createMailer } from '../mail/mailer.ts';
import type { Config } from '../stack/config.ts';
import { type Mail, markMailFailed, queueMail, readMail } from '../store/alerts/mails.ts';
import type { Database } from '../store/database/database.ts';
import { conversationLine, deliveredLine, outboxLine, workflowLine } from './print/operation/mail-test.ts';
import type { Output } from './session/output.ts';

/** ms. A worker needs at most this long to take a mail and get the server's answer. */
const patience = 20_000;
const askAgain = 100;

export type Delivered = { readonly recipient: string; readonly messageId: string; readonly answer: string };

/** Sends it the way of every alert: outbox, workflow, worker, mail server. Reports each hop and ends with the one that failed. */
export async function sendThroughWorker(
  config: Config,
  { database, mails }: { readonly database: Database; readonly mails: MailControl },
  output: Output,
): Promise<Delivered[]> {
  const delivered: Delivered[] = [];
  for (const recipient of config.mail.to) {
    const { messageId, to, text, charts, ...mail } = composed(config, recipient);
    const key = `test/${messageId}`;
    const queued = await queueMail(database, {
      ...mail,
      key,
      messageId,
      recipient: to,
      body: text,
      charts: [...charts],
      thread: [],
    });
    output.lines([outboxLine(queued.id, to)]);
    const { workflowId, ended, cancel } = await mails.deliver(queued.name).catch(async (error) => {
      await markMailFailed(database, queued.id, 'Temporal could not be told to deliver it; the test gave up.');
      throw error;
    });
    output.lines([workflowLine(workflowId)]);
    const { state, attempts, lastError, sentAt } = await firstAnswer(database, queued.id, ended);
    if (state !== 'sent') {
      await cancel();
      if (state === 'queued') await markMailFailed(database, queued.id, 'No worker took it in time; the test gave up.');
      throw state === 'queued' ? noWorker() : refused(to, lastError ?? '');
    }
    const answer = `sent by the worker at ${sentAt?.toISOString()}, attempt ${attempts}`;
    output.lines([deliveredLine(to, answer)]);
    delivered.push({ recipient, messageId, answer });
  }
  return delivered;
}

/** Sends it from this machine and shows the conversation, for when no worker runs or to see why one fails. */
export async function sendDirectly(config: Config, output: Output): Promise<Delivered[]> {
  const mailer = createMailer({ ...config.mail, mailboxFolder: config.mailboxFolder }, (line) =>
    output.lines([conversationLine(line)]),
  );
  const delivered: Delivered[] = [];
  try {
    for (const recipient of config.mail.to) {
      const mail = composed(config, recipient);
      const answer = await mailer.send(mail);
      delivered.push({ recipient, messageId: mail.messageId, answer });
      output.lines([deliveredLine(recipient, answer)]);
    }
  } finally {
    mailer.close();
  }
  return delivered;
}

function composed({ dashboardUrl }: Config, recipient: string) {
  return composeTest({ token: randomUUID(), recipient, dashboardUrl, sentAt: new Date() });
}

/** The mail once its first attempt has ended; still queued when nobody took it. */
async function firstAnswer(database: Database, id: number, ended: Promise<void>): Promise<Mail> {
  const until = performance.now() + patience;
  for (;;) {
    const mail = await readMail(database, id);
    if (mail === null) throw new PerennialError('not_found', `Mail ${id} is gone from the outbox.`, 'Try again.');
    if (mail.state !== 'queued' || performance.now() > until) return mail;
    await Promise.race([ended, sleep(askAgain)]);
  }
}

function noWorker(): PerennialError {
  return new PerennialError(
    'mail_failed',
    `No worker took the mail within ${patience / 1000} s.`,
    'Start one: npm start, docker compose up, or npx node workers/orchestration.ts with the same TEMPORAL_ADDRESS and TEMPORAL_NAMESPACE.',
  );
}

function refused(recipient: string, lastError: string): PerennialError {
  return new PerennialError(
    'mail_failed',
    `The worker could not deliver the mail to ${recipient}: ${lastError}`,
    'Check SMTP_URL, ALERT_FROM and ALERT_TO where the worker runs; npx perennial alerts test --direct shows the conversation from here.',
  );
}
