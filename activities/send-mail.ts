import { markMailFailed, markMailSent, readMail } from '../store/mails.ts';
import { happened } from '../telemetry/events.ts';
import type { ActivityDependencies } from './dependencies.ts';
import { beating } from './heartbeat.ts';

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
          await mailer.send({ messageId: mail.messageId, to: mail.recipient, subject: mail.subject, text: mail.body });
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
