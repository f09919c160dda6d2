import { z } from 'zod';
import { accessOf } from '../../domain/access/operations.ts';
import { type ErrorCode, PerennialError } from '../../domain/errors.ts';
import { type Problem, problemSchema } from '../contracts/problem.ts';
import { operationLinks } from '../operation-links.ts';
import { tokenMemory } from './authentication.ts';
import { httpErrors, impossibleStatus, toProblem } from './error-handler.ts';
import { type JsonObject, toJsonSchema } from './json-schema.ts';
import { isAct, nameOf, type Operation, tags } from './operation.ts';

/** Version 3.1 takes JSON Schema 2020-12 as it is. */
export function createOpenApiDocument(operations: readonly Operation[], version: string): JsonObject {
  const components: JsonObject = {};
  const paths: Record<string, JsonObject> = {};
  for (const operation of operations) {
    paths[operation.path] ??= {};
    Object.assign(paths[operation.path], { [operation.method]: describe(operation, components) });
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Perennial',
      version,
      description:
        'Self-retraining CRM models: lead scoring, churn and engagement. Every answer has the header X-Request-Id: the one of the request, or one that was made. Log lines carry it too. Lists that grow come by pages: send `next_cursor` as `cursor` for the next one. An answer to a GET has an ETag, and is not sent again to who has it (`If-None-Match`). What never reaches a route is refused before: 400 (not HTTP), 408 (too slow), 421 (a name that is not ours), 431 (a head of more than 16 kB).',
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [{ url: '/' }],
    tags,
    paths,
    components: {
      schemas: components,
      securitySchemes: {
        bearer: {
          type: 'http',
          scheme: 'bearer',
          description: `The token that was printed at the first start. A revoked one is refused within ${tokenMemory / 1_000} seconds.`,
        },
      },
    },
  };
}

/** Everything under this prefix needs a token, and the metrics do. */
export const securedPrefix = '/api/v1/';
export const metricsPath = '/metrics';

export function isSecured(path: string): boolean {
  return path.startsWith(securedPrefix) || path === metricsPath;
}

function describe(operation: Operation, components: JsonObject): JsonObject {
  const secured = isSecured(operation.path);
  return {
    operationId: operation.operationId,
    tags: [operation.tag],
    summary: operation.summary,
    security: secured ? [{ bearer: [] }] : [],
    'x-role': accessOf(nameOf(operation)).role,
    ...describeParameters(operation, components),
    ...(operation.takesFile && operation.body === undefined
      ? {
          requestBody: {
            required: true,
            content: { 'application/octet-stream': { schema: { type: 'string', format: 'binary' } } },
          },
        }
      : {}),
    ...(operation.body === undefined
      ? {}
      : {
          requestBody: {
            // one that may be left out chooses every default
            required: !operation.body.safeParse({}).success,
            content: {
              'application/json': {
                schema: toJsonSchema(operation.documentedBody ?? operation.body, 'input', components),
              },
              ...Object.fromEntries(
                Object.entries(operation.bodyTypes ?? {}).map(([type, schema]) => [type, { schema }]),
              ),
            },
          },
        }),
    responses: {
      ...Object.fromEntries(
        Object.entries(operation.answers).map(([status, answer]) => [
          status,
          {
            description: answer.description,
            ...(status === '200' && isConditional(operation) ? { headers: entityTag } : {}),
            content: Object.fromEntries(
              Object.entries({ [answer.type ?? 'application/json']: answer.schema, ...answer.others }).map(
                ([type, schema]) => [type, { schema: describeContent(type, schema, components) }],
              ),
            ),
            ...describeLinks(operation),
          },
        ]),
      ),
      ...(isConditional(operation) ? notModified : {}),
      ...describeRefusals(operation, secured, components),
    },
  };
}

/** Of a stream of events it is one of them, as its lines are read. */
function describeContent(type: string, schema: z.ZodType, components: JsonObject): JsonObject {
  const content = toJsonSchema(schema, 'output', components);
  if (type !== 'text/event-stream') return content;
  const data = { type: 'string', contentMediaType: 'application/json', contentSchema: content };
  const text = { type: 'string' };
  return { type: 'object', properties: { event: text, id: text, data }, required: ['event', 'data'] };
}

function describeLinks(operation: Operation): JsonObject {
  const links = operationLinks[nameOf(operation)] ?? {};
  const described = Object.entries(links).map(([operationId, parameters]) => [
    operationId,
    { operationId, parameters },
  ]);
  return described.length === 0 ? {} : { links: Object.fromEntries(described) };
}

function describeParameters(operation: Operation, components: JsonObject): JsonObject {
  const parameters = (['path', 'query'] as const).flatMap((place) => {
    const schema = place === 'path' ? operation.params : operation.query;
    if (!(schema instanceof z.ZodObject)) return [];
    return Object.entries(schema.shape as Record<string, z.ZodType>).map(([name, field]) => {
      const { description, ...fieldSchema } = toJsonSchema(field, 'input', components);
      const required = place === 'path' || !field.safeParse(undefined).success;
      return { name, in: place, required, description, schema: fieldSchema };
    });
  });
  const all = [
    ...parameters,
    ...(isAct(operation) ? [idempotencyParameter] : []),
    ...(isConditional(operation) ? [conditionParameter] : []),
  ];
  return all.length === 0 ? {} : { parameters: all };
}

const idempotencyParameter: JsonObject = {
  name: 'Idempotency-Key',
  in: 'header',
  required: false,
  description:
    'Of your choice, new for each request. Sent again with the same key and content within 24 hours, the request is answered as before and nothing is done twice; a refusal is an answer too.',
  schema: { type: 'string', minLength: 1, maxLength: 200, pattern: '^[!-~]+$' },
};

/** Whether a client that has the answer is told so. */
function isConditional({ method, answers }: Operation): boolean {
  return method === 'get' && answers[200] !== undefined && answers[200].type === undefined;
}

const entityTag: JsonObject = {
  ETag: { schema: { type: 'string' }, description: 'Of this answer, for `If-None-Match`.' },
};
const notModified: JsonObject = {
  304: { description: 'The answer is that of the tag which was sent.', headers: entityTag },
};
const conditionParameter: JsonObject = {
  name: 'If-None-Match',
  in: 'header',
  required: false,
  description: 'The `ETag` of an answer that you have, several with commas between them, or `*`.',
  schema: { type: 'string' },
};

function takesInput(operation: Operation): boolean {
  const { body, query, params } = operation;
  return isAct(operation) || [body, query, params].some((schema) => schema !== undefined);
}

function refusalsOf(operation: Operation, secured: boolean): ErrorCode[] {
  const acts = isAct(operation);
  return [
    ...(takesInput(operation) || secured ? (['invalid_input'] as const) : []),
    ...(operation.body === undefined
      ? []
      : (['payload_too_large', 'unsupported_media_type', 'request_timeout'] as const)),
    ...(secured ? (['unauthorized', 'too_many_requests', 'database_unavailable', 'internal'] as const) : []),
    ...(['anyone', 'viewer'].includes(accessOf(nameOf(operation)).role) ? [] : (['forbidden'] as const)),
    ...(acts ? (['idempotency_key_reused', 'request_in_progress'] as const) : []),
    ...operation.refusals,
  ];
}

const headers: Readonly<Record<number, JsonObject>> = {
  401: { 'WWW-Authenticate': { schema: { type: 'string' } } },
  429: { 'Retry-After': { schema: { type: 'integer' }, description: 'Seconds.' } },
  503: { 'Retry-After': { schema: { type: 'integer' }, description: 'Seconds.' } },
};

function describeRefusals(operation: Operation, secured: boolean, components: JsonObject): JsonObject {
  const byStatus = Map.groupBy(new Set(refusalsOf(operation, secured)), (code) => httpErrors[code].status);
  // input that keeps to this document may be impossible all the same
  if (takesInput(operation))
    byStatus.set(impossibleStatus, [...(byStatus.get(impossibleStatus) ?? []), 'invalid_input']);
  return Object.fromEntries(
    [...byStatus].map(([status, sameStatus]) => [
      status,
      {
        description: sameStatus.map((code) => `${httpErrors[code].title} (\`${code}\`)`).join(', '),
        ...(headers[status] === undefined ? {} : { headers: headers[status] }),
        content: {
          'application/problem+json': {
            schema: toJsonSchema(problemSchema, 'output', components),
            examples: Object.fromEntries(sameStatus.map((code) => [code, { value: { ...exampleOf(code), status } }])),
          },
        },
      },
    ]),
  );
}

function exampleOf(code: ErrorCode): Problem {
  return toProblem(new PerennialError(code, 'What happened, with the value at fault.', 'What to do next.'));
}
