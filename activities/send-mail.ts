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
 * mail.
 */
export function createSendMailActivities({
  database,
  mailer,
  log,
}: Pick<ActivityDependencies, 'database' | 'mailer' | 'log'>) {
  return {
    sendMail({ mailId }: { readonly mailId: MailIds[number] }): Promise<void> {
      return beating(async (_signal, note, noted) => {
        const mail = await readMail(database, mailId);
        if (mail === null || mail.state === 'sent') return;
        if (noted !== taken) {
          try {
            await mailer.send(toSend(mail));
          } catch (error) {
            await markMailFailed(database, mail.id, error instanceof Error ? error.message : String(error));
            throw error;
          }
          note(taken);
        }
        await markMailSent(database, mail.id);
        log.info(happened('mail_sent', { mailId, messageId: mail.messageId }));
      });
    },
  };
}

/** A queued mail in the form that mailers take. */
export function toSend({ messageId, recipient, subject, body, html, charts, thread }: Mail): OutgoingMail {
  return { messageId, to: recipient, subject, text: body, html, charts, thread };
}
