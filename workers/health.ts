import { createServer, type Server } from 'node:http';
import { PerennialError } from '../domain/errors.ts';
import type { StartedWorkers } from './start-workers.ts';

/** ms that PostgreSQL or Temporal may take to answer: orchestrators themselves give up on a check after a few seconds. */
const patience = 2_000;

type Checks = { readonly worker: boolean; readonly database: boolean; readonly temporal: boolean };

/** 200 while the process takes tasks and reaches both servers, otherwise 503; the body says which check fails. */
export function serveHealth(host: string, port: number, workers: StartedWorkers): Promise<Server> {
  const server = createServer(async (_, response) => {
    const checks = await check(workers);
    const healthy = Object.values(checks).every((ok) => ok);
    response.writeHead(healthy ? 200 : 503, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ status: healthy ? 'ok' : 'unavailable', checks }));
  });
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(refusal(error, port)));
    server.listen({ host, port }, () => resolve(server));
  });
}

async function check({ takesTasks, composition }: StartedWorkers): Promise<Checks> {
  const { controls, dependencies } = composition;
  const { client } = controls;
  const [database, temporal] = await Promise.all([
    answers(dependencies.database.query('select 1', [], { signal: AbortSignal.timeout(patience) })),
    answers(client.connection.withDeadline(Date.now() + patience, () => client.workflowService.getSystemInfo({}))),
  ]);
  return { worker: takesTasks(), database, temporal };
}

/** A server that vanished without closing its connections never answers, hence the time limit. */
function answers(question: Promise<unknown>): Promise<boolean> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(false), patience);
    question
      .then(
        () => resolve(true),
        () => resolve(false),
      )
      .finally(() => clearTimeout(timer));
  });
}

function refusal(error: NodeJS.ErrnoException, port: number): unknown {
  if (error.code !== 'EADDRINUSE') return error;
  return new PerennialError(
    'port_in_use',
    `Port ${port} of the health check is in use by another process.`,
    'Stop that process, or choose another port: PERENNIAL_HEALTH_PORT=<port>.',
    { port, variable: 'PERENNIAL_HEALTH_PORT' },
    error,
  );
}
