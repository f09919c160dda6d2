import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';

export const account = { user: 'perennial', password: 'not-a-secret' } as const;

export type TestSmtpServer = {
  readonly url: string;
  readonly port: number;
  /** Whole messages in the order in which they were accepted. */
  readonly received: readonly string[];
  /** Cuts the connection after the next message is accepted and before it is answered. */
  dieAfterNextData(): void;
  close(): Promise<void>;
};

/** A server that takes mail over STARTTLS, only from its one account. Its certificate is self-signed. */
export async function startSmtpServer(options: Partial<SMTPServerOptions> = {}, port = 0): Promise<TestSmtpServer> {
  const received: string[] = [];
  let dies = false;
  const server = new SMTPServer({
    onAuth({ username, password }, { secure }, callback) {
      if (secure && username === account.user && password === account.password) callback(null, { user: username });
      else callback(new Error('wrong account'));
    },
    onData(stream, _session, callback) {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        received.push(Buffer.concat(chunks).toString());
        if (!dies) return callback();
        dies = false;
        for (const connection of server.connections) connection.close();
      });
    },
    ...options,
  });
  server.on('error', () => {}); // clients that give up in mid-conversation
  server.listen(port, '127.0.0.1');
  await once(server.server, 'listening');
  const address = server.server.address() as AddressInfo;
  return {
    port: address.port,
    url: smtpUrl(address.port),
    received,
    dieAfterNextData() {
      dies = true;
    },
    close: () => new Promise((resolve) => server.close(resolve)),
  };
}

function smtpUrl(port: number): string {
  return `smtp://${account.user}:${account.password}@127.0.0.1:${port}/?requireTLS=true&tls.rejectUnauthorized=false`;
}

/** Settings with which a worker mails alerts to an operator through this server. */
export function mailSettings({ url }: Pick<TestSmtpServer, 'url'>): Record<string, string> {
  return { SMTP_URL: url, ALERT_TO: 'operator@example.org', ALERT_FROM: 'perennial@example.org' };
}

/** A header's value, unfolded; undefined when it is missing. */
export function header(message: string, name: string): string | undefined {
  const head = message.slice(0, message.indexOf('\r\n\r\n')).replace(/\r\n[ \t]+/g, ' ');
  return new RegExp(`^${name}: (.*)$`, 'mi').exec(head)?.[1];
}
