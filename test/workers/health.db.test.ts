import assert from 'node:assert/strict';
import { once } from 'node:events';
import { request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { describe, it } from 'node:test';
import { createToken, revokeToken } from '../../store/tokens.ts';
import { createMetrics } from '../../telemetry/metrics.ts';
import { serveHealth } from '../../workers/health.ts';
import type { StartedWorkers } from '../../workers/start-workers.ts';
import { openTestDatabase } from '../store/test-database.ts';

const configured = 'the-token-of-the-configuration';

describe("a worker's metrics", async () => {
  const database = await openTestDatabase();
  const metrics = createMetrics();
  const workers = { composition: { dependencies: { database, metrics } } } as unknown as StartedWorkers;

  /** Statuses of requests with these headers, one after the other. */
  async function ask(host: string, requests: readonly Record<string, string>[]): Promise<number[]> {
    const server = await serveHealth({ host, port: 0, token: configured }, workers);
    const statuses: number[] = [];
    for (const headers of requests) {
      const { port } = server.address() as AddressInfo;
      const sent = request({ host: '127.0.0.1', port, path: '/metrics', headers }).end();
      const [response] = await once(sent, 'response');
      const body = await text(response);
      assert.equal(/perennial_steps_total/.test(body), response.statusCode === 200);
      statuses.push(response.statusCode);
    }
    server.close();
    server.closeAllConnections();
    return statuses;
  }

  it('are for anybody on a loopback address, but not under a name of somebody else', async () => {
    assert.deepEqual(
      await ask('127.0.0.1', [{}, { Host: 'localhost:8081' }, { Host: 'evil.example' }, { Host: '[::1]:8081' }]),
      [200, 200, 401, 200],
    );
  });

  it('need a token elsewhere: that of the configuration, or one of the API that is not revoked', async () => {
    const token = await createToken(database, { label: 'prometheus', role: 'viewer' });
    const bearers = [`Bearer ${configured}`, `Bearer ${token}`, 'Bearer wrong', `Basic ${token}`];
    const headers = bearers.map((Authorization) => ({ Authorization }));
    assert.deepEqual(await ask('0.0.0.0', [{}, ...headers]), [401, 200, 200, 401, 401]);
    await revokeToken(database, token.split('.')[0] ?? '');
    assert.deepEqual(await ask('0.0.0.0', [{ Authorization: `Bearer ${token}` }]), [401]);
  });
});
