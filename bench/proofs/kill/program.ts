import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

export type LogLine = { readonly event?: string; readonly key?: string; readonly msg?: string };

/** A process of ours, and what it logged, over all its lives. */
export class Program {
  readonly lines: LogLine[] = [];
  /** Ends that nobody asked for. */
  readonly endedByThemselves: string[] = [];
  readonly #script: string;
  readonly #isReady: (line: LogLine) => boolean;
  readonly #env: NodeJS.ProcessEnv;
  #leader: ChildProcess | null = null;

  /** @param script relative to this folder. */
  constructor(script: string, env: NodeJS.ProcessEnv, isReady: (line: LogLine) => boolean) {
    this.#script = fileURLToPath(new URL(script, import.meta.url));
    this.#env = env;
    this.#isReady = isReady;
  }

  /** Resolves when the program says that it is ready; rejects when it ends before. */
  async start(): Promise<void> {
    const leader = spawn(process.execPath, [this.#script], {
      env: this.#env,
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    this.#leader = leader;
    const { promise: ready, resolve, reject } = Promise.withResolvers<void>();
    leader.once('exit', (code, signal) => {
      if (this.#leader !== leader) return;
      const end = `${this.#script} ended by itself: ${signal ?? code}`;
      this.endedByThemselves.push(end);
      reject(new Error(end));
    });
    createInterface({ input: leader.stderr }).on('line', (text) => {
      if (!text.startsWith('{')) return;
      const line = JSON.parse(text) as LogLine;
      this.lines.push(line);
      if (this.#isReady(line)) resolve();
    });
    await ready;
  }

  /** kill -9; resolves when the leader is gone and its log is read. */
  async kill(): Promise<void> {
    const leader = this.#leader;
    this.#leader = null;
    if (leader?.pid === undefined || leader.exitCode !== null || leader.signalCode !== null) return;
    const gone = once(leader, 'close');
    leader.kill('SIGKILL');
    await gone;
  }
}

/** Workers of both queues. */
export function workersProgram(env: NodeJS.ProcessEnv): Program {
  return new Program('./worker-process.ts', env, ({ event }) => event === 'workers_ready');
}
