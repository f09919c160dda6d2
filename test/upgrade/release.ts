import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePorts } from '../../stack/ports.ts';

/**
 * A release that runs as its users run it: `npm start`, the command line and the API, which stay what they are from one release to the
 * next. What is inside of it may lie anywhere.
 */
export type Release = {
  readonly databaseUrl: string;
  readonly token: string;
  /** JSON of an answer. @throws when it isn't a success. */
  ask<Answer>(method: 'GET' | 'POST', path: string, body?: unknown): Promise<Answer>;
  /** One command of the command line. @throws when it ends with another code than 0 */
  command(...argv: readonly string[]): Promise<string>;
  /** As Ctrl-C does. */
  stop(): Promise<void>;
};

/** ms */
const patience = 90_000;

export type ReleaseSettings = {
  /** Folder of the release's code, with its node_modules. */
  readonly checkout: string;
  readonly home: string;
  /** Left out at the first start: one is made and printed. */
  readonly token?: string | undefined;
  readonly env?: Readonly<Record<string, string>>;
};

export async function startRelease({ checkout, home, token: known, env = {} }: ReleaseSettings): Promise<Release> {
  const [api, temporal, ui, postgres] = await freePorts(4);
  const environment = {
    ...process.env,
    PERENNIAL_HOME: home,
    PERENNIAL_API_PORT: String(api),
    PERENNIAL_TEMPORAL_PORT: String(temporal),
    PERENNIAL_TEMPORAL_UI_PORT: String(ui),
    PERENNIAL_POSTGRES_PORT: String(postgres),
    ...env,
  };
  const run = (...argv: readonly string[]) =>
    spawn(process.execPath, argv, { cwd: checkout, env: environment, stdio: ['ignore', 'pipe', 'inherit'] });
  const main = run('main.ts');
  const welcome = await readUntil(main, 'Ctrl-C stops everything.');
  const token = known ?? /only its hash is kept\):\s+(\S+)/.exec(welcome)?.[1] ?? '';
  const { databaseUrl } = JSON.parse(readFileSync(join(home, 'stack.json'), 'utf8')) as { databaseUrl: string };
  return {
    databaseUrl,
    token,
    async ask<Answer>(method: 'GET' | 'POST', path: string, body?: unknown) {
      const response = await fetch(`http://127.0.0.1:${api}${path}`, {
        method,
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      const text = await response.text();
      if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
      return JSON.parse(text) as Answer;
    },
    async command(...argv) {
      const process = run('cli/main.ts', ...argv);
      const [output, code] = await Promise.all([process.stdout.setEncoding('utf8').toArray(), exitOf(process)]);
      if (code !== 0) throw new Error(`${argv.join(' ')} ended with ${code}:\n${output.join('')}`);
      return output.join('');
    },
    async stop() {
      main.kill('SIGINT');
      await exitOf(main);
    },
  };
}

/** Asks until the answer is as it should be. A machine that does much else takes long: patience is for what never comes. */
export async function until<T>(what: string, ask: () => Promise<T>, good: (answer: T) => boolean): Promise<T> {
  const deadline = Date.now() + patience;
  for (;;) {
    const answer = await ask();
    if (good(answer)) return answer;
    if (Date.now() > deadline) throw new Error(`${what} did not come: ${JSON.stringify(answer)}`);
    await sleep(200);
  }
}

function readUntil(process: ChildProcess, text: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let output = '';
    process.stdout?.setEncoding('utf8').on('data', (piece: string) => {
      output += piece;
      if (output.includes(text)) resolve(output);
    });
    process.once('exit', (code) => reject(new Error(`It ended with ${code}:\n${output}`)));
  });
}

function exitOf(process: ChildProcess): Promise<number | null> {
  if (process.exitCode !== null) return Promise.resolve(process.exitCode);
  return new Promise((resolve) => process.once('exit', (code) => resolve(code)));
}
