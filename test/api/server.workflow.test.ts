import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { trainingStatusSchema } from '../../api/contracts/training.ts';
import { freePorts } from '../../stack/ports.ts';
import { type TestDatabase, type TestTemporal, testDatabase, testTemporal } from '../infrastructure.ts';
import { call } from './fakes.ts';

const program = fileURLToPath(new URL('../../api/server.ts', import.meta.url));

/** Its output so far is in `printed`. */
function start(environment: Record<string, string>): { child: ChildProcess; printed: () => string } {
  const { PATH = '' } = process.env;
  const child = spawn(process.execPath, [program], {
    env: { PATH, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let text = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (part: string) => {
      text += part;
    });
  }
  return { child, printed: () => text };
}

async function waitFor(what: () => boolean, child: ChildProcess): Promise<void> {
  const deadline = Date.now() + 30_000;
  while (!what()) {
    assert.ok(Date.now() < deadline && child.exitCode === null, 'the server did not get there');
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

describe('api/server.ts', () => {
  let database: TestDatabase;
  let temporal: TestTemporal;
  let environment: Record<string, string>;
  const children: ChildProcess[] = [];
  before(async () => {
    [database, temporal] = await Promise.all([testDatabase(), testTemporal()]);
    const [port = 0] = await freePorts(1);
    environment = {
      DATABASE_URL: database.url,
      TEMPORAL_ADDRESS: temporal.address,
      TEMPORAL_NAMESPACE: temporal.namespace,
      PERENNIAL_INSTALLATION: 'shop',
      PERENNIAL_API_PORT: String(port),
    };
  });
  after(async () => {
    for (const child of children) child.kill('SIGKILL');
    await database?.close();
  });

  it('serves from its environment alone, refuses a second one, and stops on SIGTERM', async () => {
    const { child, printed } = start(environment);
    children.push(child);
    await waitFor(() => printed().includes('Dashboard:'), child);
    const [, token] = /API token \(shown once\): (\S+)/.exec(printed()) ?? [];
    const url = `http://127.0.0.1:${environment.PERENNIAL_API_PORT}`;
    assert.equal((await call(url, 'GET', '/healthz', { authorization: null })).body.status, 'ok');

    const authorization = `Bearer ${token}`;
    const idle = await call(url, 'GET', '/api/v1/training/status', { authorization });
    assert.equal(trainingStatusSchema.strict().parse(idle.body).status, 'idle');
    const nothing = await call(url, 'POST', '/api/v1/training/stop', { authorization });
    assert.deepEqual([nothing.status, nothing.body.code], [409, 'nothing_running']);

    const impossible = { model: 'churn', as_of: '0000-01-01' };
    const refused = await call(url, 'POST', '/api/v1/training/start', { authorization, json: impossible });
    assert.deepEqual([refused.status, refused.body.code], [422, 'invalid_training_data']);

    // nobody works on this task queue: the run waits, and says so
    const started = await call(url, 'POST', '/api/v1/training/start', { authorization, json: { model: 'churn' } });
    assert.equal(started.status, 202);
    const again = await call(url, 'POST', '/api/v1/training/start', { authorization });
    assert.deepEqual([again.status, again.body.code], [409, 'training_in_progress']);
    const waiting = await call(url, 'GET', '/api/v1/training/status', { authorization });
    assert.deepEqual([waiting.body.status, waiting.body.stale], ['training', true]);

    const stopped = await call(url, 'POST', '/api/v1/training/stop', { authorization });
    assert.deepEqual([stopped.status, stopped.body.retrain_id], [202, started.body.retrain_id]);

    const second = start(environment);
    children.push(second.child);
    assert.deepEqual(await once(second.child, 'close'), [1, null]);
    assert.match(second.printed(), /port_in_use: .*PERENNIAL_API_PORT/s);
    assert.match(second.printed(), new RegExp(`pid ${child.pid}\\b`));

    child.kill('SIGTERM');
    assert.deepEqual(await once(child, 'close'), [0, null]);
  });

  it('refuses to start without a database, naming the variable', async () => {
    const { child, printed } = start({ TEMPORAL_ADDRESS: temporal.address });
    children.push(child);
    assert.deepEqual(await once(child, 'close'), [1, null]);
    assert.match(printed(), /invalid_configuration: DATABASE_URL is not set/);
  });

  it('refuses to start without Temporal, naming the variable', async () => {
    const [port = 0] = await freePorts(1);
    const { child, printed } = start({ ...environment, TEMPORAL_ADDRESS: `127.0.0.1:${port}` });
    children.push(child);
    assert.deepEqual(await once(child, 'close'), [1, null]);
    assert.match(printed(), /temporal_unavailable: .*TEMPORAL_ADDRESS/s);
  });
});
