import { existsSync, linkSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { PerennialError } from '../domain/errors.ts';
import { identify, isAlive, type ProcessIdentity, waitUntilGone } from './process-identity.ts';
import { readJson, syncFolder, writeSynced } from './state-file.ts';

/**
 * One home, one stack. `stack.lock` names the process that started it, `supervisor.json` the supervisor and its servers. The supervisor
 * removes both, the lock last, when everything has stopped. So:
 *   lock, its process alive            -> in use: refused
 *   lock, its process dead, supervisor alive -> still stopping in order: waited for
 *   lock, both dead                    -> everything was killed: servers left over are stopped, the lock is taken over
 * A lock that names no process (emptied by hand, torn by a disk) counts as one whose process is dead.
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
const lockRetry = 10;

export async function acquireHome(home: string, say: (line: string) => void): Promise<void> {
  mkdirSync(home, { recursive: true, mode: 0o700 });
  const mine = `${lockFile(home)}.${process.pid}`;
  writeSynced(mine, JSON.stringify(identify(process.pid)));
  try {
    while (!createdAtomically(mine, lockFile(home))) {
      await settleEarlierStack(home, say);
      await sleep(lockRetry); // signals are heard meanwhile, whatever the lock turns out to be
    }
    syncFolder(home);
  } finally {
    rmSync(mine, { force: true });
  }
}

/** Checked before the ports: otherwise 'port in use' would hide that this home's own stack has taken them. */
export function requireHomeNotRunning(home: string): void {
  const holder = readHolder(lockFile(home));
  if (holder !== undefined && isAlive(holder)) throw alreadyRunning(home, holder.pid);
}

/** Releases the lock if `holder` has it; the lock of another process is left alone. */
export function releaseHome(home: string, holder: number): void {
  if (readHolder(lockFile(home))?.pid !== holder) return;
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
  if (!existsSync(lockFile(home))) return; // released meanwhile
  const holder = readHolder(lockFile(home));
  if (holder !== undefined && isAlive(holder)) throw alreadyRunning(home, holder.pid);
  const record = readJson<SupervisorRecord>(supervisorFile(home));
  if (record?.supervisor !== undefined && isAlive(record.supervisor)) {
    const who = holder === undefined ? 'its lock is damaged' : `pid ${holder.pid}, ended without stopping`;
    say(`Waiting until the earlier start (${who}) has stopped its servers.`);
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
function takeAwayLock(home: string, deadHolder: ProcessIdentity | undefined): void {
  const aside = `${lockFile(home)}.${process.pid}.stale`;
  try {
    renameSync(lockFile(home), aside);
  } catch {
    return; // taken by the other one
  }
  const taken = readHolder(aside);
  const isOther = taken !== undefined && (taken.pid !== deadHolder?.pid || taken.started !== deadHolder.started);
  if (isOther) createdAtomically(aside, lockFile(home));
  else rmSync(supervisorFile(home), { force: true });
  rmSync(aside, { force: true });
}

function alreadyRunning(home: string, pid: number): PerennialError {
  return new PerennialError(
    'already_running',
    `Perennial is already running in ${home} (pid ${pid}).`,
    `Use the running one (npx perennial open), stop it (Ctrl-C in its terminal, or kill ${pid}), or choose another folder: PERENNIAL_HOME=<folder>.`,
    { home, pid },
  );
}

/** Undefined for a lock that isn't there or names no process. */
function readHolder(path: string): ProcessIdentity | undefined {
  const holder = readJson<ProcessIdentity | null>(path);
  return Number.isSafeInteger(holder?.pid) ? (holder ?? undefined) : undefined;
}
