import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { createOpenApiDocument } from '../../api/http/openapi.ts';
import { createOperations } from '../../api/operations.ts';
import { fakePorts, fakeWorld, goodToken, listen, type TestApi, tokenOf } from './fakes.ts';

/** What docs/security.md says of the API as a whole, read off its own document. */
type Schema = {
  readonly $ref?: string;
  readonly type?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: boolean | Schema;
  readonly items?: Schema;
  readonly maxItems?: number;
  readonly maximum?: number;
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly allOf?: readonly Schema[];
};
type Content = Readonly<Record<string, { readonly schema: Schema }>>;
type Described = {
  readonly operationId: string;
  readonly requestBody?: { readonly content: Content };
  readonly parameters?: readonly { readonly name: string; readonly schema: Schema }[];
  readonly responses: Readonly<Record<string, { readonly content: Content }>>;
};

const ports = fakePorts(fakeWorld());
const { paths, components } = createOpenApiDocument(createOperations(ports), '0') as {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Described>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> };
};
const described = Object.values(paths).flatMap((methods) => Object.values(methods));

type Part = { readonly at: string; readonly name: string; readonly schema: Schema };

/** A schema and all that it is made of, by where it stands. */
function partsOf(schema: Schema, at: string, name = '', seen: readonly string[] = []): Part[] {
  if (schema.$ref !== undefined) {
    const id = schema.$ref.split('/').at(-1) ?? '';
    const found = components.schemas[id] ?? assert.fail(schema.$ref);
    return seen.includes(id) ? [] : partsOf(found, at, name, [...seen, id]);
  }
  const inside = (part: Schema | undefined, where: string, called = '') =>
    part === undefined ? [] : partsOf(part, where, called, seen);
  const { additionalProperties: others } = schema;
  return [
    { at, name, schema },
    ...Object.entries(schema.properties ?? {}).flatMap(([key, part]) => inside(part, `${at}.${key}`, key)),
    ...inside(typeof others === 'object' ? others : undefined, `${at}.*`),
    ...inside(schema.items, `${at}[]`),
    ...[...(schema.anyOf ?? []), ...(schema.oneOf ?? []), ...(schema.allOf ?? [])].flatMap((part) =>
      inside(part, at, name),
    ),
  ];
}

const ofContent = (content: Content, at: string) => Object.values(content).flatMap(({ schema }) => partsOf(schema, at));
const bodies = described.flatMap(({ operationId, requestBody }) => ofContent(requestBody?.content ?? {}, operationId));
const answers = described.flatMap(({ operationId, responses }) =>
  Object.values(responses).flatMap(({ content }) => ofContent(content, operationId)),
);

describe('the document of the API', () => {
  it('lets no body bring a field that nobody described, but where the fields are the business’s own', () => {
    const open = bodies.filter(
      ({ schema }) => schema.properties !== undefined && schema.additionalProperties !== false,
    );
    // features: what a version doesn't read is ignored
    const own = /^(scoreLeads|predictChurn|predictEngagement)\.rows\[\]\.(features|attributes)$|^writeRows\.rows\[\]$/;
    assert.deepEqual(
      open.map(({ at }) => at).filter((at) => !own.test(at)),
      [],
    );
  });

  it('bounds every list that is sent, and every number of things that is asked for', () => {
    const endless = bodies.filter(({ schema }) => schema.type === 'array' && schema.maxItems === undefined);
    assert.deepEqual(
      endless.map(({ at }) => at),
      [],
    );
    for (const { operationId, parameters = [] } of described) {
      const limit = parameters.find(({ name }) => name === 'limit');
      assert.ok(limit === undefined || (limit.schema.maximum ?? Infinity) <= 1_000, `${operationId}: limit`);
    }
  });

  it('has no secret in any answer, but the token that is shown once', () => {
    const secret = /secret|password|passwd|hash|dsn|credential|token|api_?key|cookie|database_url|smtp/i;
    // of what a file says, and where a secret is
    const harmless = /^(snapshot_hash|artifact_hash|secret_from|tokens)$/;
    const told = answers.filter(({ name }) => secret.test(name) && !harmless.test(name)).map(({ at }) => at);
    assert.deepEqual([...new Set(told)], ['createToken.token']);
  });
});

describe('an answer', () => {
  let api: TestApi;
  before(async () => {
    api = await listen(ports);
  });
  after(() => api.close());

  it('lets no page of another origin read it, is not guessed at, and names no software', async () => {
    for (const path of ['/', '/docs', '/openapi.json', '/api/v1/session', '/api/v1/nothing', '/livez']) {
      const response = await fetch(api.url + path, {
        headers: { Authorization: `Bearer ${goodToken}`, Origin: 'https://evil.example' },
      });
      await response.arrayBuffer();
      const { headers } = response;
      assert.equal(headers.get('access-control-allow-origin'), null, path);
      assert.equal(headers.get('x-content-type-options'), 'nosniff', path);
      assert.equal(headers.get('x-powered-by'), null, path);
      assert.equal(headers.get('server'), null, path);
      if (path.startsWith('/api/')) assert.equal(headers.get('cache-control'), 'no-store', path);
    }
  });

  it('to an id that is nobody’s is 404 whoever asks, and one to an id that leads elsewhere is no other file', async () => {
    for (const path of ['people/nobody', 'mails/99', 'experiments/00000000-0000-4000-8000-000000000000', 'runs/none']) {
      const asked = await Promise.all(
        Object.values(tokenOf).map((token) => api.call('GET', `/api/v1/${path}`, { authorization: `Bearer ${token}` })),
      );
      assert.deepEqual([...new Set(asked.map(({ status, body }) => `${status} ${body.code}`))].length, 1, path);
      assert.equal(asked[0]?.status, 404, path);
    }
    for (const path of ['imports/..%2f..%2fetc%2fpasswd', 'imports/%2e%2e', 'models/churn/versions/..%2f..%2fx/onnx'])
      assert.match(String((await api.call('GET', `/api/v1/${path}`)).status), /^40[04]$/, path);
  });
});
