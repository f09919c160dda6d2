import { PerennialError } from '../domain/errors.ts';
import { acquireHome } from './home-lock.ts';
import { freePortClosedToBrowsers, requireFreePort } from './ports.ts';
import { requireDatabase } from './postgres/database-health.ts';
import {
  type Cluster,
  createDatabaseWhenMissing,
  databaseUrlOf,
  postgresPlan,
  prepareCluster,
} from './postgres/postgres-server.ts';
import { makeHomePrivate } from './private-home.ts';
import { identify } from './process-identity.ts';
import { type StackRecord, writeRecord } from './stack-record.ts';
import { defaultRestarts, type RestartPolicy } from './supervisor/restart-policy.ts';
import {
  type LostServer,
  logFileOf,
  type RestartedServer,
  type SupervisedServers,
  superviseServers,
} from './supervisor/supervised-servers.ts';
import type { ServerPlan } from './supervisor/supervisor-protocol.ts';
import type { TemporalSecurity } from './temporal/temporal-access.ts';
import { obtainTemporalBinary } from './temporal/temporal-binary.ts';
import {
  ensureSearchAttributes,
  requireTemporal,
  temporalDatabaseFile,
  temporalPlan,
} from './temporal/temporal-server.ts';
import { openWebUi } from './temporal/web-ui/open-web-ui.ts';
import type { WebUi } from './temporal/web-ui/serve-web-ui.ts';
import { vacateHome } from './vacate-home.ts';

export { findRunningStack, registerApi, type StackRecord } from './stack-record.ts';

export type StackOptions = {
  /** Absolute folder of all state. */
  readonly home: string;
  readonly ports: {
    readonly postgres: number;
    readonly temporal: number;
    /** Undefined: no Web UI. */
    readonly temporalUi?: number | undefined;
  };
  /** Default 'default'. */
  readonly namespace?: string;
  /** Your own server in place of the embedded one; it is only checked. */
  readonly databaseUrl?: string | undefined;
  readonly temporalAddress?: string | undefined;
  /** What that server asks for beside its address. */
  readonly temporalSecurity?: TemporalSecurity | undefined;
  /** false: PostgreSQL only. Default true. */
  readonly temporal?: boolean;
  /** For tests: nothing survives the stop, and PostgreSQL doesn't wait for the disk. */
  readonly throwAway?: boolean;
  /** How a server that ends is started again. Default: not where it is throw-away, for such a Temporal has lost its runs. */
  readonly restarts?: RestartPolicy | false;
  /** ms that your own servers get to answer. Default 5000. */
  readonly foreignPatience?: number;
  /** Prints one line for people about something slow or unusual. */
  readonly announce?: (line: string) => void;
  /** Called once, when the servers' processes exist: what the caller can do until they answer. */
  readonly whileStarting?: () => void;
};

export type RunningStack = {
  readonly databaseUrl: string;
  /** Undefined only when started with `temporal: false`. */
  readonly temporalAddress: string | undefined;
  readonly temporalUiUrl: string | undefined;
  /** Whether we started any server. */
  readonly owned: boolean;
  /** Stops Temporal, then PostgreSQL; resolves when both have ended and have left nothing in temporary places. */
  stop(): Promise<void>;
  /** Called when a server that ended is started again, and when it was. */
  onRestart(listener: (restarted: RestartedServer) => void): void;
  /** Called when a server ends without being asked to and isn't started again. */
  onExit(listener: (lost: LostServer) => void): void;
};

/** ms. PostgreSQL may replay its log after a crash before it answers, and on a busy machine either takes long. One that ends is noticed at once. */
const embeddedPatience = 120_000;
const defaultForeignPatience = 5_000;

/**
 * Starts the servers that aren't given, in a home that nobody else uses, and checks each server with a real request. Throws
 * `already_running`, `port_in_use`, `database_version`, `database_unavailable`, `temporal_unavailable`, `not_installed`.
 */
export async function startStack(options: StackOptions): Promise<RunningStack> {
  const { home, announce = () => {}, restarts = options.throwAway ? false : defaultRestarts } = options;
  await acquireHome(home, announce);
  makeHomePrivate(home);
  let servers: SupervisedServers | undefined;
  let webUi: WebUi | undefined;
  try {
    const cluster = options.databaseUrl === undefined ? await readyCluster(options, announce) : undefined;
    const plans = [
      ...(cluster
        ? [postgresPlan(cluster, options.ports.postgres, logFileOf(home, 'postgres'), !options.throwAway)]
        : []),
      ...(embedsTemporal(options) ? [await readyTemporal(options, announce)] : []),
    ];
    servers = await superviseServers({
      home,
      servers: plans,
      holder: process.pid,
      throwAway: options.throwAway ?? false,
      restarts: restarts || defaultRestarts,
    });
    options.whileStarting?.();
    const reached = await firstLossOr(servers, (signal) => reachServers(options, cluster, signal));
    webUi = await openUi(options, reached.temporalAddress, announce);
    const addresses = { ...reached, temporalUiUrl: webUi?.url };
    const startedAt = new Date().toISOString();
    const record: StackRecord = {
      pid: process.pid,
      process: identify(process.pid),
      ...addresses,
      apiUrl: undefined,
      startedAt,
    };
    writeRecord(home, record);
    let hear: (restarted: RestartedServer) => void = () => {};
    if (restarts !== false) servers.keep((restarted) => hear(restarted));
    const { stop, onLost } = servers;
    return {
      ...addresses,
      owned: plans.length > 0,
      async stop() {
        await webUi?.close();
        await stop();
      },
      onRestart: (listener) => {
        hear = listener;
      },
      onExit: onLost,
    };
  } catch (error) {
    await webUi?.close();
    if (servers === undefined) vacateHome(home, process.pid, options.throwAway ?? false);
    else await servers.stop();
    throw error;
  }
}

function embedsTemporal(options: StackOptions): boolean {
  return options.temporal !== false && options.temporalAddress === undefined;
}

async function readyCluster(options: StackOptions, announce: (line: string) => void): Promise<Cluster> {
  await requireFreePort(options.ports.postgres, 'PERENNIAL_POSTGRES_PORT');
  return prepareCluster(options.home, announce);
}

async function readyTemporal(options: StackOptions, announce: (line: string) => void): Promise<ServerPlan> {
  const { home, ports, namespace = 'default', throwAway } = options;
  await requireFreePort(ports.temporal, 'PERENNIAL_TEMPORAL_PORT');
  if (ports.temporalUi !== undefined) await requireFreePort(ports.temporalUi, 'PERENNIAL_TEMPORAL_UI_PORT');
  const { path } = await obtainTemporalBinary(announce);
  const databaseFile = throwAway ? undefined : temporalDatabaseFile(home);
  const numbers = { temporal: ports.temporal, metrics: await freePortClosedToBrowsers(ports.temporal) };
  return temporalPlan(path, numbers, namespace, databaseFile, logFileOf(home, 'temporal'));
}

async function openUi(
  options: StackOptions,
  temporalAddress: string | undefined,
  announce: (line: string) => void,
): Promise<WebUi | undefined> {
  const { temporalUi: port } = options.ports;
  if (!embedsTemporal(options) || temporalAddress === undefined || port === undefined) return undefined;
  return openWebUi({ port, temporalAddress, home: options.throwAway ? undefined : options.home, announce });
}

async function reachServers(options: StackOptions, cluster: Cluster | undefined, signal: AbortSignal) {
  const [databaseUrl, temporalAddress] = await Promise.all([
    reachDatabase(options, cluster, signal),
    reachTemporal(options, signal),
  ]);
  return { databaseUrl, temporalAddress };
}

async function reachDatabase(
  options: StackOptions,
  cluster: Cluster | undefined,
  signal: AbortSignal,
): Promise<string> {
  if (cluster === undefined) {
    const url = options.databaseUrl ?? '';
    await requireDatabase(url, options.foreignPatience ?? defaultForeignPatience, signal);
    return url;
  }
  await requireDatabase(databaseUrlOf(cluster, options.ports.postgres, 'postgres'), embeddedPatience, signal);
  await createDatabaseWhenMissing(cluster, options.ports.postgres);
  return databaseUrlOf(cluster, options.ports.postgres);
}

async function reachTemporal(options: StackOptions, signal: AbortSignal): Promise<string | undefined> {
  if (options.temporal === false) return undefined;
  const namespace = options.namespace ?? 'default';
  const foreign = options.foreignPatience ?? defaultForeignPatience;
  const patience = options.temporalAddress === undefined ? embeddedPatience : foreign;
  const address = options.temporalAddress ?? `127.0.0.1:${options.ports.temporal}`;
  const security = options.temporalSecurity;
  await requireTemporal(address, namespace, patience, { signal, security });
  await ensureSearchAttributes(address, namespace, security);
  return address;
}

/**
 * Rejects when a server ends while starting, with the reason from its log, instead of waiting for an answer that never
 * comes.
 */
async function firstLossOr<T>(servers: SupervisedServers, ready: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const pointless = new AbortController();
  const loss = new Promise<never>((_, reject) => {
    servers.onLost((lost) => {
      const code = lost.server === 'temporal' ? 'temporal_unavailable' : 'database_unavailable';
      const remedy = 'Correct what it names and start again; npx perennial doctor checks what Perennial needs.';
      reject(new PerennialError(code, `The embedded ${lost.server} ended (${lost.reason}): ${lost.log}`, remedy));
    });
  });
  try {
    return await Promise.race([ready(pointless.signal), loss]);
  } finally {
    pointless.abort();
  }
}
