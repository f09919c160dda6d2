import type { Random } from '../../../engine/random.ts';
import type { Sent } from './exchange.ts';

export type Case = Sent & {
  /** What is wrong with it, for the table. */
  readonly kind: string;
  /** Statuses that its last answer may have. */
  readonly allowed: readonly number[];
  /** Whether the connection may end without an answer: HTTP allows nothing else, or the answer is lost on its way. */
  readonly mayBeCut: boolean;
  /** How many answers there are, at most. */
  readonly answers: number;
  /** METHOD /path of the document, whose refusals it has. */
  readonly operation?: string;
  /** Takes long: sent beside all others. */
  readonly isSlow?: boolean;
};

type Target = { readonly path: string; readonly body: Readonly<Record<string, unknown>> };

const eol = '\r\n';

/** Of the tokens that smuggled requests would make. */
export const smuggledName = 'smuggled';

/** What requests are made of, right ones and wrong ones. */
export type CaseTools = ReturnType<typeof createTools>;

export function createTools(random: Random, token: string) {
  const authorization = `Authorization: Bearer ${token}`;
  const base = ['Host: localhost', authorization, 'Connection: close'];
  const pick = <Item>(items: readonly Item[]): Item => items[random.integer(items.length)] as Item;
  const times = (least: number, most: number) => least + random.integer(most - least + 1);
  const targets: readonly Target[] = [
    { path: '/api/v1/tokens', body: { name: 'crm', role: 'viewer', expires_at: '2099-01-01T00:00:00Z' } },
    { path: '/api/v1/outcomes', body: { outcomes: [{ id: 'o', model: 'churn', subject: 'nobody', converted: true }] } },
    { path: '/api/v1/predictions/churn', body: { ids: ['nobody'] } },
    { path: '/api/v1/data/contacts', body: { rows: [{ external_id: 'c', name: 'Ann' }] } },
  ];
  const operationOf = (path: string) => `post ${path.replace('/data/contacts', '/data/{table}')}`;

  function head(line: string, lines: readonly string[]): Buffer {
    return Buffer.from(`${[line, ...lines].join(eol)}${eol}${eol}`, 'latin1');
  }

  function post(path: string, body: Buffer, more: readonly string[] = [], length = body.length): Buffer {
    const type = more.some((line) => /^content-type/i.test(line)) ? [] : ['Content-Type: application/json'];
    return Buffer.concat([
      head(`POST ${path} HTTP/1.1`, [...base, ...type, ...more, `Content-Length: ${length}`]),
      body,
    ]);
  }

  const read = (...bytes: Buffer[]): Sent => ({ parts: bytes.map((each) => ({ bytes: each })), ending: 'read' });

  function refused(kind: string, sent: Sent, allowed: readonly number[], more: Partial<Case> = {}): Case {
    return { kind, ...sent, allowed, mayBeCut: false, answers: 1, ...more };
  }

  function ofBody(
    kind: string,
    { path }: Target,
    body: Buffer | string,
    allowed = [400],
    more: readonly string[] = [],
  ) {
    return refused(kind, read(post(path, Buffer.from(body), more)), allowed, { operation: operationOf(path) });
  }

  const smuggledBody = JSON.stringify({ name: smuggledName });
  const smuggled = () =>
    Buffer.concat([
      head('POST /api/v1/tokens HTTP/1.1', [
        ...base,
        'Content-Type: application/json',
        `Content-Length: ${smuggledBody.length}`,
      ]),
      Buffer.from(smuggledBody),
    ]);

  return {
    operationOf,
    authorization,
    base,
    pick,
    times,
    random,
    targets,
    token,
    head,
    post,
    read,
    refused,
    ofBody,
    smuggled,
  };
}
