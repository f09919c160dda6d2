import { join } from 'node:path';
import { PerennialError } from '../../domain/errors.ts';
import type { ServerPlan } from '../supervisor/supervisor-protocol.ts';
import type { TemporalSecurity } from './temporal-access.ts';

/** Attributes by which the Temporal Web UI and our API find runs. All are keywords. */
export const searchAttributes = ['PerennialModel', 'PerennialStage', 'PerennialTrigger'] as const;

/** temporal.api.enums.v1.IndexedValueType */
const keyword = 2;

/** Without a `databaseFile`, for tests, runs are kept in memory only. */
export function temporalPlan(
  binary: string,
  ports: { readonly temporal: number; readonly metrics: number },
  namespace: string,
  databaseFile: string | undefined,
  logFile: string,
): ServerPlan {
  return devServer(binary, ports.temporal, logFile, [
    ...closedToBrowsers,
    ...['--metrics-port', String(ports.metrics)],
    ...(databaseFile === undefined ? [] : ['--db-filename', databaseFile]),
    ...(namespace === 'default' ? [] : ['--namespace', namespace]),
    ...searchAttributes.flatMap((name) => ['--search-attribute', `${name}=Keyword`]),
  ]);
}

/** A server without data, for the files of its Web UI. */
export function uiPlan(binary: string, port: number, uiPort: number, logFile: string): ServerPlan {
  return devServer(binary, port, logFile, ['--ui-port', String(uiPort)]);
}

/**
 * The server's Web UI and HTTP API answer whatever Host or Origin asks, so any web page could use them: the UI is ours
 * (web-ui/), and the API takes a Host that nobody can send, because it has spaces. An empty list would let HTTP/1.0 in, which
 * needs no Host. Nexus has HTTP routes of its own, and we don't use it.
 */
const closedToBrowsers = [
  '--headless',
  ...['--dynamic-config-value', 'frontend.httpAllowedHosts=["nobody at all"]'],
  ...['--dynamic-config-value', 'system.enableNexus=false'],
];

/** It looks for a free port for its HTTP API, and somebody else may take that port before it does. */
const portTaken = 'address already in use';

function devServer(binary: string, port: number, logFile: string, more: readonly string[]): ServerPlan {
  return {
    name: 'temporal',
    command: binary,
    args: ['server', 'start-dev', '--ip', '127.0.0.1', '--port', String(port), '--log-level', 'error', ...more],
    env: childEnvironment(),
    user: undefined,
    logFile,
    passing: portTaken,
  };
}

export const temporalDatabaseFile = (home: string) => join(home, 'temporal.db');

/** Removes the TEMPORAL_ variables, which configure the CLI: it would take our server's address for its own. */
function childEnvironment(): Record<string, string> {
  return Object.fromEntries(
    Object.entries(process.env).filter(
      (entry): entry is [string, string] => entry[1] !== undefined && !entry[0].startsWith('TEMPORAL_'),
    ),
  );
}

/**
 * Waits until the server answers for the namespace. Throws `temporal_unavailable` after `patience` ms without an answer, or
 * earlier when the signal says that waiting is pointless.
 */
export async function requireTemporal(
  address: string,
  namespace: string,
  patience: number,
  { signal, security = {} }: { readonly signal?: AbortSignal; readonly security?: TemporalSecurity | undefined } = {},
): Promise<void> {
  const { Connection } = await import('@temporalio/client'); // half a second to load, and not every command needs it
  const started = Date.now();
  const deadline = started + patience;
  for (;;) {
    try {
      // short at first, because a refused attempt looks again only after a second; longer for a server on a busy machine
      const attempt = Math.max(1_000, Date.now() - started);
      const connection = Connection.lazy({
        address,
        ...security,
        connectTimeout: Math.max(1, Math.min(attempt, deadline - Date.now())),
      });
      try {
        await connection.ensureConnected();
        await connection.workflowService.describeNamespace({ namespace });
        return;
      } finally {
        await connection.close();
      }
    } catch (error) {
      if (Date.now() < deadline && !signal?.aborted) {
        await new Promise((resolve) => setTimeout(resolve, 25));
        continue;
      }
      throw new PerennialError(
        'temporal_unavailable',
        `No Temporal server answers at ${address} for the namespace ${namespace}: ${(error as Error).message}`,
        'Start it, or correct TEMPORAL_ADDRESS and TEMPORAL_NAMESPACE, for a secured server TEMPORAL_TLS and TEMPORAL_API_KEY too; without TEMPORAL_ADDRESS the embedded server is used (npm start).',
        { address, namespace },
        error,
      );
    }
  }
}

/** Adds missing search attributes: a database file of an earlier version, or your own server, may lack some. */
export async function ensureSearchAttributes(
  address: string,
  namespace: string,
  security: TemporalSecurity = {},
): Promise<void> {
  const { Connection } = await import('@temporalio/client');
  const connection = await Connection.connect({ address, ...security });
  try {
    const { customAttributes } = await connection.operatorService.listSearchAttributes({ namespace });
    const missing = searchAttributes.filter((name) => !(name in (customAttributes ?? {})));
    if (missing.length === 0) return;
    await connection.operatorService.addSearchAttributes({
      namespace,
      searchAttributes: Object.fromEntries(missing.map((name) => [name, keyword])),
    });
  } catch (error) {
    const commands = searchAttributes.map((name) => `--name ${name} --type Keyword`).join(' ');
    throw new PerennialError(
      'temporal_unavailable',
      `The Temporal server at ${address} lacks search attributes that Perennial needs, and they could not be added: ${(error as Error).message}`,
      `Have its administrator run: temporal operator search-attribute create --namespace ${namespace} ${commands}`,
      { address, namespace },
      error,
    );
  } finally {
    await connection.close();
  }
}
