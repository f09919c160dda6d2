import { execFile } from 'node:child_process';
import { mkdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { exitCodes } from '../../../cli/exit-codes.ts';
import type { Random } from '../../../engine/random.ts';
import { type SupervisorRecord, supervisorFile } from '../../../stack/home-lock.ts';
import { freePorts } from '../../../stack/ports.ts';
import { projectRoot } from '../../../stack/project-root.ts';
import { recordFile, type StackRecord } from '../../../stack/stack-record.ts';
import { readJson } from '../../../stack/state-file.ts';
import type { ServerName } from '../../../stack/supervisor/supervisor-protocol.ts';
import { makeEnterableFolder } from '../../../test/infrastructure.ts';
import { print } from '../../figures.ts';
import { openPostOffice, type PostOffice } from '../kill/post-office.ts';
import { keepRunning, type Program } from './program.ts';
import { mountSmallDisk, type SmallDisk } from './small-disk.ts';
import { startProxy, type TcpProxy } from './tcp-proxy.ts';

/** The whole product, and all that can be taken from it. */
export type Scene = {
  readonly home: string;
  /** For files that aren't the product's. */
  readonly folder: string;
  readonly product: Program;
  /** Workers of both queues that reach the servers by networks of their own. */
  readonly worker: Program;
  readonly office: PostOffice;
  readonly disk: SmallDisk;
  /** By what they lead to. */
  readonly networks: Readonly<Record<string, TcpProxy>>;
  serverPid(name: ServerName): number | undefined;
  databaseUrl(): string;
  isHealthy(): Promise<boolean>;
  /** null: no answer within ten seconds. */
  ask(method: 'GET' | 'POST', path: string, body?: unknown): Promise<{ status: number; body: unknown } | null>;
  /** A command of `perennial`. Its exit code and what it printed. */
  command(...args: readonly string[]): Promise<{ code: number; stdout: string; stderr: string }>;
  close(): Promise<void>;
};

const token = 'chaos-token-0123456789';
const answerPatience = 10_000;
const startPatience = 120_000;
const commandPatience = 120_000;

/** A business with three champions, and challengers on trial. */
export async function openScene({ leads, random }: { leads: number; random: Random }): Promise<Scene> {
  const folder = makeEnterableFolder(tmpdir());
  const home = join(folder, 'home');
  mkdirSync(home);
  const disk = mountSmallDisk(home);
  const [postgres = 0, temporal = 0, ui = 0, api = 0] = await freePorts(4);
  const office = await openPostOffice(random);
  const networks = {
    'the mail server': await startProxy(Number(new URL(office.url).port)),
    'PostgreSQL, from the other machine,': await startProxy(postgres),
    'Temporal, from the other machine,': await startProxy(temporal),
  };
  const [mailNetwork, databaseNetwork, temporalNetwork] = Object.values(networks);
  const smtp = withPort(office.url, mailNetwork.port);
  const shared = {
    PATH: process.env.PATH,
    HOME: process.env.HOME,
    XDG_CACHE_HOME: process.env.XDG_CACHE_HOME,
    SMTP_URL: smtp,
    ALERT_TO: 'ann@example.org',
    PERENNIAL_TRAINING_SLOTS: '1',
  };
  const env = {
    ...shared,
    PERENNIAL_HOME: home,
    PERENNIAL_POSTGRES_PORT: String(postgres),
    PERENNIAL_TEMPORAL_PORT: String(temporal),
    PERENNIAL_TEMPORAL_UI_PORT: String(ui),
    PERENNIAL_API_PORT: String(api),
    PERENNIAL_API_TOKEN: token,
  };
  const url = `http://127.0.0.1:${api}`;
  const product = keepRunning('the product', 'main.ts', 'Perennial is running.', env);
  const databaseUrl = () => readJson<StackRecord>(recordFile(home))?.databaseUrl ?? lastDatabaseUrl;
  let lastDatabaseUrl = '';
  let worker: Program | undefined;

  async function ask(method: 'GET' | 'POST', path: string, body?: unknown) {
    try {
      const response = await fetch(url + path, {
        method,
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        signal: AbortSignal.timeout(answerPatience),
      });
      return { status: response.status, body: await response.json() };
    } catch {
      return null;
    }
  }
  const isHealthy = async () => (await ask('GET', '/readyz'))?.status === 200;
  const command: Scene['command'] = (...args) =>
    new Promise((resolve) => {
      // a command that finds no servers would start its own, in the product's way
      const servers = { DATABASE_URL: databaseUrl(), TEMPORAL_ADDRESS: `127.0.0.1:${temporal}` };
      const options = { cwd: projectRoot, env: { ...env, ...servers }, timeout: commandPatience, maxBuffer: 1 << 26 };
      execFile(process.execPath, [join(projectRoot, 'cli', 'main.ts'), ...args], options, (error, stdout, stderr) => {
        const code = error === null ? 0 : typeof error.code === 'number' ? error.code : 1;
        resolve({ code, stdout, stderr });
      });
    });
  async function mustSucceed(...args: readonly string[]): Promise<void> {
    let { code, stderr } = await command(...args);
    // Temporal may be slow on a busy machine: its user tries again
    for (let again = 0; code === exitCodes.infrastructure.code && again < 10; again++)
      ({ code, stderr } = await command(...args));
    if (code !== 0) throw new Error(`perennial ${args.join(' ')} ended with ${code}: ${stderr}`);
  }
  async function close(): Promise<void> {
    await worker?.stop();
    await product.stop();
    await office.close();
    for (const proxy of Object.values(networks)) await proxy.close();
    disk.unmount();
    rmSync(folder, { recursive: true, force: true });
  }

  try {
    for (const deadline = performance.now() + startPatience; !(await isHealthy()); await sleep(250)) {
      if (product.failedStarts.length > 0) throw new Error(product.failedStarts[0]);
      if (performance.now() > deadline) throw new Error('the product did not start');
    }
    lastDatabaseUrl = databaseUrl();
    print('A simulated business, its first three models and challengers on trial ...');
    await mustSucceed('generate', '--contacts', '300', '--leads', String(leads));
    for (const round of ['1', '2']) await mustSucceed('train', '--candidates', '2', '--seed', round);
    const script = fileURLToPath(new URL('../kill/worker-process.ts', import.meta.url));
    worker = keepRunning('the worker', script, 'workers_ready', {
      ...shared,
      DATABASE_URL: withPort(databaseUrl(), databaseNetwork.port),
      TEMPORAL_ADDRESS: `127.0.0.1:${temporalNetwork.port}`,
      PERENNIAL_HOME: join(folder, 'other'),
      PERENNIAL_ARTIFACTS: join(home, 'artifacts'),
    });
  } catch (error) {
    await close();
    throw error;
  }
  return {
    ...{ home, folder, product, worker, office, disk, networks },
    ...{ databaseUrl, isHealthy, ask, command, close },
    serverPid: (name) =>
      readJson<SupervisorRecord>(supervisorFile(home))?.servers.find((server) => server.name === name)?.pid,
  };
}

function withPort(url: string, port: number): string {
  const changed = new URL(url);
  changed.port = String(port);
  return changed.href;
}
