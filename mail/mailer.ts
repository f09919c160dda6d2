import { mkdir, open, rename } from 'node:fs/promises';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { format } from 'node:util';
import nodemailer, { type SendMailOptions } from 'nodemailer';
import { PerennialError } from '../domain/errors.ts';
import type { MailChart } from '../store/training/training-entities.ts';

export type Mail = {
  readonly messageId: string;
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly html: string | null;
  /** Pictures that the HTML shows. */
  readonly charts: readonly MailChart[];
  /** Message-IDs of the mails that it replies to, oldest first. */
  readonly thread: readonly string[];
};

/** Where mail goes. Sending the same Message-ID again is allowed: SMTP is at-least-once, the mailbox keeps one file. */
export type Mailer = {
  /**
   * When `signal` aborts, the conversation with the server is broken off and its reason is thrown.
   *
   * @returns the server's answer, or the path of the written file.
   */
  send(mail: Mail, signal?: AbortSignal): Promise<string>;
  close(): void;
};

export type MailSettings = {
  /** Undefined: the local mailbox. */
  readonly smtpUrl: string | undefined;
  readonly from: string;
  readonly mailboxFolder: string;
};

/** `hear` gets each line of the conversation, without passwords. */
export function createMailer({ smtpUrl, from, mailboxFolder }: MailSettings, hear?: Hear): Mailer {
  return smtpUrl === undefined ? createMailbox(mailboxFolder, from) : createSmtpMailer(smtpUrl, from, hear);
}

export type Hear = (line: string) => void;

/**
 * ms. A server that answers nothing is given up long before the step is (`mailTimeout` in domain/limits.ts), because the next attempt
 * must not begin while this one may still deliver.
 */
export const smtpLimits = {
  connectionTimeout: 10_000,
  greetingTimeout: 10_000,
  /** Without a word in the middle of the conversation. */
  socketTimeout: 15_000,
  dnsTimeout: 10_000,
} as const;
/** ms for the whole conversation, however talkative the server is. */
export const longestDelivery = 45_000;

/** 4xx answers and connection errors are worth another attempt, 5xx are final. */
export function createSmtpMailer(
  url: string,
  from: string,
  hear?: Hear,
  limits: Readonly<Record<keyof typeof smtpLimits, number>> = smtpLimits,
): Mailer {
  const talk = hear === undefined ? {} : { logger: listener(hear), debug: true };
  return {
    async send(mail, signal) {
      const over = AbortSignal.any([...(signal === undefined ? [] : [signal]), AbortSignal.timeout(longestDelivery)]);
      over.throwIfAborted();
      // of its own, because a transport has no way to break off one delivery
      const transport = nodemailer.createTransport(
        { url, ...talk, ...limits, getSocket: connectUntil(over, limits.connectionTimeout) },
        { from },
      );
      try {
        const { response } = await transport.sendMail(composed(mail, from));
        return response;
      } catch (error) {
        signal?.throwIfAborted();
        const { responseCode, message } = error as { responseCode?: number; message: string };
        const final = responseCode !== undefined && responseCode >= 500;
        throw new PerennialError(
          final ? 'invalid_configuration' : 'mail_failed',
          `The mail server ${final ? 'refused' : 'did not take'} the mail to ${mail.to}: ${message}`,
          final
            ? 'Check ALERT_TO, ALERT_FROM and the account in SMTP_URL.'
            : 'It will be tried again; check that SMTP_URL can be reached.',
          { responseCode: responseCode ?? null },
          error,
        );
      } finally {
        transport.close();
      }
    },
    close() {},
  };
}

type Address = {
  readonly host?: string;
  readonly port?: number | string;
  readonly secure?: boolean;
  readonly localAddress?: string;
};
type Connected = (error: Error | null, found?: { readonly connection: Socket }) => void;

/** Opens Nodemailer's connections, so that an abort can break them. */
function connectUntil(signal: AbortSignal, patience: number) {
  return ({ host = 'localhost', port, secure, localAddress }: Address, connected: Connected): void => {
    // the ports of RFC 8314, as Nodemailer's own
    const to = { host, port: Number(port ?? (secure ? 465 : 587)), localAddress };
    const connection = connect({ ...to, signal });
    const fail = (error: Error) => connected(error);
    connection.setTimeout(patience, () => connection.destroy(new Error(`no connection within ${patience} ms`)));
    connection.once('error', fail);
    connection.once('connect', () => {
      connection.off('error', fail);
      connection.setTimeout(0);
      connected(null, { connection });
    });
  };
}

/** Without a mail server: writes one .eml file per mail, named by its Message-ID, so that a repeated send writes the same file. */
export function createMailbox(folder: string, from: string): Mailer {
  const composer = nodemailer.createTransport({ streamTransport: true, buffer: true, newline: 'windows' }, { from });
  return {
    async send(mail, signal) {
      signal?.throwIfAborted();
      const { message } = await composer.sendMail(composed(mail, from));
      await mkdir(folder, { recursive: true, mode: 0o700 });
      const name = `${mail.messageId.replace(/[^\w.-]+/g, '_').replace(/^_|_$/g, '')}.eml`;
      const temporary = join(folder, `.${name}.${process.pid}`);
      const file = await open(temporary, 'w', 0o600);
      try {
        await file.writeFile(message as Buffer);
        await file.sync();
      } finally {
        await file.close();
      }
      await rename(temporary, join(folder, name));
      return join(folder, name);
    },
    close: () => composer.close(),
  };
}

/** Auto-Submitted (RFC 3834) keeps out-of-office replies away. Unsubscribing writes to the sender, who can change ALERT_TO. */
function composed({ messageId, to, subject, text, html, charts, thread }: Mail, from: string): SendMailOptions {
  const last = thread.at(-1);
  return {
    messageId,
    to,
    subject,
    text,
    ...(html === null ? {} : { html }),
    ...(last === undefined ? {} : { inReplyTo: last, references: [...thread] }),
    attachments: charts.map(({ cid, png }) => ({
      cid,
      filename: 'chart.png',
      content: Buffer.from(png, 'base64'),
      contentType: 'image/png',
      contentDisposition: 'inline' as const,
    })),
    headers: {
      'Auto-Submitted': 'auto-generated',
      'List-Unsubscribe': `<mailto:${from}?subject=unsubscribe%20${encodeURIComponent(to)}>`,
    },
  };
}

/** A logger for Nodemailer that passes on only the conversation. */
function listener(hear: Hear) {
  const entry = ({ tnx }: { readonly tnx?: string }, text: string, ...values: readonly unknown[]) => {
    if (tnx === 'client' || tnx === 'server') hear(`${tnx === 'client' ? '>' : '<'} ${format(text, ...values).trim()}`);
    else if (tnx === 'smtp' || tnx === 'network' || tnx === 'dns') hear(`  ${format(text, ...values)}`);
  };
  return { level() {}, trace: entry, debug: entry, info: entry, warn: entry, error: entry, fatal: entry };
}
