import { randomUUID } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import type { RequestHandler, Response } from 'express';
import { type Carried, inCircumstances } from '../../telemetry/circumstances.ts';
import type { Metrics } from '../../telemetry/metrics.ts';
import { newTraceparent, traceIdOf } from '../../telemetry/trace-context.ts';
import type { RequestTracing } from '../../telemetry/tracing.ts';
import type { Log } from '../ports.ts';
import type { Operation } from './operation.ts';

export const requestIdHeader = 'X-Request-Id';

/** What a client may call its request: it is repeated in answers and log lines. */
const acceptableId = /^[\w.:@/+=-]{1,128}$/;
const methods = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']);

/**
 * Gives each request an id, or takes the one that it brings, and a place in a trace; everything that is done for it knows both. Counts it
 * by its route once it is over.
 */
export function observeRequests(
  operations: readonly Operation[],
  { log, metrics, tracing }: { log: Log; metrics: Metrics; tracing: RequestTracing | null },
): RequestHandler {
  const routeOf = routeFinder(operations);
  return (request, response, next) => {
    const startedAt = performance.now();
    const { method, path } = request;
    const known = identify(request.headers);
    response.setHeader(requestIdHeader, known.requestId);
    const work = (carried: Carried, traceId: string) => {
      const now = { carried, fields: { request_id: known.requestId, trace_id: traceId } };
      // the end comes from the socket, which knows nothing of the request
      response.once('close', () => inCircumstances(now, () => count(startedAt, method, path, response)));
      inCircumstances(now, next);
    };
    if (tracing === null) return work(known, traceIdOf(known.traceparent) as string);
    tracing.serve(request.headers, { method, route: routeOf(method, path) }, response, (span) =>
      work({ requestId: known.requestId, ...span.carried }, span.traceId),
    );
  };

  function count(startedAt: number, method: string, path: string, response: Response): void {
    const seconds = (performance.now() - startedAt) / 1_000;
    // whoever left before the answer got none
    const status = response.headersSent ? response.statusCode : 499;
    const labels = { method: methods.has(method) ? method : 'other', route: routeOf(method, path) };
    metrics.requests.inc({ ...labels, status });
    if (!response.locals.streamed) metrics.requestSeconds.observe(labels, seconds);
    // nobody who is erased stands in the line that tells of it
    const told = labels.route.startsWith('/api/v1/people/') ? labels.route : path;
    log.debug({ method, path: told, status, milliseconds: Math.round(seconds * 1_000) }, `${method} ${told}`);
  }
}

function identify(headers: IncomingHttpHeaders): Carried & { readonly requestId: string } {
  const given = headers['x-request-id'];
  const made = randomUUID();
  const requestId = typeof given === 'string' && acceptableId.test(given) ? given : made;
  const { traceparent, tracestate } = headers;
  if (typeof traceparent === 'string' && traceIdOf(traceparent) !== null)
    return { requestId, traceparent, ...(typeof tracestate === 'string' && { tracestate }) };
  return { requestId, traceparent: newTraceparent(made.replaceAll('-', '')) };
}

/** Paths as in the OpenAPI document, so that no id becomes a label. */
function routeFinder(operations: readonly Operation[]): (method: string, path: string) => string {
  const paths = [...new Set(operations.map(({ path }) => path))];
  const fixed = new Set<string>(paths.filter((path) => !path.includes('{')));
  const others = paths
    .filter((path) => path.includes('{'))
    .map((path) => ({ path, pattern: new RegExp(`^${path.replace(/[.]/g, '\\.').replace(/\{\w+\}/g, '[^/]+')}$`) }));
  return (method, path) => {
    if (fixed.has(path)) return path;
    const found = path.startsWith('/api/') ? others.find(({ pattern }) => pattern.test(path)) : undefined;
    if (found !== undefined) return found.path;
    if (path.startsWith('/hooks/')) return '/hooks/{source}';
    return method === 'GET' && !path.startsWith('/api/') ? 'pages' : 'none';
  };
}
