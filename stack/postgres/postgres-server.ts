import { execFileSync, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  chownSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { PerennialError } from '../../domain/errors.ts';
import { borrowPlace, findBorrowedPlace, moveFolder, returnBorrowedPlace } from '../borrowed-place.ts';
import { letPass } from '../private-home.ts';
import { identify, isAlive, waitUntilCollected } from '../process-identity.ts';
import type { ServerPlan } from '../supervisor/supervisor-protocol.ts';
import { postgresBinaries } from './postgres-binaries.ts';
import { readMachine, settingsFor } from './server-settings.ts';
import { canEnter, type ServerUser, serverUser } from './server-user.ts';

const databaseUser = 'perennial';
const databaseName = 'perennial';

/** After a kill the server's children still hold its memory for a moment, the longer the larger it is. */
const predecessorLeaves = 'pre-existing shared memory block';

/** A cluster is a folder with PostgreSQL's `data` folder and a `password` file, so that both move together. */
export type Cluster = {
  readonly folder: string;
  /** Folder of `bin`, `lib` and `share`. */
  readonly binaries: string;
  readonly user: ServerUser | undefined;
};

/** Finds or creates the cluster of a home. Refuses one of another major version before touching anything. */
export async function prepareCluster(home: string, say: (line: string) => void): Promise<Cluster> {
  const leftBehind = findBorrowedPlace(home);
  const kept = [leftBehind ?? home, home].map((place) => join(place, 'postgres')).find((folder) => existsSync(folder));
  const packaged = await postgresBinaries();
  if (kept !== undefined) refuseOtherMajor(join(kept, 'data'), packaged);

  if (leftBehind !== undefined) {
    say(`Using the database that an interrupted run left in ${leftBehind}.`);
    returnBorrowedPlace(home, leftBehind);
  }
  const atHome = join(home, 'postgres');
  mkdirSync(atHome, { recursive: true, mode: 0o700 });
  const user = serverUser(join(atHome, 'data'));
  if (user !== undefined) for (const folder of [home, atHome]) letPass(folder, user);
  const cluster =
    user === undefined ? { folder: atHome, binaries: packaged } : reachable(home, atHome, packaged, user, say);
  await forgetDeadServer(join(cluster.folder, 'data'));
  if (!existsSync(join(cluster.folder, 'data'))) initialise({ ...cluster, user });
  return { ...cluster, user };
}

/** Borrows a place for what the server's user can't reach: the binaries, the data, or both. */
function reachable(home: string, atHome: string, packaged: string, user: ServerUser, say: (line: string) => void) {
  const dataReachable = canEnter(user, atHome);
  const binariesReachable = canEnter(user, join(packaged, 'bin'));
  if (dataReachable && binariesReachable) return { folder: atHome, binaries: packaged };
  const place = borrowPlace(home, user);
  const what = [...(binariesReachable ? [] : ['binaries']), ...(dataReachable ? [] : ['data'])].join(' and ');
  const blocked = dataReachable ? packaged : atHome;
  say(
    `PostgreSQL can't run as root, and its OS user can't enter ${blocked}: its ${what} live in ${place} while it runs.`,
  );
  if (!binariesReachable) execFileSync('cp', ['-a', packaged, join(place, 'binaries')]);
  if (!dataReachable) moveFolder(atHome, join(place, 'postgres'));
  return {
    folder: dataReachable ? atHome : join(place, 'postgres'),
    binaries: binariesReachable ? packaged : join(place, 'binaries'),
  };
}

function refuseOtherMajor(data: string, binaries: string): void {
  const versionFile = join(data, 'PG_VERSION');
  if (!existsSync(versionFile)) return;
  const made = readFileSync(versionFile, 'utf8').trim();
  const ours = majorOf(binaries);
  if (made === ours) return;
  throw new PerennialError(
    'database_version',
    `The database in ${data} was made by PostgreSQL ${made}; this is PostgreSQL ${ours}, which can't read it. Nothing was changed.`,
    `Copy it with pg_dump and psql of PostgreSQL ${made} into a new one, go back to the version of Perennial that made it, or start afresh in another folder: PERENNIAL_HOME=<folder>.`,
    { folder: data, found: made, expected: ours },
  );
}

function majorOf(binaries: string): string {
  const version = execFileSync(join(binaries, 'bin', 'postgres'), ['--version'], { encoding: 'utf8', stdio: 'pipe' });
  return /\d+/.exec(version)?.[0] ?? version.trim();
}

/**
 * PostgreSQL takes over after a killed server, but not while that server's pid is in the process table. It stays there for
 * moments, or for good in a container whose first process collects no children. If the server really runs, PostgreSQL itself
 * refuses to start.
 */
async function forgetDeadServer(data: string): Promise<void> {
  const file = join(data, 'postmaster.pid');
  if (!existsSync(file)) return;
  const pid = Number.parseInt(readFileSync(file, 'utf8'), 10);
  await waitUntilCollected(pid, 3_000);
  if (!isAlive(identify(pid))) rmSync(file, { force: true });
}

/** A data folder gets its name only when it is complete, so an interrupted initdb never counts as a cluster. */
function initialise(cluster: Cluster): void {
  for (const entry of readdirSync(cluster.folder)) {
    if (entry.startsWith('data.')) rmSync(join(cluster.folder, entry), { recursive: true, force: true });
  }
  const passwordFile = join(cluster.folder, 'password');
  writeFileSync(passwordFile, `${randomBytes(18).toString('base64url')}\n`, { mode: 0o600 });
  const unfinished = join(cluster.folder, `data.${process.pid}`);
  mkdirSync(unfinished, { mode: 0o700 });
  if (cluster.user !== undefined) {
    for (const path of [passwordFile, unfinished]) chownSync(path, cluster.user.uid, cluster.user.gid);
  }
  const initdb = spawnSync(
    join(cluster.binaries, 'bin', 'initdb'),
    [
      `--pgdata=${unfinished}`,
      `--username=${databaseUser}`,
      `--pwfile=${passwordFile}`,
      '--auth=scram-sha-256',
      '--encoding=UTF8',
      // sorts by code point whatever the machine's locales, so that the same rows come in the same order everywhere
      '--locale=C',
      '--locale-provider=builtin',
      '--builtin-locale=C.UTF-8',
      '--no-sync',
      '--no-instructions',
    ],
    {
      ...cluster.user,
      cwd: process.platform === 'win32' ? undefined : '/',
      env: serverEnvironment(),
      encoding: 'utf8',
    },
  );
  if (initdb.status !== 0) {
    rmSync(unfinished, { recursive: true, force: true });
    throw new PerennialError(
      'database_unavailable',
      `initdb could not make a database in ${cluster.folder}: ${(initdb.stderr || String(initdb.error)).trim()}`,
      'Correct what it names, choose another folder (PERENNIAL_HOME=<folder>), or set DATABASE_URL to your own PostgreSQL.',
      { folder: cluster.folder, status: initdb.status },
    );
  }
  renameSync(unfinished, join(cluster.folder, 'data'));
}

/** `durable: false` trades safety against power loss for speed: right for tests only. */
export function postgresPlan(cluster: Cluster, port: number, logFile: string, durable: boolean): ServerPlan {
  const settings: Record<string, string | number> = {
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    port,
    max_connections: 200,
    timezone: 'UTC',
    log_timezone: 'UTC',
    log_error_verbosity: 'terse', // the details of an error quote rows
    ...settingsFor(readMachine(cluster.folder)),
    ...(durable ? {} : { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' }),
  };
  return {
    name: 'postgres',
    command: join(cluster.binaries, 'bin', 'postgres'),
    args: [
      '-D',
      join(cluster.folder, 'data'),
      ...Object.entries(settings).flatMap(([key, value]) => ['-c', `${key}=${value}`]),
    ],
    env: serverEnvironment(),
    user: cluster.user,
    logFile,
    passing: predecessorLeaves,
  };
}

function serverEnvironment(): Record<string, string> {
  const kept = ['PATH', 'SystemRoot', 'TEMP', 'TMP', 'LD_LIBRARY_PATH'];
  const entries = kept.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]]]));
  return { ...Object.fromEntries(entries), LC_ALL: 'C' };
}

export function databaseUrlOf(cluster: Cluster, port: number, database: string = databaseName): string {
  const password = readFileSync(join(cluster.folder, 'password'), 'utf8').trim();
  return `postgresql://${databaseUser}:${password}@127.0.0.1:${port}/${database}`;
}

export async function createDatabaseWhenMissing(cluster: Cluster, port: number): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrlOf(cluster, port, 'postgres') });
  await client.connect();
  try {
    const found = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [databaseName]);
    if (found.rowCount === 0) await client.query(`CREATE DATABASE ${client.escapeIdentifier(databaseName)}`);
  } finally {
    await client.end();
  }
}
