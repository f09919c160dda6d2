import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';
import { createMailbox, createSmtpMailer, type Mail } from '../../activities/mailer.ts';
import { temporaryFolder } from '../infrastructure.ts';

const mail: Mail = {
  messageId: '<0123456789abcdef@perennial.invalid>',
  to: 'operator@example.org',
  subject: 'ML Model Performance Alert: lead scoring model (R²=0.42)',
  text: 'Lead scoring model performance degraded: R²=0.42\n.\nA line of one dot stays.\n',
};

const servers: SMTPServer[] = [];
after(() => {
  for (const server of servers) server.close();
});

/** A real SMTP server on a free port; `received` are whole messages. */
async function smtpServer(options: Partial<SMTPServerOptions> = {}): Promise<{ url: string; received: string[] }> {
  const received: string[] = [];
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    onData(stream, _, callback) {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        received.push(Buffer.concat(chunks).toString());
        callback();
      });
    },
    ...options,
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { url: `smtp://127.0.0.1:${(server.server.address() as AddressInfo).port}`, received };
}

describe('the SMTP mailer', () => {
  it('delivers with the given Message-ID, addresses and text', async () => {
    const { url, received } = await smtpServer();
    const mailer = createSmtpMailer(url, 'perennial@example.org');
    await mailer.send(mail);
    mailer.close();
    const [message = ''] = received;
    assert.match(message, /^Message-ID: <0123456789abcdef@perennial\.invalid>\r$/m);
    assert.match(message, /^From: perennial@example\.org\r$/m);
    assert.match(message, /^To: operator@example\.org\r$/m);
    assert.match(message, /A line of one dot stays/);
  });

  function refusing(responseCode: number): Partial<SMTPServerOptions> {
    return {
      onRcptTo: (_address, _session, callback) => callback(Object.assign(new Error('not now'), { responseCode })),
    };
  }

  it('reports a 4xx answer as worth another attempt', async () => {
    const { url } = await smtpServer(refusing(451));
    const mailer = createSmtpMailer(url, 'perennial@example.org');
    await assert.rejects(mailer.send(mail), { code: 'mail_failed' });
    mailer.close();
  });

  it('reports a 5xx answer as final', async () => {
    const { url } = await smtpServer(refusing(550));
    const mailer = createSmtpMailer(url, 'perennial@example.org');
    await assert.rejects(mailer.send(mail), { code: 'invalid_configuration' });
    mailer.close();
  });

  it('reports a server that is away as worth another attempt', async () => {
    const mailer = createSmtpMailer('smtp://127.0.0.1:1', 'perennial@example.org');
    await assert.rejects(mailer.send(mail), { code: 'mail_failed' });
    mailer.close();
  });
});

describe('the local mailbox', () => {
  it('keeps one readable file a mail, however often it is sent', async () => {
    const folder = join(temporaryFolder(), 'mailbox');
    const mailbox = createMailbox(folder, 'perennial@localhost');
    await mailbox.send(mail);
    await mailbox.send(mail);
    const files = await readdir(folder);
    assert.deepEqual(files, ['0123456789abcdef_perennial.invalid.eml']);
    const text = await readFile(join(folder, files[0] ?? ''), 'utf8');
    assert.match(text, /^Message-ID: <0123456789abcdef@perennial\.invalid>\r$/m);
    assert.match(text, /^To: operator@example\.org\r$/m);
  });
});
