import { chmodSync, chownSync, existsSync, lstatSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { ServerUser } from './postgres/server-user.ts';

/**
 * State is for its owner only: folders 0700, files 0600. New ones are made so; this mends those of earlier releases, which
 * left them readable. PostgreSQL guards its own folder.
 */
const ours = ['artifacts', 'mailbox', 'logs', 'temporal.db', 'temporal.db-wal', 'temporal.db-shm'];

export function makeHomePrivate(home: string): void {
  if (process.platform === 'win32') return; // its modes say nothing; a home below the user's folder is the user's
  for (const path of ours.map((name) => join(home, name)).filter((path) => existsSync(path))) makePrivate(path);
  chmodSync(home, 0o700);
}

/** A folder comes after what is in it: one that is private already has nothing left to mend, however many files it holds. */
function makePrivate(path: string): void {
  const stat = lstatSync(path);
  if (stat.isSymbolicLink() || (stat.mode & 0o077) === 0) return;
  if (stat.isDirectory()) for (const entry of readdirSync(path)) makePrivate(join(path, entry));
  chmodSync(path, stat.isDirectory() ? 0o700 : 0o600);
}

/** When we are root, PostgreSQL's user passes through the folder to its data, and sees nothing else in it. */
export function letPass(folder: string, user: ServerUser): void {
  chownSync(folder, lstatSync(folder).uid, user.gid);
  chmodSync(folder, 0o710);
}
