import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { after, before, describe, it } from 'node:test';
import { MockActivityEnvironment } from '@temporalio/testing';
import { beating } from '../../activities/heartbeat.ts';
import { defaultLimits } from '../../domain/limits.ts';
import { createSmtpMailer, longestDelivery, type Mail, smtpLimits } from '../../mail/mailer.ts';

const mail: Mail = {
  ...{ messageId: '<silent@perennial.invalid>', to: 'operator@example.org', subject: 'An alert' },
  ...{ text: 'Of something.', html: null, charts: [], thread: [] },
};

/** Servers that take connections and fall silent: at once, or after their greeting. */
async function silentServer(greeting: string | null): Promise<{ url: string; sockets: Socket[]; close(): void }> {
  const sockets: Socket[] = [];
  const server = createServer((socket) => {
    sockets.push(socket);
    socket.on('error', () => {});
    socket.resume();
    if (greeting !== null) socket.write(greeting);
    server.emit('taken', socket);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `smtp://127.0.0.1:${port}`,
    sockets,
    close() {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
}

describe('a mail server that falls silent', () => {
  const servers: Awaited<ReturnType<typeof silentServer>>[] = [];
  before(async () => {
    servers.push(await silentServer(null), await silentServer('220 here I am\r\n'));
  });
  after(() => {
    for (const server of servers) server.close();
  });
  const short = { connectionTimeout: 300, greetingTimeout: 300, socketTimeout: 300, dnsTimeout: 300 };

  it('is given up after its limits, to be tried again', async () => {
    for (const { url } of servers) {
      const mailer = createSmtpMailer(url, 'perennial@example.org', undefined, short);
      await assert.rejects(mailer.send(mail), { code: 'mail_failed' });
    }
  });

  it('is left at once when the step is cancelled, and its connection is closed', async () => {
    for (const { url, sockets } of servers) {
      sockets.length = 0;
      const mailer = createSmtpMailer(url, 'perennial@example.org');
      const environment = new MockActivityEnvironment();
      const sending = environment.run(() => beating((signal) => mailer.send(mail, signal)));
      while (sockets.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
      const closed = once(sockets[0] as Socket, 'close');
      environment.cancel('CANCELLED');
      await assert.rejects(sending, { name: 'CancelledFailure' });
      await closed;
    }
  });

  it('is given up before the step is, so that no attempt overlaps the next', () => {
    for (const limit of [...Object.values(smtpLimits), longestDelivery]) assert.ok(limit < defaultLimits.mailTimeout);
  });
});
