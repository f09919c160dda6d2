import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, lstatSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { PerennialError } from '../domain/errors.ts';
import { canEnter, type ServerUser } from './postgres/server-user.ts';
import { letPass } from './private-home.ts';

/**
 * When we are root, PostgreSQL runs as another OS user, who can't reach binaries or data below a 0700 folder (root's home,
 * `mktemp -d`). While PostgreSQL runs, they are then kept in a place that everybody may enter. Its name is derived from the
 * home's, so that after a crash of everything the next start finds the data there and uses it again.
 *
 * Invariant: a folder called `postgres` in the borrowed place is complete and the newest; one in the home counts when there is none.
 */
export function borrowedPlaces(home: string): string[] {
  const name = `perennial-${createHash('sha256').update(resolve(home)).digest('hex').slice(0, 12)}`;
  return [...new Set([tmpdir(), '/tmp', '/var/tmp'])].map((folder) => join(folder, name));
}

/** The borrowed place of an earlier start, where one was left behind. */
export function findBorrowedPlace(home: string): string | undefined {
  if (process.platform === 'win32') return undefined;
  return borrowedPlaces(home).find(isOurs);
}

export function borrowPlace(home: string, user: ServerUser): string {
  for (const place of borrowedPlaces(home)) {
    mkdirSync(place, { recursive: true });
    if (!isOurs(place)) continue;
    letPass(place, user);
    if (canEnter(user, place)) return place;
    rmSync(place, { recursive: true });
  }
  throw new PerennialError(
    'database_unavailable',
    `PostgreSQL runs as another OS user than root (uid ${user.uid}), who can't enter ${home}, and no folder was found that both can.`,
    'Move the project or PERENNIAL_HOME to a folder that every user may enter, run as another user than root, or set DATABASE_URL.',
    { home, uid: user.uid, tried: borrowedPlaces(home) },
  );
}

/** Anybody can create folders in /tmp, so one that another user put there is not used. */
function isOurs(place: string): boolean {
  const stat = lstatSync(place, { throwIfNoEntry: false });
  return stat?.isDirectory() === true && stat.uid === process.getuid?.();
}

/** Moves a folder so that `to` is, at every moment, absent or complete. Owners and modes are kept. */
export function moveFolder(from: string, to: string): void {
  const replaced = `${to}.replaced`;
  const arriving = `${to}.arriving`;
  for (const leftOver of [replaced, arriving]) rmSync(leftOver, { recursive: true, force: true });
  try {
    if (existsSync(to)) renameSync(to, replaced);
    renameSync(from, to);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EXDEV') throw error;
    execFileSync('cp', ['-a', from, arriving]); // another file system
    renameSync(arriving, to);
    renameSync(from, `${from}.moved`);
    rmSync(`${from}.moved`, { recursive: true, force: true });
  }
  rmSync(replaced, { recursive: true, force: true });
}

/** Brings the data home and gives the place back. */
export function returnBorrowedPlace(home: string, place: string): void {
  const borrowed = join(place, 'postgres');
  if (existsSync(borrowed)) moveFolder(borrowed, join(home, 'postgres'));
  rmSync(place, { recursive: true, force: true });
}

/** Called when a home is deleted: removes what an interrupted run of it left elsewhere. */
export function removeBorrowedPlace(home: string): void {
  const place = findBorrowedPlace(home);
  if (place !== undefined) rmSync(place, { recursive: true, force: true });
}
