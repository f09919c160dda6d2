/**
 * Owns the servers. It is a process in its own session, so a Ctrl-C in the terminal doesn't reach them. Its stdin is a pipe
 * from the process that started it: when that process ends, in whatever way (even kill -9), the pipe closes and the servers
 * are stopped in order.
 *
 * States: waiting for the plan -> running -> keeping (told that all servers answer) -> stopping (pipe closed, or SIGTERM) -> files
 * of this stack removed -> exit. While keeping, a server that ends is started again, until `restart-policy.ts` gives it up. It
 * imports only Node's own modules and small files of ours, because it must be up within milliseconds.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { type SupervisorRecord, supervisorFile } from '../home-lock.ts';
import { identify } from '../process-identity.ts';
import { writeStateFile } from '../state-file.ts';
import { vacateHome } from '../vacate-home.ts';
import { decideRestart } from './restart-policy.ts';
import { cutLargeLog, openServerLog, tailOf } from './server-log.ts';
import type {
  ServerName,
  ServerPlan,
  SupervisorOrder,
  SupervisorPlan,
  SupervisorReport,
} from './supervisor-protocol.ts';

/** ms after which a server that was asked to stop is killed. PostgreSQL writes a checkpoint first. */
const patience: Readonly<Record<ServerName, number>> = { temporal: 5_000, postgres: 30_000 };

const running = new Map<ServerName, ChildProcess>();
/** By server: the moments at which it ended, and the timer of its next start. */
const ends = new Map<ServerName, number[]>();
const waiting = new Map<ServerName, NodeJS.Timeout>();
let plan: SupervisorPlan | undefined;
let keeping = false;
let stopping = false;

for (const signal of ['SIGINT', 'SIGHUP'] as const) process.on(signal, () => {}); // the parent decides, by closing the pipe
process.on('SIGTERM', () => void stop());
process.umask(0o077); // what the servers write is for their user only
setInterval(() => {
  for (const { logFile } of plan?.servers ?? []) cutLargeLog(logFile);
}, 60_000).unref();
process.stdout.on('error', () => {}); // the parent is gone: nobody reads

createInterface({ input: process.stdin })
  .on('line', (line) => {
    const order = JSON.parse(line) as SupervisorOrder;
    if ('plan' in order) start(order.plan);
    else keeping = true;
  })
  .on('close', () => void stop());

function start(given: SupervisorPlan): void {
  plan = given;
  try {
    for (const server of given.servers) startServer(server);
  } catch (error) {
    report({ event: 'failed', message: String(error) });
    void stop();
    return;
  }
  recordServers(given);
  report({ event: 'started' });
}

function recordServers({ home, servers }: SupervisorPlan): void {
  const record: SupervisorRecord = {
    supervisor: identify(process.pid),
    // in starting order, whatever was started again meanwhile
    servers: servers.flatMap(({ name }) => {
      const pid = running.get(name)?.pid;
      return pid === undefined ? [] : [{ name, ...identify(pid) }];
    }),
  };
  writeStateFile(supervisorFile(home), JSON.stringify(record));
}

function startServer(server: ServerPlan, isAgain = false): void {
  const log = openServerLog(server.logFile, isAgain);
  const child = spawn(server.command, server.args, {
    ...server.user,
    env: { ...server.env },
    cwd: process.platform === 'win32' ? undefined : '/', // a folder that every user may enter
    stdio: ['ignore', log, log],
  });
  closeSync(log);
  child.on('error', (error) => {
    report({ event: 'failed', message: error.message });
    if (child.pid === undefined && keeping && !stopping) ended(server, null, null); // there is no 'exit' then
  });
  child.on('exit', (code, signal) => {
    running.delete(server.name);
    if (!stopping) ended(server, code, signal);
  });
  if (child.pid !== undefined) running.set(server.name, child);
}

function ended(server: ServerPlan, code: number | null, signal: string | null): void {
  const { name } = server;
  if (plan === undefined) return;
  const { wait, counted } = decideRestart([...(ends.get(name) ?? []), performance.now()], plan.restarts);
  ends.set(name, counted);
  if (wait === null || !(keeping || endedInPassing(server))) {
    report({ event: 'lost', server: name, code, signal, ends: counted.length });
    return;
  }
  report({ event: 'restarting', server: name, code, signal, wait });
  waiting.set(name, setTimeout(restart, wait, server));
}

function endedInPassing({ passing, logFile }: ServerPlan): boolean {
  return passing !== undefined && tailOf(logFile).includes(passing);
}

function restart(server: ServerPlan): void {
  waiting.delete(server.name);
  try {
    startServer(server, true);
  } catch (error) {
    // no room for its log: as if the server itself had ended
    process.stderr.write(`${server.name} could not be started again: ${error}\n`);
    ended(server, null, null);
    return;
  }
  try {
    if (plan !== undefined) recordServers(plan);
  } catch (error) {
    process.stderr.write(`the pid of ${server.name} could not be recorded: ${error}\n`);
  }
  report({ event: 'restarted', server: server.name });
}

async function stop(): Promise<void> {
  if (stopping) return;
  stopping = true;
  for (const timer of waiting.values()) clearTimeout(timer);
  for (const { name } of [...(plan?.servers ?? [])].reverse()) {
    const child = running.get(name);
    if (child !== undefined) await stopServer(name, child);
  }
  if (plan !== undefined) vacateHome(plan.home, plan.holder, plan.throwAway);
  report({ event: 'stopped' });
  process.exit(0);
}

/**
 * SIGINT: PostgreSQL's fast shutdown (clients are disconnected, data are flushed), and what Temporal's dev server expects.
 * SIGQUIT: PostgreSQL's immediate shutdown, for when the data are deleted anyway; it ends Temporal's server at once too.
 */
function stopServer(name: ServerName, child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null) return resolve();
    const killer = setTimeout(() => child.kill('SIGKILL'), patience[name]);
    child.once('exit', () => {
      clearTimeout(killer);
      resolve();
    });
    child.kill(plan?.throwAway ? 'SIGQUIT' : 'SIGINT');
  });
}

function report(line: SupervisorReport): void {
  process.stdout.write(`${JSON.stringify(line)}\n`);
}
