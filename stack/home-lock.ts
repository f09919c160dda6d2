import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PerennialError } from '../domain/errors.ts';
import { identify, isAlive, type ProcessIdentity, waitUntilGone } from './process-identity.ts';

/**
 * One home, one stack. `stack.lock` names the process that started it, `supervisor.json` the supervisor and its servers. The supervisor
 * removes both, the lock last, when everything has stopped. So:
 *   lock, its process alive            -> in use: refused
 *   lock, its process dead, supervisor alive -> still stopping in order: waited for
 *   lock, both dead                    -> everything was killed: servers left over are stopped, the lock is taken over
 */
export type SupervisorRecord = {
  readonly supervisor: ProcessIdentity;
  readonly servers: readonly ({ readonly name: string } & ProcessIdentity)[];
};

export const lockFile = (home: string) => join(home, 'stack.lock');
export const supervisorFile = (home: string) => join(home, 'supervisor.json');

/**
 * ms that an earlier supervisor gets for its ordered stop: PostgreSQL's shutdown checkpoint may take long on a slow disk.
 */
const stopPatience = 30_000;

export async function acquireHome(home: string, say: (line: string) => void): Promise<void> {
  mkdirSync(home, { recursive: true, mode: 0o700 });
  const mine = `${lockFile(home)}.${process.pid}`;
  writeFileSync(mine, JSON.stringify(identify(process.pid)), { mode: 0o600 });
  try {
    while (!createdAtomically(mine, lockFile(home))) await settleEarlierStack(home, say);
  } finally {
    rmSync(mine, { force: true });
  }
}

/** Checked before the ports: otherwise 'port in use' would hide that this home's own stack has taken them. */
export function requireHomeNotRunning(home: string): void {
  const holder = readJson<ProcessIdentity>(lockFile(home));
  if (holder !== undefined && isAlive(holder)) throw alreadyRunning(home, holder.pid);
}

/** Releases the lock if `holder` has it; the lock of another process is left alone. */
export function releaseHome(home: string, holder: number): void {
  if (readJson<ProcessIdentity>(lockFile(home))?.pid !== holder) return;
  rmSync(supervisorFile(home), { force: true });
  rmSync(lockFile(home), { force: true });
}

/**
 * A hard link appears together with its content and fails when the name exists, so no other process ever reads half a lock.
 */
function createdAtomically(from: string, to: string): boolean {
  try {
    linkSync(from, to);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

/** Returns when the lock may be tried again. */
async function settleEarlierStack(home: string, say: (line: string) => void): Promise<void> {
  const holder = readJson<ProcessIdentity>(lockFile(home));
  if (holder === undefined) return; // released meanwhile
  if (isAlive(holder)) throw alreadyRunning(home, holder.pid);
  const record = readJson<SupervisorRecord>(supervisorFile(home));
  if (record !== undefined && isAlive(record.supervisor)) {
    say(`Waiting until the earlier start (pid ${holder.pid}, ended without stopping) has stopped its servers.`);
    if (!(await waitUntilGone(record.supervisor, stopPatience))) throw alreadyRunning(home, record.supervisor.pid);
    return;
  }
  for (const server of record?.servers ?? []) await stopLeftOver(server);
  takeAwayLock(home, holder);
}

/** SIGINT is PostgreSQL's fast shutdown and ends Temporal's dev server too. */
async function stopLeftOver(server: ProcessIdentity): Promise<void> {
  if (!isAlive(server)) return;
  process.kill(server.pid, 'SIGINT');
  if (!(await waitUntilGone(server, stopPatience))) process.kill(server.pid, 'SIGKILL');
}

/**
 * When two starts find the same dead holder, one may already have replaced the lock; the other then puts that newer lock
 * back.
 */
function takeAwayLock(home: string, deadHolder: ProcessIdentity): void {
  const aside = `${lockFile(home)}.${process.pid}.stale`;
  try {
    renameSync(lockFile(home), aside);
  } catch {
    return; // taken by the other one
  }
  const taken = readJson<ProcessIdentity>(aside);
  if (taken?.pid !== deadHolder.pid || taken.started !== deadHolder.started) createdAtomically(aside, lockFile(home));
  else rmSync(supervisorFile(home), { force: true });
  rmSync(aside, { force: true });
}

function alreadyRunning(home: string, pid: number): PerennialError {
  return new PerennialError(
    'already_running',
    `Perennial is already running in ${home} (pid ${pid}).`,
    `Use the running one, stop it (Ctrl-C in its terminal, or kill ${pid}), or choose another folder: PERENNIAL_HOME=<folder>.`,
    { home, pid },
  );
}

export function readJson<T>(path: string): T | undefined {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as T;
  } catch {
    return undefined;
  }
}
