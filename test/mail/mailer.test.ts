import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import type { SMTPServerOptions } from 'smtp-server';
import { createMailbox, createSmtpMailer, type Mail } from '../../mail/mailer.ts';
import { temporaryFolder } from '../infrastructure.ts';
import { account, header, startSmtpServer, type TestSmtpServer } from './smtp-server.ts';

const mail: Mail = {
  messageId: '<0123456789abcdef@perennial.invalid>',
  to: 'operator@example.org',
  subject: 'ML Model Performance Alert: lead scoring model (R²=0.42)',
  text: 'Lead scoring model performance degraded: R²=0.42\n.\nA line of one dot stays.\n',
  html: '<p>R² is 0.42</p><img src="cid:chart@perennial.invalid">',
  charts: [{ cid: 'chart@perennial.invalid', png: Buffer.from('a picture').toString('base64') }],
  thread: [],
};

const servers: TestSmtpServer[] = [];
after(() => Promise.all(servers.map((server) => server.close())));

async function smtpServer(options: Partial<SMTPServerOptions> = {}): Promise<TestSmtpServer> {
  const server = await startSmtpServer(options);
  servers.push(server);
  return server;
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

  it('sends text, HTML and its picture, as an automatic mail that one can unsubscribe from', async () => {
    const { url, received } = await smtpServer();
    const mailer = createSmtpMailer(url, 'perennial@example.org');
    assert.match(await mailer.send(mail), /^250 /);
    mailer.close();
    const [message = ''] = received;
    assert.match(message, /^Content-Type: text\/plain/m);
    assert.match(message, /^Content-Type: text\/html/m);
    assert.match(message, /^Content-Id: <chart@perennial\.invalid>\r$/im);
    assert.ok(message.includes(Buffer.from('a picture').toString('base64')));
    assert.equal(header(message, 'Auto-Submitted'), 'auto-generated');
    assert.equal(
      header(message, 'List-Unsubscribe'),
      '<mailto:perennial@example.org?subject=unsubscribe%20operator%40example.org>',
    );
    assert.equal(header(message, 'In-Reply-To'), undefined);
  });

  it('passes on the conversation without the password', async () => {
    const { url } = await smtpServer();
    const lines: string[] = [];
    const mailer = createSmtpMailer(url, 'perennial@example.org', (line) => lines.push(line));
    await mailer.send(mail);
    mailer.close();
    const talk = lines.join('\n');
    assert.match(talk, /> STARTTLS/);
    assert.match(talk, /authenticated/);
    assert.match(talk, /> RCPT TO:<operator@example\.org>/);
    assert.ok(!talk.includes(account.password));
    assert.ok(!talk.includes(Buffer.from(`\0${account.user}\0${account.password}`).toString('base64')));
  });

  it('reports a refused account as final', async () => {
    const { url, received } = await smtpServer();
    const mailer = createSmtpMailer(url.replace(account.password, 'wrong'), 'perennial@example.org');
    await assert.rejects(mailer.send(mail), { code: 'invalid_configuration' });
    mailer.close();
    assert.deepEqual(received, []);
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
  it('keeps one readable file per mail, however often it is sent', async () => {
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
