import type { MailIds } from '../contract/messages.ts';
import type { Mail as OutgoingMail } from '../mail/mailer.ts';
import { type Mail, markMailFailed, markMailSent, readMail } from '../store/alerts/mails.ts';
import { happened } from '../telemetry/events.ts';
import type { ActivityDependencies } from './dependencies.ts';
import { beating } from './heartbeat.ts';

/** What an attempt leaves to the next one when the server has the mail and only the mark is missing. */
const taken = 'taken by the mail server';

/**
 * Delivers one queued mail. Killed between the mail's data and the beat that says that it was taken, it is sent again under the same
 * Message-ID: at least once, as SMTP has it. A database that is away at the mark doubles nothing.
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

/** A queued mail as mailers take it. */
export function toSend({ messageId, recipient, subject, body, html, charts, thread }: Mail): OutgoingMail {
  return { messageId, to: recipient, subject, text: body, html, charts, thread };
}
