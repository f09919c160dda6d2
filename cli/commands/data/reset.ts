import { existsSync, rmSync } from 'node:fs';
import { lstat, readdir } from 'node:fs/promises';
import { homedir } from 'node:os';
import { isAbsolute, join, relative, sep } from 'node:path';
import type { Command } from 'commander';
import { PerennialError } from '../../../domain/errors.ts';
import { findBorrowedPlace } from '../../../stack/borrowed-place.ts';
import { type Config, readConfig } from '../../../stack/config.ts';
import { findRunningStack } from '../../../stack/embedded-stack.ts';
import { acquireHome } from '../../../stack/home-lock.ts';
import { projectRoot } from '../../../stack/project-root.ts';
import { cacheFolder } from '../../../stack/temporal/temporal-binary.ts';
import type { Cli } from '../../cli.ts';
import { type Deletable, resetLines } from '../../print/data/reset.ts';
import { formatBytes } from '../../print/format.ts';
import { confirm } from '../../session/confirm.ts';

export function addResetCommand(program: Command, cli: Cli): void {
  program
    .command('reset')
    .description('Deletes all state: database, runs, models, mailbox. Lists them and asks first.')
    .option('--yes', "don't ask")
    .option('--caches', 'also what all clones of this user share (the installed Temporal server)')
    .action((options) =>
      cli.run(options, async ({ output, interrupted, surroundings }) => {
        const config = readConfig(surroundings.env);
        refuseWhileRunning(config);
        const found = await deletables(config, options.caches === true);
        output.lines(resetLines(found, output.width));
        if (found.length > 0 && !options.yes) {
          await confirm(surroundings, interrupted, {
            word: 'yes',
            asks: 'Type yes to delete them: ',
            otherwise: 'Nothing was deleted.',
            remedy: 'Confirm with npx perennial reset --yes.',
          });
        }
        // no other process can start meanwhile; servers that outlived a kill are stopped
        if (existsSync(config.home)) await acquireHome(config.home, output.note);
        for (const { path } of found) rmSync(path, { recursive: true, force: true });
        const freed = found.reduce((sum, { byteCount }) => sum + byteCount, 0);
        if (found.length > 0) output.lines([`OK Deleted ${formatBytes(freed)}.`]);
        if (config.databaseUrl !== undefined) output.note('Your own database (DATABASE_URL) was left as it is.');
        if (config.artifacts.kind === 'bucket') output.note('Your bucket (PERENNIAL_ARTIFACTS) was left as it is.');
        output.data({ deleted: found.map(({ path, what, byteCount }) => ({ path, what, byte_count: byteCount })) });
        return undefined;
      }),
    );
}

function refuseWhileRunning({ home }: Config): void {
  const running = findRunningStack(home);
  if (running === undefined) return;
  throw new PerennialError(
    'already_running',
    `Perennial is running in ${home} (pid ${running.pid}): its state can't be deleted while it runs.`,
    `Stop it first: Ctrl-C in its terminal, or kill ${running.pid}.`,
    { home, pid: running.pid },
  );
}

async function deletables(config: Config, withCaches: boolean): Promise<Deletable[]> {
  const places = [
    { path: config.home, what: 'state (database, runs, logs)' },
    ...(config.artifacts.kind === 'folder' ? [{ path: config.artifacts.folder, what: 'models and snapshots' }] : []),
    { path: config.mailboxFolder, what: 'mailbox' },
    ...optional(findBorrowedPlace(config.home), 'database files kept outside while it ran'),
    ...(withCaches ? [{ path: cacheFolder(), what: 'caches (installed servers)' }] : []),
  ];
  const outer = places.filter(
    ({ path }, at) =>
      existsSync(path) && !places.some((other, place) => place !== at && isInside(path, other.path, place < at)),
  );
  for (const { path } of outer) refuseDangerous(path);
  return await Promise.all(outer.map(async (place) => ({ ...place, byteCount: await sizeOf(place.path) })));
}

function optional(path: string | undefined, what: string) {
  return path === undefined ? [] : [{ path, what }];
}

function isInside(path: string, folder: string, orEqual: boolean): boolean {
  const way = relative(folder, path);
  if (way === '') return orEqual;
  return way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way); // another drive's path is absolute
}

/** A mistyped PERENNIAL_HOME must not take the clone, a home folder or a disk with it. */
function refuseDangerous(path: string): void {
  if (![projectRoot, homedir(), process.cwd()].some((precious) => isInside(precious, path, true))) return;
  throw new PerennialError(
    'invalid_configuration',
    `${path} also holds what is not Perennial's: it is not deleted.`,
    'Correct PERENNIAL_HOME, PERENNIAL_ARTIFACTS or PERENNIAL_MAILBOX.',
    { path },
  );
}

/** Bytes of all files below. Links count as themselves, because deleting leaves what they point to. */
async function sizeOf(path: string): Promise<number> {
  const stats = await lstat(path);
  if (!stats.isDirectory()) return stats.size;
  let sum = 0;
  for (const entry of await readdir(path)) sum += await sizeOf(join(path, entry));
  return sum;
}
