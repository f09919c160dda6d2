import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { isPerennialError, PerennialError } from '../domain/errors.ts';
import type { Config } from './config.ts';
import { readDiskSpace, wordFullDisks } from './disk-space.ts';
import { isFree, ownerOf } from './ports.ts';
import { requireDatabase } from './postgres/database-health.ts';
import { postgresBinaries } from './postgres/postgres-binaries.ts';
import { projectRoot } from './project-root.ts';
import { findRunningStack } from './stack-record.ts';
import { cacheFolder, findTemporalBinary } from './temporal/temporal-binary.ts';
import { requireTemporal } from './temporal/temporal-server.ts';

/** One line of `perennial doctor`. */
export type Probe = {
  readonly name: string;
  readonly ok: boolean;
  /** What was found, even when it is fine. */
  readonly detail: string;
  /** What to do; empty when fine. */
  readonly remedy: string;
};

/** ms to wait for a server's answer. */
const patience = 2_000;
const leastDisk = 500_000_000;
const run = promisify(execFile);

/**
 * Checks everything that can be checked without starting or changing anything. It asks the servers of a running stack, or
 * else your own where they are configured.
 */
export async function probeAll(config: Config): Promise<Probe[]> {
  return Promise.all([
    probeNode(),
    probePackages(),
    probePostgresBinaries(config),
    probeTemporalBinary(config),
    probeDatabase(config),
    probeTemporal(config),
    probeMail(config),
    probeDisk(config),
    probePorts(config),
  ]);
}

export function probeNode(): Probe {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  const ok = major > 22 || (major === 22 && minor >= 18);
  return probe('Node', ok, `${process.version} (${process.execPath})`, 'Run npm ci: it installs Node 24 too.');
}

export function probePackages(): Probe {
  const ok = existsSync(join(projectRoot, 'node_modules', '.package-lock.json'));
  return probe('packages', ok, ok ? 'installed' : 'not installed', 'Run npm ci.');
}

export function probePostgresBinaries(config: Config): Promise<Probe> {
  return attempt('embedded PostgreSQL', async () => {
    if (config.databaseUrl !== undefined) return 'not needed: DATABASE_URL is set';
    const { stdout } = await run(join(await postgresBinaries(), 'bin', 'postgres'), ['--version']);
    return stdout.trim();
  });
}

export function probeTemporalBinary(config: Config): Promise<Probe> {
  return attempt('embedded Temporal', async () => {
    if (config.temporal.address !== undefined) return 'not needed: TEMPORAL_ADDRESS is set';
    const found = findTemporalBinary();
    if (found !== undefined) return `${found.path} (${found.from})`;
    throw new PerennialError(
      'not_installed',
      `no temporal on PATH nor in ${cacheFolder()}`,
      'npm start fetches it; where https://temporal.download is blocked it needs Go >= 1.25 (2.5 to 8 minutes, once), or set TEMPORAL_ADDRESS.',
    );
  });
}

export function probeDatabase(config: Config): Promise<Probe> {
  return attempt('database', async () => {
    const url = config.databaseUrl ?? findRunningStack(config.home)?.databaseUrl;
    if (url === undefined) return `not running; npm start starts it in ${config.home}`;
    return `PostgreSQL ${await requireDatabase(url, patience)} answers at ${new URL(url).host}`;
  });
}

export function probeTemporal(config: Config): Promise<Probe> {
  return attempt('Temporal', async () => {
    const address = config.temporal.address ?? findRunningStack(config.home)?.temporalAddress;
    if (address === undefined) return 'not running; npm start starts it';
    await requireTemporal(address, config.temporal.namespace, patience, { security: config.temporal.security });
    return `answers at ${address} for the namespace ${config.temporal.namespace}`;
  });
}

export function probeMail(config: Config): Probe {
  const { smtpUrl, to } = config.mail;
  const way = smtpUrl === undefined ? `local mailbox ${config.mailboxFolder}` : `SMTP server ${new URL(smtpUrl).host}`;
  return probe('mail', true, `${way}, to ${to.join(', ')}`, '');
}

export function probeDisk(config: Config): Probe {
  const disks = readDiskSpace(config);
  const full = wordFullDisks(disks);
  const ok = full.length === 0 && disks.every(({ free }) => free >= leastDisk);
  const detail = disks.map(({ folder, free }) => `${(free / 1e9).toFixed(1)} GB free for ${folder}`).join(', ');
  return probe(
    'disk',
    ok,
    [detail, ...full].join('. '),
    `Free some space, at least ${leastDisk / 1e6} MB and 10%, or choose another disk: PERENNIAL_HOME=<folder>.`,
  );
}

/** The ports that `npm start` needs; ports of a stack that runs in this home are its own. */
export async function probePorts(config: Config): Promise<Probe> {
  if (findRunningStack(config.home) !== undefined) return probe('ports', true, 'in use by the running Perennial', '');
  const wanted = [
    { port: config.api.port, variable: 'PERENNIAL_API_PORT', needed: true },
    { port: config.ports.postgres, variable: 'PERENNIAL_POSTGRES_PORT', needed: config.databaseUrl === undefined },
    { port: config.ports.temporal, variable: 'PERENNIAL_TEMPORAL_PORT', needed: config.temporal.address === undefined },
    {
      port: config.ports.temporalUi,
      variable: 'PERENNIAL_TEMPORAL_UI_PORT',
      needed: config.temporal.address === undefined,
    },
  ].filter(({ needed }) => needed);
  const free = await Promise.all(wanted.map(({ port }) => isFree(port)));
  const taken = wanted.filter((_, index) => !free[index]);
  if (taken.length === 0) return probe('ports', true, `${wanted.map(({ port }) => port).join(', ')} are free`, '');
  const detail = taken.map(({ port }) => `${port} is in use by ${ownerOf(port) ?? 'another process'}`).join('; ');
  const settings = taken.map(({ variable }) => `${variable}=<port>`).join(' ');
  return probe('ports', false, detail, `Stop it, or choose another port: ${settings}.`);
}

function probe(name: string, ok: boolean, detail: string, remedy: string): Probe {
  return { name, ok, detail, remedy: ok ? '' : remedy };
}

async function attempt(name: string, look: () => Promise<string>): Promise<Probe> {
  try {
    return probe(name, true, await look(), '');
  } catch (error) {
    const remedy = isPerennialError(error)
      ? error.remedy
      : 'Run npm ci again; if the problem remains, report it with this line.';
    return probe(name, false, (error as Error).message, remedy);
  }
}
