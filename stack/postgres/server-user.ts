import { execFileSync, spawnSync } from 'node:child_process';
import { statSync } from 'node:fs';
import { PerennialError } from '../../domain/errors.ts';

/** The OS user that PostgreSQL runs as, because it refuses to run as root; undefined: the same user as ours. */
export type ServerUser = { readonly uid: number; readonly gid: number };

export function runsAsRoot(): boolean {
  return process.getuid?.() === 0;
}

/** When we are root: the owner of the data folder if it exists, else the user `postgres`, who is created when missing. */
export function serverUser(dataFolder: string): ServerUser | undefined {
  if (!runsAsRoot()) return undefined;
  const owner = statSync(dataFolder, { throwIfNoEntry: false });
  if (owner !== undefined && owner.uid !== 0) return { uid: owner.uid, gid: owner.gid };
  return lookUp('postgres') ?? create('postgres');
}

/** Whether the user can enter a folder and all of its parents. The system decides, so access lists and mounts count. */
export function canEnter(user: ServerUser, folder: string): boolean {
  return spawnSync('test', ['-x', folder], { ...user, cwd: '/', stdio: 'ignore' }).status === 0;
}

function lookUp(name: string): ServerUser | undefined {
  try {
    const ask = (flag: string) => Number(execFileSync('id', [flag, name], { encoding: 'utf8', stdio: 'pipe' }));
    return { uid: ask('-u'), gid: ask('-g') };
  } catch {
    return undefined;
  }
}

/** useradd is shadow's, adduser -S busybox's (Alpine). */
function create(name: string): ServerUser {
  const ways = [
    ['useradd', '--system', '--user-group', '--no-create-home', '--shell', '/usr/sbin/nologin', name],
    ['adduser', '-S', '-D', '-H', name],
  ];
  for (const [command, ...args] of ways) {
    if (command !== undefined && spawnSync(command, args, { stdio: 'ignore' }).status === 0) break;
  }
  const user = lookUp(name);
  if (user !== undefined) return user;
  throw new PerennialError(
    'database_unavailable',
    `PostgreSQL can't run as root, and the OS user ${name} could not be created.`,
    `Create it (useradd --system ${name}), don't run as root, or set DATABASE_URL to your own PostgreSQL.`,
    { user: name },
  );
}
