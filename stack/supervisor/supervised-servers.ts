import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { type SupervisorRecord, supervisorFile } from '../home-lock.ts';
import { readJson } from '../state-file.ts';
import { tailOf } from './server-log.ts';
import type { ServerName, SupervisorOrder, SupervisorPlan, SupervisorReport } from './supervisor-protocol.ts';

/** A server that ended without being asked to, and isn't started again. */
export type LostServer = { readonly server: ServerName | 'supervisor'; readonly reason: string; readonly log: string };

/** A server that ended without being asked to and is started again, or (`again`) was. */
export type RestartedServer = { readonly server: ServerName; readonly reason: string; readonly again: boolean };

export type SupervisedServers = {
  /** From now on, a server that ends is started again, with growing waits, until it ended too often. */
  keep(listener: (restarted: RestartedServer) => void): void;
  /** Resolves when all servers and the supervisor have ended. Another call waits for the same stop. */
  stop(): Promise<void>;
  /** Calls back at most once, and immediately when a server is already lost. */
  onLost(listener: (lost: LostServer) => void): void;
};

export const logFolder = (home: string) => join(home, 'logs');
export const logFileOf = (home: string, server: string) => join(logFolder(home), `${server}.log`);

/** Starts the supervisor and gives it the plan; resolves when the servers' processes exist (they may not answer yet). */
export async function superviseServers(plan: SupervisorPlan): Promise<SupervisedServers> {
  mkdirSync(logFolder(plan.home), { recursive: true, mode: 0o700 });
  const supervisor = spawnSupervisor(plan.home);
  const watch = watchReports(supervisor, plan.home);
  const ended = new Promise<void>((resolve) => supervisor.once('exit', () => resolve()));
  let stopping = false;

  supervisor.once('exit', (code, signal) => {
    if (stopping) return;
    stopLeftServers(plan.home);
    watch.lose({
      server: 'supervisor',
      reason: signal ?? `exit code ${code}`,
      log: tailOf(logFileOf(plan.home, 'supervisor')),
    });
  });
  supervisor.stdin?.on('error', () => {}); // it has ended already, and 'exit' reports that
  const order = (line: SupervisorOrder) => supervisor.stdin?.write(`${JSON.stringify(line)}\n`);
  order({ plan });
  try {
    await watch.started;
  } catch (error) {
    stopping = true;
    await ended;
    throw error;
  }
  hold(supervisor, false);

  return {
    keep(listener) {
      watch.onRestart(listener);
      order({ keep: true });
    },
    async stop() {
      stopping = true;
      watch.expectLosses();
      hold(supervisor, true);
      supervisor.stdin?.end();
      if (supervisor.exitCode === null && supervisor.signalCode === null) await ended;
    },
    onLost: watch.onLost,
  };
}

function spawnSupervisor(home: string): ChildProcess {
  const log = openSync(logFileOf(home, 'supervisor'), 'w', 0o600);
  const supervisor = spawn(process.execPath, [fileURLToPath(new URL('./supervisor.ts', import.meta.url))], {
    detached: true, // its own session: the terminal's Ctrl-C and hang-up don't reach it
    cwd: '/',
    stdio: ['pipe', 'pipe', log],
  });
  closeSync(log);
  return supervisor;
}

function watchReports(supervisor: ChildProcess, home: string) {
  let lost: LostServer | undefined;
  let expected = false;
  let listener: ((lost: LostServer) => void) | undefined;
  let hearRestart: (restarted: RestartedServer) => void = () => {};
  const lose = (one: LostServer) => {
    if (lost !== undefined || expected) return;
    lost = one;
    listener?.(one);
  };
  const started = new Promise<void>((resolve, reject) => {
    supervisor.once('error', reject);
    supervisor.once('exit', (code) =>
      reject(new Error(`the supervisor ended with ${code}: ${tailOf(logFileOf(home, 'supervisor'))}`)),
    );
    if (supervisor.stdout === null) return;
    createInterface({ input: supervisor.stdout }).on('line', (line) => {
      const report = JSON.parse(line) as SupervisorReport;
      if (report.event === 'started') resolve();
      if (report.event === 'failed') reject(new Error(report.message));
      if (report.event === 'lost') {
        const reason = reasonOf(report);
        const often = report.ends > 1 ? `ended ${report.ends} times in a minute, the last time by ${reason}` : reason;
        lose({ server: report.server, reason: often, log: tailOf(logFileOf(home, report.server)) });
      }
      if (report.event === 'restarting') hearRestart({ server: report.server, reason: reasonOf(report), again: false });
      if (report.event === 'restarted') hearRestart({ server: report.server, reason: '', again: true });
    });
  });
  return {
    started,
    lose,
    expectLosses() {
      expected = true;
    },
    onRestart(given: (restarted: RestartedServer) => void) {
      hearRestart = given;
    },
    onLost(given: (lost: LostServer) => void) {
      listener = given;
      if (lost !== undefined) given(lost);
    },
  };
}

function reasonOf({ code, signal }: { readonly code: number | null; readonly signal: string | null }): string {
  return signal ?? `exit code ${code}`;
}

/** Lets the supervisor keep our event loop alive only while we wait for it. A process that just ends closes the pipe. */
function hold(supervisor: ChildProcess, held: boolean): void {
  const change = held ? 'ref' : 'unref';
  supervisor[change]();
  for (const stream of [supervisor.stdin, supervisor.stdout])
    (stream as unknown as { ref(): void; unref(): void })?.[change]();
}

/** Stops the servers when the supervisor itself was killed, because nobody else would. */
function stopLeftServers(home: string): void {
  const record = readJson<SupervisorRecord>(supervisorFile(home));
  for (const server of [...(record?.servers ?? [])].reverse()) {
    try {
      process.kill(server.pid, 'SIGINT');
    } catch {
      // ended already
    }
  }
}
