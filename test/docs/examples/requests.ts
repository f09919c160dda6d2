import type { Operation } from '../../../api/http/operation.ts';

export type AskedRequest = {
  readonly method: string;
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | undefined;
};

/** What curl would send. @throws SyntaxError for an option that no page needs */
export function readCurl(words: readonly string[]): AskedRequest {
  let method: string | undefined;
  let url: string | undefined;
  let body: string | undefined;
  const headers: Record<string, string> = {};
  for (let at = 1; at < words.length; at++) {
    const word = words[at] ?? '';
    if (word === '-X') method = words[++at];
    else if (word === '-d') body = words[++at];
    else if (word === '-H') {
      const [name = '', value = ''] = (words[++at] ?? '').split(/: (.*)/s);
      headers[name.toLowerCase()] = value;
    } else if (word.startsWith('-')) throw new SyntaxError(`curl with ${word}`);
    else url = word;
  }
  if (url === undefined) throw new SyntaxError('curl without an address');
  return { method: method ?? (body === undefined ? 'GET' : 'POST'), url: new URL(url), headers, body };
}

/** The operation that answers. */
export function operationOf(operations: readonly Operation[], method: string, path: string): Operation | undefined {
  const fitting = operations.filter(
    (each) =>
      each.method === method.toLowerCase() && new RegExp(`^${each.path.replace(/\{\w+\}/g, '[^/]+')}$`).test(path),
  );
  return fitting.find((each) => each.path === path) ?? fitting[0];
}

/** What the API would refuse. */
export function faultsOfRequest(operations: readonly Operation[], request: AskedRequest): string[] {
  const { method, url, headers, body } = request;
  const operation = operationOf(operations, method, url.pathname);
  if (operation === undefined) return [`asks ${method} ${url.pathname}, which is no route`];
  const query = Object.fromEntries(url.searchParams);
  const json = body === undefined ? {} : parsed(body);
  return [
    ...(url.host === 'localhost:8000' ? [] : [`asks ${url.host}`]),
    ...(headers.authorization === 'Bearer YOUR_TOKEN' ? [] : ['sends no token']),
    ...(body === undefined || headers['content-type'] === 'application/json' ? [] : ['sends no JSON']),
    ...(operation.query === undefined && Object.keys(query).length > 0 ? ['has a query that is not taken'] : []),
    ...issuesOf(operation.query, query, 'query'),
    ...(json === undefined ? ['sends a body that is not JSON'] : issuesOf(operation.body, json, 'body')),
  ];
}

export function issuesOf(schema: Operation['body'], value: unknown, place: string): string[] {
  const issues = schema?.safeParse(value).error?.issues ?? [];
  return issues.map(({ path, message }) => `${[place, ...path].join('.')}: ${message}`);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
