import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { freePorts } from '../../../stack/ports.ts';
import { peersEnvironment } from '../engine/peers.ts';
import { onCore, serverCore } from './pinning.ts';

/** A server of predictions, a process of its own. */
export type Contestant = {
  readonly name: string;
  readonly url: string;
  /** The table that its prediction log goes to. */
  readonly log: string;
  /** Asked to stop, its end awaited: by then what it logged is written. */
  stop(): Promise<void>;
};

const startPatience = 60_000;

/** The product's API on one Node process; on the server's core unless told otherwise. */
export async function startOurs(
  settings: {
    readonly database: string;
    readonly blobs: string;
    readonly token: string;
    readonly zone: string;
  },
  { pinned }: { readonly pinned: boolean } = { pinned: true },
): Promise<Contestant> {
  const [port = 0] = await freePorts(1);
  const command = [process.execPath, fileURLToPath(new URL('./our-server.ts', import.meta.url))];
  const environment = { ...process.env, BENCH_SERVER: JSON.stringify({ ...settings, port }) };
  return start({
    name: 'Perennial',
    log: 'predictions',
    port,
    command: pinned ? onCore(serverCore, command) : command,
    environment,
    token: settings.token,
  });
}

/** `bench/peers/predict_api.py` on one uvicorn worker, on the server's core. */
export async function startTheirs(settings: {
  readonly python: string;
  readonly job: string;
  readonly token: string;
}): Promise<Contestant> {
  const [port = 0] = await freePorts(1);
  const options = ['--host', '127.0.0.1', '--port', String(port), '--loop', 'uvloop', '--http', 'httptools'];
  const folder = fileURLToPath(new URL('../../peers', import.meta.url));
  const quiet = ['--no-access-log', '--log-level', 'warning', '--app-dir', folder];
  const command = [settings.python, '-m', 'uvicorn', 'predict_api:app', ...options, ...quiet];
  const environment = { ...peersEnvironment(1), PEER_JOB: settings.job };
  return start({
    name: 'FastAPI',
    log: 'peer_predictions',
    port,
    command: onCore(serverCore, command),
    environment,
    token: settings.token,
  });
}

async function start(plan: {
  readonly name: string;
  readonly log: string;
  readonly port: number;
  readonly command: readonly string[];
  readonly environment: NodeJS.ProcessEnv;
  readonly token: string;
}): Promise<Contestant> {
  const { name, log, port, command, environment, token } = plan;
  const [program, ...args] = command;
  const child = spawn(program, args, { env: environment, stdio: ['ignore', 'ignore', 'pipe'] });
  // whatever ends the bench, nobody goes on serving
  process.once('exit', () => child.kill('SIGKILL'));
  let errors = '';
  child.stderr.on('data', (chunk: Buffer) => {
    errors = (errors + chunk.toString()).slice(-4_000);
  });
  const url = `http://127.0.0.1:${port}`;
  await untilItAnswers(name, url, token, child, () => errors);
  return {
    name,
    url,
    log,
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) throw new Error(`${name} has ended early:\n${errors}`);
      const exited = once(child, 'exit');
      child.kill('SIGTERM');
      await exited;
    },
  };
}

/** Whatever it answers: it listens once its models are loaded. */
async function untilItAnswers(
  name: string,
  url: string,
  token: string,
  child: ChildProcess,
  errors: () => string,
): Promise<void> {
  const until = performance.now() + startPatience;
  while (performance.now() < until && child.exitCode === null) {
    const answer = await fetch(`${url}/openapi.json`, { headers: { authorization: `Bearer ${token}` } }).catch(
      () => null,
    );
    await answer?.arrayBuffer();
    if (answer !== null) return;
    await sleep(50);
  }
  child.kill('SIGKILL');
  throw new Error(`${name} did not start:\n${errors()}`);
}
