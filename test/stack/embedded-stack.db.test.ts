import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { afterEach, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import type { PerennialError } from '../../domain/errors.ts';
import { borrowedPlaces } from '../../stack/borrowed-place.ts';
import {
  findRunningStack,
  type RunningStack,
  registerApi,
  type StackOptions,
  startStack,
} from '../../stack/embedded-stack.ts';
import {
  acquireHome,
  lockFile,
  releaseHome,
  requireHomeNotRunning,
  type SupervisorRecord,
  supervisorFile,
} from '../../stack/home-lock.ts';
import { freePorts } from '../../stack/ports.ts';
import { requireDatabase } from '../../stack/postgres/database-health.ts';
import { waitUntilGone } from '../../stack/process-identity.ts';
import { readJson } from '../../stack/state-file.ts';
import { tailOf } from '../../stack/supervisor/server-log.ts';
import { type LostServer, logFileOf, type RestartedServer } from '../../stack/supervisor/supervised-servers.ts';
import { enterableTemporaryFolder, temporaryFolder } from '../infrastructure.ts';
import { readableByOthers } from './readable-files.ts';

/** Shared by the tests that need any database: making one is most of their time. */
const home = temporaryFolder();
const started: RunningStack[] = [];
const holders: ChildProcess[] = [];

/** PostgreSQL alone, because what is tested here is the same for both servers. */
async function optionsFor(home: string): Promise<StackOptions> {
  const [postgres = 0, temporal = 0] = await freePorts(2);
  return { home, ports: { postgres, temporal }, temporal: false };
}

async function start(options: StackOptions): Promise<RunningStack> {
  const stack = await startStack(options);
  started.push(stack);
  return stack;
}

/** A process of its own that holds the stack. */
async function hold(
  options: StackOptions,
): Promise<{ holder: ChildProcess; databaseUrl: string; processes: SupervisorRecord }> {
  const script = fileURLToPath(new URL('./hold-stack.ts', import.meta.url));
  const holder = spawn(process.execPath, [script, JSON.stringify(options)], { stdio: ['ignore', 'pipe', 'inherit'] });
  holders.push(holder);
  const [line] = await once(holder.stdout, 'data');
  const processes = readJson<SupervisorRecord>(supervisorFile(options.home));
  assert.ok(processes);
  return { holder, ...(JSON.parse(String(line)) as { databaseUrl: string }), processes };
}

async function ask(url: string, sql: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => {});
  await client.connect();
  try {
    return (await client.query({ text: sql, rowMode: 'array' })).rows.flat();
  } finally {
    await client.end();
  }
}

async function kill(holder: ChildProcess): Promise<void> {
  const ended = once(holder, 'exit');
  holder.kill('SIGKILL');
  await ended;
}

async function allGone({ supervisor, servers }: SupervisorRecord): Promise<void> {
  for (const one of [supervisor, ...servers]) assert.ok(await waitUntilGone(one, 10_000), `pid ${one.pid} still runs`);
}

afterEach(async () => {
  for (const holder of holders.splice(0)) holder.kill('SIGKILL');
  for (const stack of started.splice(0)) await stack.stop();
});

test('a running stack is found with its addresses, and only the owner can read its record', async () => {
  const options = await optionsFor(home);
  const stack = await start(options);
  registerApi(options.home, 'http://127.0.0.1:8000');
  const record = findRunningStack(options.home);
  assert.equal(record?.databaseUrl, stack.databaseUrl);
  assert.equal(record?.apiUrl, 'http://127.0.0.1:8000');
  assert.equal(record?.pid, process.pid);
  if (process.platform !== 'win32') assert.equal(statSync(join(options.home, 'stack.json')).mode & 0o777, 0o600);
  await stack.stop();
  assert.equal(findRunningStack(options.home), undefined);
  assert.deepEqual(readdirSync(options.home).sort(), ['logs', 'postgres']);
});

test('a second start in the same home is refused with the pid of the first', async () => {
  const options = await optionsFor(home);
  await start(options);
  await assert.rejects(startStack(options), (error: PerennialError) => {
    assert.equal(error.code, 'already_running');
    assert.match(error.message, new RegExp(`pid ${process.pid}\\b`));
    return true;
  });
});

test('a home in use is reported before its taken ports are', async () => {
  requireHomeNotRunning(home);
  const stack = await start(await optionsFor(home));
  assert.throws(() => requireHomeNotRunning(home), { code: 'already_running' });
  await stack.stop();
  requireHomeNotRunning(home);
});

test('a taken port is refused with its owner and the variable to change', async () => {
  const options = await optionsFor(home);
  const server = createServer().listen(options.ports.postgres, '127.0.0.1');
  await once(server, 'listening');
  try {
    await assert.rejects(startStack(options), (error: PerennialError) => {
      assert.equal(error.code, 'port_in_use');
      assert.match(
        error.message,
        new RegExp(`Port ${options.ports.postgres} .* by node(\\.exe)? \\(pid ${process.pid}\\)`),
      );
      assert.match(error.remedy, /PERENNIAL_POSTGRES_PORT/);
      return true;
    });
  } finally {
    server.close();
  }
  await start(options);
});

test('data of another PostgreSQL major version are refused and stay as they are', async () => {
  const options = await optionsFor(temporaryFolder());
  const data = join(options.home, 'postgres', 'data');
  mkdirSync(data, { recursive: true });
  writeFileSync(join(data, 'PG_VERSION'), '15\n');
  await assert.rejects(startStack(options), (error: PerennialError) => {
    assert.equal(error.code, 'database_version');
    assert.match(error.message, /PostgreSQL 15; this is PostgreSQL \d+/);
    return true;
  });
  assert.deepEqual(readdirSync(data), ['PG_VERSION']);
  assert.equal(readFileSync(join(data, 'PG_VERSION'), 'utf8'), '15\n');
  assert.deepEqual(readdirSync(options.home), ['postgres']);
});

test('kill -9 of the process that holds the stack leaves no server behind, and the next start finds the rows', async () => {
  const options = await optionsFor(home);
  const { holder, databaseUrl, processes } = await hold(options);
  await ask(databaseUrl, 'CREATE TABLE kept_of_holder AS SELECT 42 AS answer');
  await kill(holder);
  const again = await start(options); // at once: it waits for the servers that are still stopping
  await allGone(processes);
  assert.deepEqual(await ask(again.databaseUrl, 'SELECT answer FROM kept_of_holder'), [42]);
});

test('after kill -9 of everything the next start takes over, even from a server that survived', async () => {
  const options = await optionsFor(home);
  const { holder, databaseUrl, processes } = await hold(options);
  await ask(databaseUrl, 'CREATE TABLE kept_of_everything AS SELECT 42 AS answer');
  process.kill(processes.supervisor.pid, 'SIGSTOP'); // so that it can't tell the holder nor stop its server
  await kill(holder);
  process.kill(processes.supervisor.pid, 'SIGKILL');
  await waitUntilGone(processes.supervisor, 5_000);
  const again = await start(options);
  await allGone(processes);
  assert.deepEqual(await ask(again.databaseUrl, 'SELECT answer FROM kept_of_everything'), [42]);
});

test('a start waits while children of a killed server still hold its memory', {
  skip: process.platform !== 'linux',
}, async () => {
  const options = { ...(await optionsFor(home)), restarts: false } as const;
  const { holder, processes } = await hold(options);
  const [server] = processes.servers;
  assert.ok(server);
  const [child = 0] = readFileSync(`/proc/${server.pid}/task/${server.pid}/children`, 'utf8').split(' ').map(Number);
  process.kill(child, 'SIGSTOP');
  try {
    process.kill(server.pid, 'SIGKILL');
    await kill(holder);
    await waitUntilGone(processes.supervisor, 10_000);
    const again = start(options);
    again.catch(() => {}); // awaited below
    const log = logFileOf(home, 'postgres');
    while (!tailOf(log).includes('pre-existing shared memory block')) await sleep(20);
    process.kill(child, 'SIGCONT');
    assert.deepEqual(await ask((await again).databaseUrl, 'SELECT 42'), [42]);
  } finally {
    if (existsSync(`/proc/${child}`)) process.kill(child, 'SIGCONT');
  }
});

test('a throw-away stack leaves no folder even after kill -9', async () => {
  const options = { ...(await optionsFor(join(temporaryFolder(), 'home'))), throwAway: true };
  const { holder, processes } = await hold(options);
  await kill(holder);
  await allGone(processes);
  assert.equal(existsSync(options.home), false);
});

test('a server that is not to be started again is reported with its log when it ends', async () => {
  const options = { ...(await optionsFor(home)), restarts: false } as const;
  const stack = await start(options);
  const lost = new Promise((resolve) => stack.onExit((one) => resolve([one.server, one.log.includes('shut down')])));
  const server = readJson<SupervisorRecord>(supervisorFile(options.home))?.servers[0];
  process.kill(server?.pid ?? 0, 'SIGINT');
  assert.deepEqual(await lost, ['postgres', true]);
});

test('a server that was killed is started again on the same address, with its rows', async () => {
  const options = await optionsFor(home);
  const stack = await start(options);
  await ask(stack.databaseUrl, 'CREATE TABLE kept_of_killed AS SELECT 42 AS answer');
  const heard: RestartedServer[] = [];
  const again = new Promise<void>((resolve) =>
    stack.onRestart((one) => {
      heard.push(one);
      if (one.again) resolve();
    }),
  );
  const killed = readJson<SupervisorRecord>(supervisorFile(options.home))?.servers[0]?.pid ?? 0;
  process.kill(killed, 'SIGKILL');
  await again;
  assert.deepEqual(
    heard.map(({ server, reason }) => [server, reason]),
    [
      ['postgres', 'SIGKILL'],
      ['postgres', ''],
    ],
  );
  await requireDatabase(stack.databaseUrl, 30_000);
  assert.deepEqual(await ask(stack.databaseUrl, 'SELECT answer FROM kept_of_killed'), [42]);
  const record = readJson<SupervisorRecord>(supervisorFile(options.home));
  assert.notEqual(record?.servers[0]?.pid, killed);
  await stack.stop();
  if (record !== undefined) await allGone(record);
});

test('a server that keeps ending is given up, with how often it ended and the last lines of its log', async () => {
  const restarts = { firstWait: 20, longestWait: 20, window: 60_000, mostEnds: 3 };
  const options = { ...(await optionsFor(home)), restarts };
  const stack = await start(options);
  const lost = new Promise<LostServer>((resolve) => stack.onExit(resolve));
  const control = join(options.home, 'postgres', 'data', 'global', 'pg_control');
  renameSync(control, `${control}.away`);
  process.kill(readJson<SupervisorRecord>(supervisorFile(options.home))?.servers[0]?.pid ?? 0, 'SIGKILL');
  const { server, reason, log } = await lost;
  renameSync(`${control}.away`, control);
  assert.equal(server, 'postgres');
  assert.match(reason, /ended 3 times in a minute, the last time by exit code \d/);
  assert.match(log, /could not find the database system|pg_control/);
});

test('a lock that is empty or torn is taken over, unless its supervisor still runs', async () => {
  const options = await optionsFor(home);
  for (const content of ['', '{"pid": 4', 'null', '{}']) {
    writeFileSync(lockFile(home), content);
    requireHomeNotRunning(home);
    await acquireHome(home, () => {});
    assert.equal(readJson<{ pid: number }>(lockFile(home))?.pid, process.pid, content);
    releaseHome(home, process.pid);
  }
  const { holder, processes } = await hold(options);
  writeFileSync(lockFile(home), '');
  await kill(holder);
  const said: string[] = [];
  await acquireHome(home, (line) => said.push(line));
  assert.match(said.join(), /its lock is damaged/);
  await allGone(processes);
  releaseHome(home, process.pid);
});

test('a database of your own that does not answer is database_unavailable, without its password', async () => {
  const [port = 0] = await freePorts(1);
  const options = {
    ...(await optionsFor(temporaryFolder())),
    databaseUrl: `postgresql://me:hush@127.0.0.1:${port}/crm`,
  };
  await assert.rejects(startStack({ ...options, foreignPatience: 100 }), (error: PerennialError) => {
    assert.equal(error.code, 'database_unavailable');
    assert.match(error.message, new RegExp(`127.0.0.1:${port}/crm`));
    assert.doesNotMatch(error.message + error.remedy + JSON.stringify(error.details), /hush/);
    return true;
  });
});

test('what an earlier release left readable by everybody is for its owner only after the next start', {
  skip: process.platform === 'win32' && 'modes say nothing there',
}, async () => {
  const options = await optionsFor(join(enterableTemporaryFolder(), 'home'));
  const left = ['artifacts/ab/abc', 'mailbox/one.eml', 'logs/perennial.log', 'temporal.db', 'temporal.db-wal'];
  for (const name of left) {
    mkdirSync(join(options.home, name, '..'), { recursive: true });
    writeFileSync(join(options.home, name), 'somebody');
  }
  for (const name of ['', 'artifacts', 'artifacts/ab', ...left]) {
    chmodSync(join(options.home, name), left.includes(name) ? 0o644 : 0o755);
  }
  assert.ok(readableByOthers(options.home).length >= left.length);
  const stack = await start(options);
  assert.deepEqual(readableByOthers(options.home), []);
  for (const name of left) assert.equal(statSync(join(options.home, name)).mode & 0o777, 0o600, name);
  assert.equal(statSync(join(options.home, 'artifacts', 'ab')).mode & 0o777, 0o700);
  assert.deepEqual(await ask(stack.databaseUrl, 'SELECT 1 AS answer'), [1]);
});

const closed = temporaryFolder();
chmodSync(closed, 0o700);
const rootOnly = { skip: process.getuid?.() === 0 ? false : 'only root borrows a place' };

test(
  'as root, below a folder that only root may enter, data live elsewhere while it runs and then come back',
  rootOnly,
  async () => {
    const closed = temporaryFolder();
    chmodSync(closed, 0o700);
    const options = await optionsFor(join(closed, 'home'));
    const said: string[] = [];
    const stack = await start({ ...options, announce: (line) => said.push(line) });
    assert.match(said.join('\n'), /can't run as root.* live in /);
    await ask(stack.databaseUrl, 'CREATE TABLE kept_below_closed AS SELECT 42 AS answer');
    await stack.stop();
    assert.deepEqual(borrowedPlaces(options.home).filter(existsSync), []);
    assert.ok(existsSync(join(options.home, 'postgres', 'data', 'PG_VERSION')));
  },
);

test('as root, data left in the borrowed place by a crash of everything are used again', rootOnly, async () => {
  const options = await optionsFor(join(closed, 'home'));
  const { holder, databaseUrl, processes } = await hold(options);
  await ask(databaseUrl, 'CREATE TABLE kept_after_crash AS SELECT 42 AS answer');
  for (const { pid } of [processes.supervisor, ...processes.servers]) process.kill(pid, 'SIGKILL');
  await kill(holder);
  await allGone(processes);
  assert.equal(borrowedPlaces(options.home).filter(existsSync).length, 1);
  const again = await start(options);
  assert.deepEqual(await ask(again.databaseUrl, 'SELECT answer FROM kept_after_crash'), [42]);
  await again.stop();
  assert.deepEqual(borrowedPlaces(options.home).filter(existsSync), []);
});
