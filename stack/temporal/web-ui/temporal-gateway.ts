import type { Connection } from '@temporalio/client';
import type protobuf from 'protobufjs';
import protojson from 'protobufjs/ext/protojson.js';
import { findRoute, type RoutedCall, readHttpRoutes } from './http-routes.ts';

/**
 * Temporal's API over HTTP for the Web UI, translated to gRPC in this process. The server's own HTTP API is closed, because
 * it answers any web page (docs/security.md); it couldn't be used for workflows with a slash in their id either.
 */
export type TemporalGateway = {
  /** `url` begins with /api/v1/; `body` is the text of a request with one. */
  ask(verb: string, url: URL, body: string): Promise<HttpAnswer>;
  close(): Promise<void>;
};

export type HttpAnswer = { readonly status: number; readonly json: unknown };

/** ms. The UI itself asks again. */
const patience = 20_000;

/** grpc/status.h, as google.rpc.Code describes it in HTTP; all others are 500. */
const httpStatusOf: Readonly<Record<number, number>> = {
  1: 499,
  3: 400,
  4: 504,
  5: 404,
  6: 409,
  7: 403,
  8: 429,
  9: 400,
  10: 409,
  11: 400,
  12: 501,
  14: 503,
  16: 401,
};

export async function openTemporalGateway(address: string): Promise<TemporalGateway> {
  const { Connection } = await import('@temporalio/client'); // half a second to load, and the UI may never be opened
  // no repetition: the UI asks again itself, and a call that is repeated after `close` ends the process
  const connection = Connection.lazy({ address, interceptors: [] });
  const routes = readHttpRoutes();
  return {
    async ask(verb, url, body) {
      const raw = rawHistory.exec(url.pathname);
      if (verb === 'GET' && raw !== null) return await wholeHistory(connection, routes, raw);
      const call = findRoute(routes, verb, url.pathname);
      if (call === undefined) return { status: 404, json: { code: 5, message: 'Not Found', details: [] } };
      return await answer(() => send(connection, call, requestOf(call, url.searchParams, body)));
    },
    close: () => connection.close(),
  };
}

async function answer(work: () => Promise<unknown>): Promise<HttpAnswer> {
  try {
    return { status: 200, json: await work() };
  } catch (error) {
    const { code, details, message } = error as { code?: unknown; details?: unknown; message: string };
    const known = typeof code === 'number' ? code : 3; // what isn't Temporal's refusal is one of the request's form
    return {
      status: httpStatusOf[known] ?? 500,
      json: { code: known, message: typeof details === 'string' ? details : message, details: [] },
    };
  }
}

async function send(connection: Connection, { route }: RoutedCall, request: unknown): Promise<unknown> {
  const { name, parent, asked, answered } = typesOf(route.method);
  const bytes = asked
    .encode(protojson.fromJson(asked, request, { ignoreUnknownFields: true }) as protobuf.Message)
    .finish();
  await connection.ensureConnected();
  const service = parent?.name === 'OperatorService' ? connection.operatorService : connection.workflowService;
  const response = await connection.withDeadline(
    Date.now() + patience,
    () =>
      new Promise<Uint8Array>((resolve, reject) => {
        // the SDK's own way from a method's name and bytes to the server's bytes
        (service.rpcImpl as protobuf.RPCImpl)({ name } as protobuf.Method, bytes, (error, value) =>
          error === null ? resolve(value ?? new Uint8Array()) : reject(error),
        );
      }),
  );
  return protojson.toJson(answered, answered.decode(response));
}

function typesOf(method: protobuf.Method) {
  method.resolve();
  const { name, parent, resolvedRequestType, resolvedResponseType } = method;
  return { name, parent, asked: resolvedRequestType as protobuf.Type, answered: resolvedResponseType as protobuf.Type };
}

/** Path, query and body say together what is asked; the path has the last word. */
function requestOf({ route, params }: RoutedCall, query: URLSearchParams, body: string): Record<string, unknown> {
  const { asked: type } = typesOf(route.method);
  const request: Record<string, unknown> = route.hasBody && body !== '' ? JSON.parse(body) : {};
  for (const key of new Set(route.hasBody ? [] : query.keys())) setField(type, request, key, query.getAll(key));
  for (const [key, value] of Object.entries(params)) setField(type, request, key, [value]);
  return request;
}

/** `execution.workflow_id` or `execution.workflowId`: a value in a message within the request. What isn't a field is ignored. */
function setField(type: protobuf.Type, request: Record<string, unknown>, key: string, texts: readonly string[]): void {
  const [first = '', ...rest] = key.split('.');
  const field = type.fields[camelCase(first)]?.resolve();
  if (field === undefined) return;
  if (rest.length === 0) {
    const values = texts.map((text) => valueIn(field, text));
    request[field.name] = field.repeated ? values : values[0];
    return;
  }
  const inner = field.resolvedType as protobuf.Type | null;
  if (inner === null || !('fields' in inner)) return;
  const within = (request[field.name] ?? {}) as Record<string, unknown>;
  request[field.name] = within;
  setField(inner, within, rest.join('.'), texts);
}

function valueIn(field: protobuf.Field, text: string): unknown {
  if (field.type === 'bool') return text === 'true';
  // an enum by its number; numbers of other fields may stand as text in proto's JSON
  return field.resolvedType !== null && 'values' in field.resolvedType && /^\d+$/.test(text) ? Number(text) : text;
}

function camelCase(name: string): string {
  return name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
}

/** The link of the UI's page 'history as JSON': no method of Temporal's API has this path. */
const rawHistory = /^\/api\/v1\/namespaces\/([^/]+)\/workflows\/([^/]+)\/run\/([^/]+)\/history\.json$/;

async function wholeHistory(
  connection: Connection,
  routes: ReturnType<typeof readHttpRoutes>,
  [, namespace, workflowId, runId]: RegExpExecArray,
): Promise<HttpAnswer> {
  const call = findRoute(routes, 'GET', `/api/v1/namespaces/${namespace}/workflows/${workflowId}/history`);
  if (call === undefined) return { status: 404, json: [] };
  return await answer(async () => {
    const events: unknown[] = [];
    const query = new URLSearchParams({ 'execution.runId': decodeURIComponent(runId ?? '') });
    for (;;) {
      const page = (await send(connection, call, requestOf(call, query, ''))) as HistoryPage;
      events.push(...(page.history?.events ?? []));
      if (!page.nextPageToken) return events;
      query.set('nextPageToken', page.nextPageToken);
    }
  });
}

type HistoryPage = { readonly history?: { readonly events?: readonly unknown[] }; readonly nextPageToken?: string };
