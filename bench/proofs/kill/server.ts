import { type RunningStack, type StackOptions, startStack } from '../../../stack/embedded-stack.ts';
import { type SupervisorRecord, supervisorFile } from '../../../stack/home-lock.ts';
import { isAlive, type ProcessIdentity } from '../../../stack/process-identity.ts';
import { readJson } from '../../../stack/state-file.ts';

/** One server of the embedded stack in a home of its own. */
export type KillableServer = {
  readonly stack: () => RunningStack;
  /** kill -9, then a start of the whole stack on what it left; resolves when it answers. */
  kill(): Promise<void>;
  stop(): Promise<void>;
  /** Of all its lives, those whose processes are there still. */
  leftOver(): readonly ProcessIdentity[];
};

export async function startServer(options: StackOptions): Promise<KillableServer> {
  const lives: ProcessIdentity[] = [];
  let stack = await start();

  async function start(): Promise<RunningStack> {
    const started = await startStack({ ...options, restarts: false });
    const record = readJson<SupervisorRecord>(supervisorFile(options.home));
    lives.push(...(record === undefined ? [] : [record.supervisor, ...record.servers]));
    return started;
  }

  return {
    stack: () => stack,
    async kill() {
      const lost = new Promise((resolve) => stack.onExit(resolve));
      const server = lives.at(-1);
      if (server === undefined) throw new Error(`no server is known in ${options.home}`);
      process.kill(server.pid, 'SIGKILL');
      await lost;
      await stack.stop();
      stack = await start();
    },
    stop: () => stack.stop(),
    leftOver: () => lives.filter(isAlive),
  };
}
