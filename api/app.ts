import { existsSync } from 'node:fs';
import { join, normalize } from 'node:path';
import { pipeline } from 'node:stream';
import { fileURLToPath } from 'node:url';
import express, { type Express, type Request, type RequestHandler, type Response, type Router } from 'express';
import helmet from 'helmet';
import { PerennialError } from '../domain/errors.ts';
import { metricTitles } from '../domain/metric-titles.ts';
import { createHookRouter } from './hooks/receive-hook.ts';
import { serveDocument } from './http/api-document.ts';
import { requireCaller } from './http/authentication.ts';
import { callOperation } from './http/call-operation.ts';
import { compressReads } from './http/compress.ts';
import { createDocsPage } from './http/docs-page.ts';
import { createErrorHandler, methodNotAllowed, unknownRoute } from './http/error-handler.ts';
import { requireKnownHost } from './http/known-host.ts';
import { observeRequests } from './http/observe-requests.ts';
import { createOpenApiDocument, isSecured, metricsPath, securedPrefix } from './http/openapi.ts';
import type { Answer, Operation, Streamed } from './http/operation.ts';
import { limitStrangers } from './http/rate-limits.ts';
import { cutUnread, parseJsonBody } from './http/read-body.ts';
import { serveRunbook } from './http/runbook-page.ts';
import { sendJson } from './http/send-json.ts';
import { requireSoundHeaders } from './http/sound-headers.ts';
import { createOperations } from './operations.ts';
import type { Ports } from './ports.ts';

/** No documented body comes near it, but where its operation says so. */
const bodyLimit = 100 * 1024;

/** A module for the dashboard, which imports nothing of ours. */
const titlesScript = `export const metricTitles = ${JSON.stringify(metricTitles)};\n`;

const dashboard = fileURLToPath(new URL('../dashboard', import.meta.url));

/** The whole HTTP side: API, its documentation, and the dashboard. */
export function createApp(ports: Ports): Express {
  const { limits } = ports;
  const operations = createOperations(ports);
  const app = express();
  app.set('etag', false);
  app.use(securityHeaders(), observeRequests(operations, ports), cutUnread, requireSoundHeaders, compressReads());
  // before the check of names: senders know us by the proxy's, and no page of somebody else's can sign
  if (ports.hooks !== undefined) app.use(createHookRouter(ports.hooks));
  app.use(requireKnownHost(ports.hostnames ?? []));
  const requireSignIn = requireCaller({ tokens: ports.tokens, verifySession: ports.access.verifySession, limits });
  const ofJson = exceptFiles(operations, [refuseOtherContent, parseJson(operations)]);
  app.use(limitStrangers(limits, isCountedOtherwise));
  app.use(securedPrefix, neverStored, requireSignIn, ...ofJson);
  app.use(metricsPath, neverStored, requireSignIn);
  app.use('/sign-in', neverStored, ...ofJson);
  app.use(routeOperations(operations, (operation) => handle(operation, callOperation(operation, ports))));

  app.get('/openapi.json', serveDocument(createOpenApiDocument(operations, ports.version)));
  app.use('/docs', createDocsPage());
  app.get('/runbook', serveRunbook());
  app.get('/parts/metric-titles.js', (_request, response) => void response.type('text/javascript').send(titlesScript));
  app.use(serveDashboard());
  app.use(refuseWriting);
  app.use(unknownRoute);
  app.use(createErrorHandler(ports.log));
  return app;
}

/** Where a token is asked for callers are counted, and load balancers ask for health as often as they like. */
function isCountedOtherwise(path: string): boolean {
  return isSecured(path) || /^\/(livez|readyz|healthz)$/.test(path);
}

/** The folder holds a tsconfig.json too, which is nobody's business. */
function serveDashboard(): Router {
  const router = express.Router();
  router.get(
    /^\/((?:[\w-]+\/)?[\w-]+\.(html|css|js|svg))?$/,
    express.static(dashboard, { index: 'index.html', maxAge: 0 }),
  );
  return router;
}

/** Pages and documents are there to be read. */
const refuseWriting: RequestHandler = (request, response, next) => {
  const isDocument = /^\/(docs\/?|openapi\.json|runbook|parts\/metric-titles\.js)?$/.test(request.path);
  const isFile = /\.(html|css|js|svg)$/.test(request.path) && existsSync(join(dashboard, normalize(request.path)));
  if (isDocument || isFile) methodNotAllowed(['GET', 'HEAD'])(request, response, next);
  else next();
};

type HandlerOf = (operation: Operation) => RequestHandler;

function routeOperations(operations: readonly Operation[], handlerOf: HandlerOf): Router {
  const router = express.Router({ caseSensitive: true, strict: true });
  router.use(routeDirectly(operations, handlerOf));
  for (const [path, ofPath] of Map.groupBy(operations, (operation) => operation.path)) {
    const route = router.route(path.replace(/\{(\w+)\}/g, ':$1'));
    for (const operation of ofPath) route[operation.method](handlerOf(operation));
    route.all(methodNotAllowed(ofPath.flatMap(({ method }) => (method === 'get' ? ['GET', 'HEAD'] : ['POST']))));
  }
  return router;
}

/** A path without parameters is found at once; the router below tries one route after the other, which shows beside a prediction. */
function routeDirectly(operations: readonly Operation[], handlerOf: HandlerOf): RequestHandler {
  const handlers = new Map(
    operations
      .filter(({ path }) => !path.includes('{'))
      .map((operation) => [`${operation.method.toUpperCase()} ${operation.path}`, handlerOf(operation)]),
  );
  return (request, response, next) => {
    const found = handlers.get(`${request.method} ${request.path}`);
    return found === undefined ? next() : found(request, response, next);
  };
}

function handle(operation: Operation, call: ReturnType<typeof callOperation>): RequestHandler {
  return async (request, response) => {
    if (operation.query === undefined && isSecured(operation.path)) refuseQuery(request);
    requireReadableQuery(request);
    const answer = await call(request, response.locals.caller);
    if ('stream' in answer) return sendStream(request, response, answer);
    if (response.headersSent) return; // refused meanwhile, because the process ends
    sendJson(request, response, operation, answer);
  };
}

/** A misspelt or unknown name would otherwise be ignored, as if it had been heeded. */
function refuseQuery({ originalUrl }: Request): void {
  const query = /\?(.+)/.exec(originalUrl)?.[1];
  if (query === undefined) return;
  throw new PerennialError(
    'invalid_input',
    `This route takes no query, but was asked with ${JSON.stringify(query.slice(0, 100))}.`,
    'Leave it out; /docs shows what each route takes.',
  );
}

/** Bytes that are no text would be read as U+FFFD, which makes different names the same. */
function requireReadableQuery({ originalUrl }: Request): void {
  const query = /\?(.+)/.exec(originalUrl)?.[1] ?? '';
  if (!query.includes('%')) return;
  try {
    decodeURIComponent(query);
  } catch {
    throw new PerennialError(
      'invalid_input',
      'The query is not UTF-8 in percent-encoding.',
      'Encode its values, as encodeURIComponent or URLSearchParams do.',
    );
  }
}

function sendStream(request: Request, response: Response, { status, headers, stream, type }: Answer & Streamed): void {
  if (request.method === 'HEAD' || response.headersSent || response.destroyed) {
    stream.destroy();
    if (!response.headersSent) response.type(type).status(status).end();
    return;
  }
  response.writeHead(status, { ...headers, 'Content-Type': type });
  response.locals.streamed = true;
  // an error here means that one of the two is gone: there is nobody left to tell
  pipeline(stream, response, () => {});
}

/** A file is no JSON, and is read by its operation alone. What no route takes is refused for its method, whatever it brings. */
function exceptFiles(operations: readonly Operation[], handlers: readonly RequestHandler[]): RequestHandler[] {
  const takeFiles = operations.filter(({ takesFile }) => takesFile);
  return handlers.map((handler) => (request, response, next) => {
    const method = request.method.toLowerCase();
    const path = request.baseUrl + request.path;
    const isRead =
      ['get', 'head', 'post'].includes(method) &&
      !takeFiles.some((one) => one.method === method && isAt(one.path, path));
    return isRead ? handler(request, response, next) : next();
  });
}

function parseJson(operations: readonly Operation[]): RequestHandler {
  const larger = operations.filter(({ bodyLimit: limit }) => limit !== undefined);
  return parseJsonBody((path) => larger.find((one) => isAt(one.path, path))?.bodyLimit ?? bodyLimit);
}

/** Whether a path is that of an operation, whose parameters may be any. */
function isAt(operation: string, path: string): boolean {
  if (!operation.includes('{')) return operation === path;
  const parts = operation.split('/');
  const given = path.split('/');
  return parts.length === given.length && parts.every((part, at) => part.startsWith('{') || part === given[at]);
}

/** A form or text would otherwise count as no body, and no body chooses every default. */
const refuseOtherContent: RequestHandler = (request, _response, next) => {
  // a client may announce that it sends nothing; otherwise null is no body, false a body of another type
  if (request.get('content-length') === '0' || request.is('application/json') !== false) return next();
  throw new PerennialError(
    'unsupported_media_type',
    `The body's content type is ${JSON.stringify(request.get('content-type') ?? '')}.`,
    'Send JSON with the header "Content-Type: application/json".',
  );
};

const neverStored: RequestHandler = (_request, response, next) => {
  response.set('Cache-Control', 'no-store');
  next();
};

function securityHeaders(): RequestHandler {
  return helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'self'"],
        objectSrc: ["'none'"],
        baseUri: ["'none'"],
        formAction: ["'self'"],
        frameAncestors: ["'none'"],
      },
    },
    // plain HTTP on a laptop; whoever puts TLS in front sets this there, for the whole host
    strictTransportSecurity: false,
  });
}
