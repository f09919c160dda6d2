import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import { z } from 'zod';
import type { Act } from '../../domain/access/actor.ts';
import { accessOf, isOperation, type OperationName } from '../../domain/access/operations.ts';
import { type ErrorCode, PerennialError } from '../../domain/errors.ts';
import type { Caller } from './authentication.ts';
import { findUnstorable } from './unstorable.ts';

/** The sections of the API's documentation; the guide links to `/docs#/ML%20Training`. */
export const tags = [
  { name: 'ML Training', description: 'Train the three models, watch or cancel a training, and see its results.' },
  { name: 'Monitoring', description: 'How accurate the deployed versions are, and how far the data has moved.' },
  { name: 'Predictions', description: 'Get predictions from the deployed models, and report the outcomes.' },
  { name: 'People', description: 'Who somebody is, what is known of them, and what colleagues did about them.' },
  { name: 'Experiments', description: 'Challengers on live traffic, deployments and rollbacks.' },
  { name: 'Schedules', description: 'What runs automatically, and when.' },
  { name: 'Data', description: 'The data that the models learn from.' },
  { name: 'Alerts', description: 'What is wrong with the models, and who has acknowledged it.' },
  { name: 'Mail', description: 'Alert mails that were sent or are in the local mailbox.' },
  { name: 'Destinations', description: 'Other systems that are told of events, or get the lists.' },
  { name: 'Sign-in', description: 'How the dashboard lets people in; programs send a token.' },
  { name: 'Access', description: 'Tokens of programs, and the log of who did what.' },
  { name: 'Health', description: 'For load balancers and supervisors.' },
] as const;

type Input<Schema extends z.ZodType | undefined> = Schema extends z.ZodType ? z.output<Schema> : undefined;

/** One method on one path. The router serves it, and the OpenAPI document describes it. */
export type Operation = {
  readonly method: 'get' | 'post';
  /** As in OpenAPI, parameters in braces. */
  readonly path: `/${string}`;
  /** In `domain/access/operations.ts` stands who may. */
  readonly operationId: string;
  readonly tag: (typeof tags)[number]['name'];
  readonly summary: string;
  readonly body?: z.ZodType;
  /** What the document says of the body, where `body` lets through what is refused later in better words. */
  readonly documentedBody?: z.ZodType;
  /** Maximum bytes of the body or file, where it may exceed the default in `app.ts`. */
  readonly bodyLimit?: number;
  /** The operation reads the body by itself: a file, or, where `body` says so, JSON or one of `bodyTypes`. */
  readonly takesFile?: true;
  /** What the body may be besides JSON, as schemas by media type. */
  readonly bodyTypes?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  readonly query?: z.ZodType;
  readonly params?: z.ZodType;
  /** Answers that aren't errors, by HTTP status. */
  readonly answers: Readonly<Record<number, DescribedAnswer>>;
  /** Refusals of this operation; those that all routes share are added in the documentation. */
  readonly refusals: readonly ErrorCode[];
  /** What of the answer counts, where it holds something that differs each time: clients keep an answer until this changes. */
  readonly unlike?: (body: unknown) => unknown;
  readonly respond: (request: RawRequest) => Promise<Answer>;
};

/** `type`: its media type, where it is not JSON; the schema is then that of a part. */
export type DescribedAnswer = {
  readonly description: string;
  readonly schema: z.ZodType;
  readonly type?: string;
  /** What else it may be, by media type. */
  readonly others?: Readonly<Record<string, z.ZodType>>;
};

export type RawRequest = {
  readonly body: unknown;
  readonly query: unknown;
  readonly params: unknown;
  /** Absent where anyone may ask. */
  readonly caller: Caller;
  /** What the caller does, for the audit log: whoever asks for it sees to it that it is recorded with what is done. */
  readonly act: MakeAct;
  readonly headers: IncomingHttpHeaders;
  /** Where the request comes from, as rate limits count it. */
  readonly address: string;
  /** For an operation that takes a file. */
  readonly incoming: IncomingMessage;
};
export type MakeAct = (target: string | null, details?: Act['details']) => Act;

export type Answer = {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
} & ({ readonly body: unknown } | Streamed);
/** Sent bit by bit; destroyed when the client leaves. */
export type Streamed = { readonly stream: Readable; readonly type: string };

/** Parses the handler's inputs and checks the type of its answer against the schema of status `success`. */
export function defineOperation<
  Success extends z.ZodType,
  Body extends z.ZodType | undefined = undefined,
  Query extends z.ZodType | undefined = undefined,
  Params extends z.ZodType | undefined = undefined,
>(operation: {
  readonly method: Operation['method'];
  readonly path: Operation['path'];
  readonly operationId: string;
  readonly tag: Operation['tag'];
  readonly summary: string;
  readonly body?: Body;
  readonly documentedBody?: z.ZodType;
  readonly bodyLimit?: number;
  readonly query?: Query;
  readonly params?: Params;
  readonly success: { readonly status: number; readonly description: string; readonly schema: Success };
  readonly refusals?: readonly ErrorCode[];
  readonly handle: (request: {
    readonly body: Input<Body>;
    readonly query: Input<Query>;
    readonly params: Input<Params>;
    readonly caller: Caller;
    readonly act: MakeAct;
  }) => Promise<z.output<Success>>;
}): Operation {
  const { success, refusals = [], handle, ...described } = operation;
  return {
    ...described,
    answers: { [success.status]: { description: success.description, schema: success.schema } },
    refusals,
    async respond(request) {
      const params = parseInput(operation.params as Params, request.params, 'path');
      const query = parseInput(operation.query as Query, request.query, 'query');
      // a POST without a body chooses every default
      const body = parseInput(operation.body as Body, request.body ?? {}, 'body');
      return {
        status: success.status,
        body: await handle({ params, query, body, caller: request.caller, act: request.act }),
      };
    },
  };
}

/** What somebody does with it is kept in the audit log, and an Idempotency-Key counts. */
export function isAct({ method, operationId }: Pick<Operation, 'method' | 'operationId'>): boolean {
  const { role } = accessOf(nameOf({ operationId }));
  return method === 'post' && (role === 'operator' || role === 'admin');
}

/** @throws RangeError for an operation of which nobody said who may: the API doesn't start with it. */
export function nameOf({ operationId }: Pick<Operation, 'operationId'>): OperationName {
  if (isOperation(operationId)) return operationId;
  throw new RangeError(`Who may ${operationId}? domain/access/operations.ts doesn't say.`);
}

const octets = 'application/octet-stream';

/** A file to download instead of JSON. */
export function defineDownload<Params extends z.ZodType>(operation: {
  readonly path: Operation['path'];
  readonly operationId: string;
  readonly tag: Operation['tag'];
  readonly summary: string;
  readonly params: Params;
  readonly description: string;
  readonly refusals: readonly ErrorCode[];
  readonly handle: (request: {
    readonly params: z.output<Params>;
  }) => Promise<{ readonly name: string; readonly bytes: Uint8Array }>;
}): Operation {
  const { description, handle, ...described } = operation;
  return {
    ...described,
    method: 'get',
    answers: { 200: { description, schema: z.string().meta({ format: 'binary' }), type: octets } },
    async respond(request) {
      const { name, bytes } = await handle({
        params: parseInput(operation.params, request.params, 'path') as z.output<Params>,
      });
      const headers = {
        'Content-Disposition': `attachment; filename="${name}"`,
        'Content-Length': String(bytes.length),
      };
      return { status: 200, headers, stream: Readable.from([bytes]), type: octets };
    },
  };
}

/** @throws PerennialError `invalid_input` with every problem up to `mostProblems`. */
export function parseInput<Schema extends z.ZodType | undefined>(
  schema: Schema,
  value: unknown,
  place: 'path' | 'query' | 'body',
): Input<Schema> {
  if (schema === undefined) return undefined as Input<Schema>;
  if (place !== 'body') requireStorable(value, place); // bodies: read-body.ts
  const parsed = schema.safeParse(value, { reportInput: true });
  if (parsed.success) {
    if (place !== 'body') requireNumbers(value, parsed.data, place);
    return parsed.data as Input<Schema>;
  }
  const problems = parsed.error.issues.slice(0, mostProblems).map((issue) => {
    const sent = valueAt(value, issue.path);
    return {
      at: [place, ...issue.path].join('.'),
      problem: Number.isNaN(issue.input) ? 'Invalid input: expected a number' : issue.message,
      ...(isPrintable(sent) ? { value: sent } : {}),
    };
  });
  const [first] = problems;
  throw new PerennialError(
    'invalid_input',
    `${first?.at}: ${first?.problem}${first !== undefined && 'value' in first ? ` (was ${JSON.stringify(first.value)})` : ''}.`,
    'Correct the fields listed under problems; /docs shows what each takes.',
    { problems },
  );
}

function requireStorable(value: unknown, place: 'path' | 'query'): void {
  const found = findUnstorable(value);
  if (found === null) return;
  const at = [place, ...found.path].join('.');
  throw new PerennialError('invalid_input', `${at}: ${found.problem}.`, '/docs shows what each parameter takes.', {
    problems: [{ at, problem: found.problem }],
  });
}

const numberText = /^-?\d+(\.\d+)?(e[+-]?\d+)?$/i;

/** JavaScript takes an empty text for 0, and `0x10` for 16; the document and other clients don't. */
function requireNumbers(sent: unknown, parsed: unknown, place: 'path' | 'query'): void {
  for (const [name, value] of Object.entries(parsed as object)) {
    const text = (sent as Readonly<Record<string, unknown>>)[name];
    if (typeof value !== 'number' || typeof text !== 'string' || numberText.test(text)) continue;
    const at = `${place}.${name}`;
    const problem = 'Invalid input: expected a number';
    throw new PerennialError(
      'invalid_input',
      `${at}: ${problem} (was ${JSON.stringify(text.slice(0, 100))}).`,
      '/docs shows what each parameter takes.',
      { problems: [{ at, problem }] },
    );
  }
}

/** A body of a thousand rows can be wrong in thousands of places. */
const mostProblems = 20;

/** As it was sent: numbers in paths and queries come as text, which the schema turns into numbers, or into NaN. */
function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce((part, key) => (part as Readonly<Record<PropertyKey, unknown>> | null | undefined)?.[key], value);
}

/** Values short enough to be repeated in an answer. */
function isPrintable(value: unknown): boolean {
  if (typeof value === 'string') return value.length <= 100;
  return typeof value === 'number' || typeof value === 'boolean' || value === null;
}
