import { hash, timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { isIP } from 'node:net';
import { PerennialError } from '../domain/errors.ts';
import { verifyToken } from '../store/tokens.ts';
import { metricsType } from '../telemetry/metrics.ts';
import type { StartedWorkers } from './start-workers.ts';

/** ms that PostgreSQL or Temporal may take to answer: orchestrators themselves give up on a check after a few seconds. */
const patience = 2_000;

type Checks = { readonly worker: boolean; readonly database: boolean; readonly temporal: boolean };

type Place = { readonly host: string; readonly port: number; readonly token: string | undefined };

/**
 * `/metrics` are the process's metrics: for this machine, and for whoever else reaches the port with a token of the API. Anything else is
 * the health check: 200 while the process takes tasks and reaches both servers, otherwise 503; the body says which check fails.
 */
export function serveHealth(place: Place, workers: StartedWorkers): Promise<Server> {
  const server = createServer((request, response) => {
    const answer =
      request.url === '/metrics' ? answerMetrics(place, workers, request, response) : answerHealth(workers, response);
    answer.catch(() => response.destroy());
  });
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(refusal(error, place.port)));
    server.listen({ host: place.host, port: place.port }, () => resolve(server));
  });
}

async function answerHealth(workers: StartedWorkers, response: ServerResponse): Promise<void> {
  const checks = await check(workers);
  const healthy = Object.values(checks).every((ok) => ok);
  response.writeHead(healthy ? 200 : 503, { 'content-type': 'application/json' });
  response.end(JSON.stringify({ status: healthy ? 'ok' : 'unavailable', checks }));
}

async function answerMetrics(
  { host, token }: Place,
  { composition }: StartedWorkers,
  { headers }: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { database, metrics } = composition.dependencies;
  const bearer = /^Bearer +([\x21-\x7e]+) *$/i.exec(headers.authorization ?? '')?.[1];
  const allowed = isLoopback(host)
    ? isOwnName(headers.host)
    : bearer !== undefined && (isSame(bearer, token) || (await verifyToken(database, bearer)) !== null);
  if (!allowed) {
    response.writeHead(401, { 'www-authenticate': 'Bearer realm="perennial"' }).end();
    return;
  }
  response.writeHead(200, { 'content-type': metricsType }).end(await metrics.scrape());
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || host.startsWith('127.');
}

/** A page under a name that leads to this machine ("DNS rebinding") asks by that name. */
function isOwnName(host: string | undefined): boolean {
  const name = URL.parse(`http://${host}`)?.hostname ?? '';
  return name === 'localhost' || isIP(name.replace(/^\[|\]$/g, '')) !== 0;
}

function isSame(given: string, configured: string | undefined): boolean {
  if (configured === undefined) return false;
  return timingSafeEqual(hash('sha256', given, 'buffer'), hash('sha256', configured, 'buffer'));
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
