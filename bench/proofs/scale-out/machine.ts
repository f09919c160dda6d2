import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { temporaryFolder } from '../../../test/infrastructure.ts';

export type Role = 'training' | 'orchestration';

/** A worker process with a home of its own, as on a machine of its own. */
export type Machine = {
  readonly role: Role;
  /** Candidates that it has trained. */
  readonly trained: number;
  /** CPU seconds since its start, of all its threads; null where the system doesn't tell. */
  cpuSeconds(): number | null;
  /** As a power cut does. */
  kill(): Promise<void>;
  stop(): Promise<void>;
};

/** Resolves when it takes tasks. */
export async function startMachine(role: Role, environment: NodeJS.ProcessEnv): Promise<Machine> {
  const program = fileURLToPath(new URL(`../../../workers/${role}.ts`, import.meta.url));
  const child = spawn(process.execPath, [program], {
    env: { ...environment, PERENNIAL_HOME: temporaryFolder() },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const endWithUs = () => child.kill('SIGKILL');
  process.once('exit', endWithUs);
  let trained = 0;
  const { promise: started, resolve, reject } = Promise.withResolvers<void>();
  const said: string[] = [];
  createInterface({ input: child.stderr }).on('line', (line) => {
    const { msg, event } = line.startsWith('{') ? (JSON.parse(line) as { msg?: string; event?: string }) : {};
    if (msg === 'worker started') resolve();
    if (event === 'candidate_finished') trained++;
    if (msg === undefined) said.push(line);
  });
  child.once('exit', () => reject(new Error(`A worker ended: ${said.join(' ')}`)));
  await started;

  async function end(signal: NodeJS.Signals): Promise<void> {
    process.off('exit', endWithUs);
    if (child.exitCode !== null || child.signalCode !== null) return;
    const exit = once(child, 'exit');
    child.kill(signal);
    await exit;
  }
  return {
    role,
    get trained() {
      return trained;
    },
    cpuSeconds: () => cpuSecondsOf(child),
    kill: () => end('SIGKILL'),
    stop: () => end('SIGTERM'),
  };
}

/** Linux counts in hundredths of a second (proc_pid_stat(5): utime and stime). */
function cpuSecondsOf({ pid }: ChildProcess): number | null {
  if (process.platform !== 'linux') return null;
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) / 100;
}
