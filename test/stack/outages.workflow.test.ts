import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { after, before, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { type RunningApi, startApi } from '../../api/start-api.ts';
import { temporalPatience } from '../../control/connect-temporal.ts';
import { type Controls, openControls } from '../../control/open-controls.ts';
import { modelNames } from '../../domain/models.ts';
import { createSchedules } from '../../schedules/schedules.ts';
import { type RunningStack, startStack } from '../../stack/embedded-stack.ts';
import { type SupervisorRecord, supervisorFile } from '../../stack/home-lock.ts';
import { freePorts } from '../../stack/ports.ts';
import { readJson } from '../../stack/state-file.ts';
import { openBlobs } from '../../store/artifacts/blobs.ts';
import { databasePatience } from '../../store/database/connection.ts';
import { type Database, openDatabase } from '../../store/database/database.ts';
import { readySchema } from '../../store/database/migrate.ts';
import { openRetrain } from '../../store/training/retrains.ts';
import { call, goodToken, type Reply } from '../api/fakes.ts';
import { noSources } from '../api/no-sources.ts';
import { runOnce } from '../cli/run-cli.ts';
import { temporaryFolder } from '../infrastructure.ts';

/** How long a loaded machine may add to a limit, ms. Without the limits it was 19 s or for ever. */
const slack = 2_500;

describe('an outage', {
  skip: process.platform === 'linux' ? false : 'the processes of a server are found in /proc',
}, () => {
  const home = temporaryFolder();
  const closing: (() => Promise<unknown>)[] = [];
  let stack: RunningStack;
  let database: Database;
  let controls: Controls;
  let api: RunningApi;

  before(async () => {
    const [postgres = 0, temporal = 0] = await freePorts(2);
    stack = await startStack({ home, ports: { postgres, temporal } });
    closing.push(() => stack.stop());
    await readySchema(stack.databaseUrl, true);
    database = await openDatabase(stack.databaseUrl, { patience: databasePatience });
    closing.push(() => database.close());
    const schedules = createSchedules({ timezone: 'UTC', minimumChanges: 10, cooldownDays: 7 });
    const address = { address: stack.temporalAddress ?? '', namespace: 'default', installation: '' };
    controls = await openControls({ temporal: address, schedules, database, patience: temporalPatience });
    closing.push(() => controls.close());
    api = await startApi({
      ...{ host: '127.0.0.1', port: 0, token: goodToken, production: false, version: 'test', businessTimezone: 'UTC' },
      ...{ control: controls.training, gate: controls.gate, schedules: controls.schedules, sources: noSources() },
      reproduction: controls.reproduction,
      ...{ database, blobs: openBlobs(temporaryFolder()), temporal: controls.connection },
      log: { debug() {}, info() {}, warn() {}, error() {} },
    });
    closing.push(() => api.close());
    const startedAt = new Date('2024-01-15T10:30:00Z');
    await openRetrain(database, { id: 'r1', trigger: 'api', models: modelNames, input: {}, startedAt });
  });
  after(async () => {
    for (const close of closing.reverse()) await close();
  });

  const ask = (method: string, path: string, json?: unknown) => call(api.url, method, path, json ? { json } : {});
  async function timed(method: string, path: string, json?: unknown): Promise<Reply & { took: number }> {
    const from = performance.now();
    return { ...(await ask(method, path, json)), took: performance.now() - from };
  }
  const pidOf = (server: string): number =>
    readJson<SupervisorRecord>(supervisorFile(home))?.servers.find(({ name }) => name === server)?.pid ?? 0;

  /** Asks until the answer is as wanted; the file's time limit ends it otherwise. */
  async function until(path: string, wanted: (reply: Reply) => boolean): Promise<Reply> {
    for (;;) {
      const reply = await ask('GET', path);
      if (wanted(reply)) return reply;
      await sleep(20);
    }
  }

  async function frozen(pids: readonly number[], work: () => Promise<void>): Promise<void> {
    for (const pid of pids) process.kill(pid, 'SIGSTOP');
    try {
      await work();
    } finally {
      for (const pid of pids) process.kill(pid, 'SIGCONT');
    }
  }

  it('of a Temporal that hangs leaves stored states, refusals in time, and predictions', async () => {
    await frozen([pidOf('temporal')], async () => {
      const [status, start, schedules, ready] = await Promise.all([
        timed('GET', '/api/v1/training/status'),
        timed('POST', '/api/v1/training/start', { model: 'churn' }),
        timed('GET', '/api/v1/schedules'),
        timed('GET', '/readyz'),
      ]);
      assert.deepEqual([status.status, status.body.stale, status.body.retrain_id], [200, true, 'r1']);
      assert.ok(status.took < 1_000 + slack, `status took ${status.took} ms`);
      for (const refused of [start, schedules]) {
        assert.deepEqual([refused.status, refused.body.code], [503, 'temporal_unavailable']);
        assert.match(refused.headers.get('retry-after') ?? '', /^\d+$/);
        assert.ok(refused.took < temporalPatience + slack, `it took ${refused.took} ms`);
      }
      assert.deepEqual([ready.status, ready.body.status], [200, 'degraded']);

      const env = { PERENNIAL_HOME: home };
      const from = performance.now();
      const stored = await runOnce(['status', '--json'], { env });
      assert.ok(performance.now() - from < temporalPatience + slack);
      assert.deepEqual([stored.code, JSON.parse(stored.stdout).stale], [0, true], stored.stderr);
      const listed = await runOnce(['schedule', 'list'], { env });
      assert.deepEqual([listed.code, /temporal_unavailable/.test(listed.stderr)], [5, true]);
    });
    await until('/readyz', ({ body }) => body.status === 'ok');
  });

  it('of a Temporal that was killed ends by itself', async () => {
    process.kill(pidOf('temporal'), 'SIGKILL');
    const start = await timed('POST', '/api/v1/training/start', { model: 'churn' });
    assert.ok(start.took < temporalPatience + slack, `it took ${start.took} ms`);
    await until('/readyz', ({ body }) => body.status === 'ok');
  });

  it('of a PostgreSQL that hangs is refused in time, and at once when it is known', async () => {
    const postmaster = pidOf('postgres');
    await frozen([postmaster, ...childrenOf(postmaster)], async () => {
      const first = await timed('GET', '/api/v1/training/history');
      assert.deepEqual([first.status, first.body.code], [503, 'database_unavailable']);
      assert.ok(first.took < databasePatience + slack, `it took ${first.took} ms`);
      const second = await timed('GET', '/api/v1/training/history');
      assert.equal(second.status, 503);
      assert.ok(second.took < slack, `the second took ${second.took} ms`);
      assert.equal((await ask('GET', '/livez')).status, 200);
      assert.equal((await timed('GET', '/readyz')).status, 503);
    });
    await until('/api/v1/training/history', ({ status }) => status === 200);
  });

  it('of a PostgreSQL that was killed is answered with 503 and Retry-After until it runs again', async () => {
    const killed = pidOf('postgres');
    process.kill(killed, 'SIGKILL');
    const during = await until('/api/v1/training/history', ({ status }) => status !== 200);
    assert.deepEqual([during.status, during.body.code], [503, 'database_unavailable']);
    assert.match(during.headers.get('retry-after') ?? '', /^\d+$/);
    await until('/api/v1/training/history', ({ status }) => status === 200);
    assert.notEqual(pidOf('postgres'), killed);
    await until('/readyz', ({ body }) => body.status === 'ok');
  });

  it('does not end a query that a living server works on for longer', async () => {
    const impatient = await openDatabase(stack.databaseUrl, { patience: 2_000 });
    try {
      assert.deepEqual(await impatient.query('select 1 as one from pg_sleep(2.5)'), [{ one: 1 }]);
    } finally {
      await impatient.close();
    }
  });

  it('by a lock that somebody else holds is refused in time', async () => {
    const impatient = await openDatabase(stack.databaseUrl, { patience: 400 });
    try {
      await database.withClient(async (client) => {
        await client.query('begin');
        await client.query('lock table retrains in access exclusive mode');
        await assert.rejects(impatient.query('select * from retrains'), { code: 'database_unavailable' });
        await client.query('rollback');
      });
    } finally {
      await impatient.close();
    }
  });
});

function childrenOf(parent: number): number[] {
  return readdirSync('/proc').flatMap((entry) => {
    if (!/^\d+$/.test(entry)) return [];
    try {
      const stat = readFileSync(`/proc/${entry}/stat`, 'utf8');
      const [, ppid] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      return Number(ppid) === parent ? [Number(entry)] : [];
    } catch {
      return []; // ended meanwhile
    }
  });
}
