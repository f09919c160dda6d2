import { mkdir, open, rename } from 'node:fs/promises';
import { join } from 'node:path';
import nodemailer from 'nodemailer';
import { PerennialError } from '../domain/errors.ts';

export type Mail = {
  readonly messageId: string;
  readonly to: string;
  readonly subject: string;
  readonly text: string;
};

/** Where mail goes. Sending the same Message-ID again is allowed: SMTP is at-least-once, the mailbox keeps one file. */
export type Mailer = {
  send(mail: Mail): Promise<void>;
  close(): void;
};

/** 4xx answers and connection errors are worth another attempt, 5xx are final. */
export function createSmtpMailer(url: string, from: string): Mailer {
  const transport = nodemailer.createTransport(url, { from });
  return {
    async send({ messageId, to, subject, text }) {
      try {
        await transport.sendMail({ messageId, to, subject, text });
      } catch (error) {
        const { responseCode, message } = error as { responseCode?: number; message: string };
        const final = responseCode !== undefined && responseCode >= 500;
        throw new PerennialError(
          final ? 'invalid_configuration' : 'mail_failed',
          `The mail server ${final ? 'refused' : 'did not take'} the mail to ${to}: ${message}`,
          final
            ? 'Check ALERT_TO, ALERT_FROM and the account in SMTP_URL.'
            : 'It is tried again; check that SMTP_URL can be reached.',
          { responseCode: responseCode ?? null },
          error,
        );
      }
    },
    close: () => transport.close(),
  };
}

/** Without a mail server: one .eml file a mail, named by its Message-ID, so that a repeated send writes the same file. */
export function createMailbox(folder: string, from: string): Mailer {
  const composer = nodemailer.createTransport({ streamTransport: true, buffer: true, newline: 'windows' }, { from });
  return {
    async send({ messageId, to, subject, text }) {
      const composed = await composer.sendMail({ messageId, to, subject, text });
      await mkdir(folder, { recursive: true });
      const name = `${messageId.replace(/[^\w.-]+/g, '_').replace(/^_|_$/g, '')}.eml`;
      const temporary = join(folder, `.${name}.${process.pid}`);
      const file = await open(temporary, 'w');
      try {
        await file.writeFile(composed.message as Buffer);
        await file.sync();
      } finally {
        await file.close();
      }
      await rename(temporary, join(folder, name));
    },
    close: () => composer.close(),
  };
}
