import { type Mail, markMailFailed, markMailSent, readMail } from '../../store/mails.ts';
import { happened } from '../../telemetry/events.ts';
import type { ActivityDependencies } from '../dependencies.ts';
import { beating } from '../heartbeat.ts';
import type { Mail as OutgoingMail } from './mailer.ts';

/**
 * Delivers one queued mail. Killed between the server's answer and the mark, it is sent again under the same Message-ID: at least
 * once, as SMTP has it.
 */
export function createSendMailActivities({ database, mailer, log }: ActivityDependencies) {
  return {
    sendMail({ mailId }: { readonly mailId: number }): Promise<void> {
      return beating(async () => {
        const mail = await readMail(database, mailId);
        if (mail === null || mail.state === 'sent') return;
        try {
          await mailer.send(toSend(mail));
        } catch (error) {
          await markMailFailed(database, mailId, error instanceof Error ? error.message : String(error));
          throw error;
        }
        await markMailSent(database, mailId);
        log.info(happened('mail_sent', { mailId, messageId: mail.messageId }));
      });
    },
  };
}

/** A queued mail as mailers take it. */
export function toSend({ messageId, recipient, subject, body, html, charts, thread }: Mail): OutgoingMail {
  return { messageId, to: recipient, subject, text: body, html, charts, thread };
}
