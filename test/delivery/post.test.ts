import assert from 'node:assert/strict';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, describe, it } from 'node:test';
import { DeliveryFailure } from '../../delivery/delivery-failure.ts';
import { post } from '../../delivery/post.ts';

describe('posting', () => {
  let server: Server;
  let port: number;
  let answer: RequestListener;
  let asked: string[] = [];
  before(async () => {
    server = createServer((request, response) => {
      asked.push(request.url ?? '');
      answer(request, response);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    port = (server.address() as AddressInfo).port;
  });
  after(() => {
    server.closeAllConnections();
    server.close();
  });

  async function failureOf(host: string, allowPrivate: boolean, patience = 5_000): Promise<DeliveryFailure> {
    asked = [];
    const url = new URL(`http://${host}:${port}/hook`);
    const error = await post({ url, body: '{}', headers: {}, allowPrivate, patience }).then(
      () => null,
      (reason: unknown) => reason,
    );
    assert.ok(error instanceof DeliveryFailure, String(error));
    return error;
  }

  it('refuses private addresses before it connects, however they are written or named', async () => {
    answer = (_, response) => response.end();
    for (const host of ['127.0.0.1', '2130706433', '0x7f.1', 'localhost', '[::1]', '[::ffff:127.0.0.1]', '0.0.0.0']) {
      const { message } = await failureOf(host, false);
      assert.match(message, /not an address of the public internet/, host);
      assert.deepEqual(asked, [], host);
    }
  });

  it('follows no redirect, and says where it would lead', async () => {
    answer = (_, response) => response.writeHead(302, { location: `http://169.254.169.254/latest?token=secret` }).end();
    const { message } = await failureOf('127.0.0.1', true);
    assert.match(message, /answered 302 and led to 169\.254\.169\.254\. Redirects are not followed/);
    assert.ok(!message.includes('secret'));
    assert.deepEqual(asked, ['/hook']);
  });

  it('shows nothing of what the receiver says', async () => {
    answer = (_, response) => response.writeHead(500).end('the database password is hunter2');
    assert.match((await failureOf('127.0.0.1', true)).message, /^127\.0\.0\.1:\d+ answered 500\.$/);
  });

  it('hears when the receiver wants to be left alone, or wants nothing any more', async () => {
    answer = (_, response) => response.writeHead(429, { 'retry-after': '120' }).end();
    const busy = await failureOf('127.0.0.1', true);
    answer = (_, response) => response.writeHead(410).end();
    const gone = await failureOf('127.0.0.1', true);
    assert.deepEqual([busy.retryAfter, busy.gone, gone.retryAfter, gone.gone], [120_000, false, 0, true]);
  });

  it('gives up a receiver that never answers', async () => {
    answer = () => {};
    assert.match((await failureOf('127.0.0.1', true, 50)).message, /gave no answer within 0\.05 s/);
  });

  it('is content with any 2xx', async () => {
    answer = (_, response) => response.writeHead(202).end('thanks');
    const url = new URL(`http://localhost:${port}/hook`);
    await post({ url, body: '{}', headers: {}, allowPrivate: true });
  });
});
