/**
 * Owns the servers. It is a process in its own session, so a Ctrl-C in the terminal doesn't reach them. Its stdin is a pipe
 * from the process that started it: when that process ends, in whatever way (even kill -9), the pipe closes and the servers
 * are stopped in order.
 *
 * States: waiting for the plan -> running -> stopping (pipe closed, or SIGTERM) -> files of this stack removed -> exit. It
 * imports only Node's own modules and small files of ours, because it must be up within milliseconds.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, writeFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { type SupervisorRecord, supervisorFile } from '../home-lock.ts';
import { identify } from '../process-identity.ts';
import { vacateHome } from '../vacate-home.ts';
import { cutLargeLog, openServerLog } from './server-log.ts';
import type { ServerName, ServerPlan, SupervisorPlan, SupervisorReport } from './supervisor-protocol.ts';

/** ms after which a server that was asked to stop is killed. PostgreSQL writes a checkpoint first. */
const patience: Readonly<Record<ServerName, number>> = { temporal: 5_000, postgres: 30_000 };

const running = new Map<ServerName, ChildProcess>();
let plan: SupervisorPlan | undefined;
let stopping = false;

for (const signal of ['SIGINT', 'SIGHUP'] as const) process.on(signal, () => {}); // the parent decides, by closing the pipe
process.on('SIGTERM', () => void stop());
process.umask(0o077); // what the servers write is for their user only
setInterval(() => {
  for (const { logFile } of plan?.servers ?? []) cutLargeLog(logFile);
}, 60_000).unref();
process.stdout.on('error', () => {}); // the parent is gone: nobody reads

createInterface({ input: process.stdin })
  .on('line', (line) => start(JSON.parse(line) as SupervisorPlan))
  .on('close', () => void stop());

function start(given: SupervisorPlan): void {
  plan = given;
  try {
    for (const server of given.servers) running.set(server.name, startServer(server));
  } catch (error) {
    report({ event: 'failed', message: String(error) });
    void stop();
    return;
  }
  const record: SupervisorRecord = {
    supervisor: identify(process.pid),
    servers: [...running].map(([name, child]) => ({ name, ...identify(child.pid ?? 0) })),
  };
  writeFileSync(supervisorFile(given.home), JSON.stringify(record), { mode: 0o600 });
  report({ event: 'started' });
}

function startServer(server: ServerPlan): ChildProcess {
  const log = openServerLog(server.logFile);
  const child = spawn(server.command, server.args, {
    ...server.user,
    env: { ...server.env },
    cwd: process.platform === 'win32' ? undefined : '/', // a folder that every user may enter
    stdio: ['ignore', log, log],
  });
  closeSync(log);
  child.on('error', (error) => report({ event: 'failed', message: error.message }));
  child.on('exit', (code, signal) => {
    running.delete(server.name);
    if (!stopping) report({ event: 'lost', server: server.name, code, signal });
  });
  return child;
}

async function stop(): Promise<void> {
  if (stopping) return;
  stopping = true;
  for (const [name, child] of [...running].reverse()) await stopServer(name, child);
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
