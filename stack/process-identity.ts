import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** Identifies a process, so that a later one with the same pid isn't mistaken for it. */
export type ProcessIdentity = {
  readonly pid: number;
  /** When it started, in the system's own unit; undefined where the system doesn't say. */
  readonly started: string | undefined;
};

export function identify(pid: number): ProcessIdentity {
  return { pid, started: startOf(pid) };
}

export function isAlive(identity: ProcessIdentity): boolean {
  try {
    process.kill(identity.pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false;
  }
  const started = startOf(identity.pid);
  return started !== 'gone' && (identity.started === undefined || started === identity.started);
}

export async function waitUntilGone(identity: ProcessIdentity, milliseconds: number): Promise<boolean> {
  const deadline = Date.now() + milliseconds;
  while (isAlive(identity)) {
    if (Date.now() > deadline) return false;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return true;
}

/** Whether its entry in the process table is gone too: until its parent collects it, other programs take it for alive. */
export async function waitUntilCollected(pid: number, milliseconds: number): Promise<void> {
  const deadline = Date.now() + milliseconds;
  while (startOf(pid) === 'gone' && Date.now() < deadline) {
    try {
      process.kill(pid, 0);
    } catch {
      return;
    }
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** 'gone' for a process that has ended but hasn't been collected by its parent (a zombie). */
function startOf(pid: number): string | undefined {
  try {
    if (process.platform === 'linux') {
      // proc(5): the command's name is in parentheses and may hold anything; after it, state is field 3 and start time field 22
      const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
      const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      return fields[0] === 'Z' || fields[0] === 'X' ? 'gone' : fields[19];
    }
    if (process.platform === 'win32') return undefined;
    return execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' }).trim() || 'gone';
  } catch {
    return process.platform === 'linux' ? 'gone' : undefined;
  }
}
