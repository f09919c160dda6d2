import type { MailIds } from '../contract/messages.ts';
import type { Mail as OutgoingMail } from '../mail/mailer.ts';
import { type Mail, markMailFailed, markMailSent, readMail } from '../store/alerts/mails.ts';
import { happened } from '../telemetry/events.ts';
import type { ActivityDependencies } from './dependencies.ts';
import { beating } from './heartbeat.ts';

/** An attempt leaves this note for the next one if the server has the mail and only the mark in the database is missing. */
const taken = 'taken by the mail server';

/**
 * Delivers one queued mail, at least once, as SMTP does. If the step is killed after the mail's data was sent and before the
 * beat with the note, the mail is sent again under the same Message-ID. A database that fails at the mark causes no second
 * mail. A delivery ends with its attempt: cancelled or timed out, its connection is broken off.
 */
export function createSendMailActivities({
  database,
  mailer,
  log,
  metrics,
}: Pick<ActivityDependencies, 'database' | 'mailer' | 'log' | 'metrics'>) {
  /** Deliveries under way in this process: an attempt that was given up may still be ending. */
  const underWay = new Map<MailIds[number], Promise<unknown>>();

  async function sendAlone(mailId: MailIds[number], mail: Mail, signal: AbortSignal): Promise<void> {
    const earlier = underWay.get(mailId) ?? Promise.resolve();
    const sending = earlier.catch(() => {}).then(() => mailer.send(toSend(mail), signal));
    underWay.set(mailId, sending);
    try {
      await sending;
    } finally {
      if (underWay.get(mailId) === sending) underWay.delete(mailId);
    }
  }

  return {
    sendMail({ mailId }: { readonly mailId: MailIds[number] }): Promise<void> {
      return beating(async (signal, note, noted) => {
        const mail = await readMail(database, mailId);
        if (mail === null || mail.state === 'sent') return;
        if (noted !== taken) {
          try {
            await sendAlone(mailId, mail, signal);
          } catch (error) {
            signal.throwIfAborted(); // nobody waits for this attempt any more; the mail stays as it was
            metrics.mailsSent.inc({ outcome: 'failed' });
            await markMailFailed(database, mail.id, error instanceof Error ? error.message : String(error));
            throw error;
          }
          note(taken);
        }
        await markMailSent(database, mail.id);
        metrics.mailsSent.inc({ outcome: 'sent' });
        log.info(happened('mail_sent', { mailId, messageId: mail.messageId }));
      });
    },
  };
}

/** A queued mail in the form that mailers take. */
export function toSend({ messageId, recipient, subject, body, html, charts, thread }: Mail): OutgoingMail {
  return { messageId, to: recipient, subject, text: body, html, charts, thread };
}
