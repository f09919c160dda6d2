import assert from 'node:assert/strict';
import { once } from 'node:events';
import { Agent, createServer, get, type RequestListener, type Server } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Drain, drainable, drainLimits } from '../../api/http/drain.ts';
import { refuseStopping } from '../../api/http/error-handler.ts';

async function start(
  listener: RequestListener,
  limits: Partial<typeof drainLimits> | Record<string, number> = {},
): Promise<{ server: Server; port: number; drain: Drain }> {
  const server = createServer(listener);
  const drain = drainable(server, refuseStopping, { ...drainLimits, ...limits });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { server, port: (server.address() as AddressInfo).port, drain };
}

/** 'answered', 'refused' before a connection was made, or the code of what dropped it. */
function ask(port: number, agent: Agent): Promise<string> {
  return new Promise((resolve) => {
    get({ host: '127.0.0.1', port, agent }, (response) => {
      response.resume();
      response.once('end', () => resolve('answered'));
      response.once('error', (error) => resolve(error.message));
    }).once('error', (error: NodeJS.ErrnoException) =>
      resolve(error.syscall === 'connect' ? 'refused' : `${error.code} ${error.message}`),
    );
  });
}

describe('a server that stops', () => {
  it('answers or refuses what busy clients send meanwhile, and drops nothing', async () => {
    const { port, drain } = await start(async (_request, response) => {
      await sleep(2);
      response.end('x');
    });
    const agent = new Agent({ keepAlive: true, maxSockets: 16 });
    const fates: string[] = [];
    let going = true;
    const clients = Array.from({ length: 16 }, async () => {
      while (going) fates.push(await ask(port, agent));
    });
    await sleep(100);
    const closed = drain.close();
    await sleep(300);
    const still = fates.length;
    await closed;
    going = false;
    await Promise.all(clients);
    agent.destroy();
    assert.ok(still > 16, 'it answers nothing while it stops');
    assert.deepEqual([...new Set(fates)].sort(), ['answered', 'refused']);
  });

  it('answers a request that is on its way when it stops', async () => {
    const { port, drain } = await start((_request, response) => response.end('x'));
    const socket = connect(port, '127.0.0.1');
    await once(socket, 'connect');
    socket.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n');
    await once(socket, 'data');
    const closed = drain.close();
    socket.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n');
    const [answer] = await once(socket, 'data');
    assert.match(String(answer), /^HTTP\/1\.1 200 OK.*Connection: close/is);
    await closed;
  });

  it('refuses a request whose answer takes too long', async () => {
    const { port, drain } = await start(() => {}, { welcome: 0, answer: 100 });
    const answer = fetch(`http://127.0.0.1:${port}/`);
    await sleep(50);
    await drain.close();
    const { status, headers } = await answer;
    assert.deepEqual([status, headers.has('retry-after')], [503, true]);
  });

  it('stops at once when nobody is connected, and can be stopped twice', async () => {
    const { drain } = await start(() => {}, { quiet: 60_000, welcome: 60_000 });
    await Promise.all([drain.close(), drain.close()]);
  });
});
