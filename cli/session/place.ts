import { PerennialError } from '../../domain/errors.ts';
import type { Config } from '../../stack/config.ts';
import { findRunningStack, type StackRecord, startStack } from '../../stack/embedded-stack.ts';
import { freePorts, isFree } from '../../stack/ports.ts';
import { shownPath } from '../print/shown-path.ts';
import type { Output } from './output.ts';

/** The servers that a command uses. They were already running, or are started for the command and stopped after it. */
export type Place = {
  readonly databaseUrl: string;
  readonly temporalAddress: string | undefined;
  readonly owned: boolean;
  /** Aborted when one of the command's own servers ends unexpectedly. */
  readonly lost: AbortSignal;
  stop(): Promise<void>;
};

/** Finds running servers: those that the environment names, otherwise the stack of this home folder. Undefined: none. */
export function findPlace(config: Config): Place | undefined {
  const running = runningStack(config);
  const databaseUrl = config.databaseUrl ?? running?.databaseUrl;
  if (databaseUrl === undefined) return undefined;
  const temporalAddress = config.temporal.address ?? running?.temporalAddress;
  return { databaseUrl, temporalAddress, owned: false, lost: new AbortController().signal, stop: async () => {} };
}

/** The running stack of this home folder, unless the environment names another database. */
function runningStack(config: Config): StackRecord | undefined {
  const running = findRunningStack(config.home);
  const elsewhere = config.databaseUrl !== undefined && config.databaseUrl !== running?.databaseUrl;
  return elsewhere ? undefined : running;
}

/** Where people reach the dashboard of these servers. */
export function dashboardOf(config: Config): string {
  return config.api.dashboardUrl ?? runningStack(config)?.apiUrl ?? config.dashboardUrl;
}

/** Refuses a stack without an API: it belongs to another command or is still starting, so its servers could stop at any time. */
export function refuseOtherCommands(config: Config): void {
  const running = runningStack(config);
  if (running === undefined || running.apiUrl !== undefined) return;
  throw new PerennialError(
    'already_running',
    `Another command is running in ${config.home} (pid ${running.pid}).`,
    'Wait until it has finished, or keep the servers up for all commands: npm start.',
    { home: config.home, pid: running.pid },
  );
}

export function nothingRunning(config: Config): PerennialError {
  const { home } = config;
  return new PerennialError('nothing_running', `Nothing is running in ${home}.`, 'Start it: npm start', { home });
}

/**
 * Starts the servers that the environment doesn't provide. If a configured port is taken (by the stack of another home folder),
 * a free one is used, because nobody else needs the address. `npm start` would refuse instead.
 */
export async function startOwnPlace(config: Config, temporal: boolean, output: Output): Promise<Place> {
  const { postgres, temporal: temporalPort, temporalUi } = config.ports;
  output.note(`Starting the embedded servers in ${shownPath(config.home)} for this command ...`);
  const others = await freePorts(3);
  const orOther = async (port: number, at: number) => ((await isFree(port)) ? port : (others[at] ?? port));
  const stack = await startStack({
    home: config.home,
    ports: {
      postgres: await orOther(postgres, 0),
      temporal: await orOther(temporalPort, 1),
      temporalUi: await orOther(temporalUi, 2),
    },
    namespace: config.temporal.namespace,
    databaseUrl: config.databaseUrl,
    temporalAddress: config.temporal.address,
    temporalSecurity: config.temporal.security,
    temporal,
    announce: output.note,
  });
  const lost = new AbortController();
  stack.onExit(({ server, reason }) => {
    const code = server === 'temporal' ? 'temporal_unavailable' : 'database_unavailable';
    const remedy = 'Its log is in the folder logs; npx perennial doctor checks the installation.';
    lost.abort(new PerennialError(code, `The embedded ${server} ended: ${reason}`, remedy, { home: config.home }));
  });
  const { databaseUrl, temporalAddress, stop } = stack;
  return { databaseUrl, temporalAddress, owned: true, lost: lost.signal, stop };
}
