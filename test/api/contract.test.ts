import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { z } from 'zod';
import { toJsonSchema } from '../../api/http/json-schema.ts';
import { createOpenApiDocument } from '../../api/http/openapi.ts';
import { createOperations } from '../../api/operations.ts';
import { type CallOptions, fakePorts, fakeWorld, goodToken, listen, type TestApi } from './fakes.ts';
import { idle } from './records.ts';

// Every class of what `npm run proof -- contract` found, each without a server of its own.

type Schema = { readonly [key: string]: unknown };
type Described = {
  readonly operationId: string;
  readonly parameters?: readonly { readonly name: string; readonly in: string; readonly schema: Schema }[];
  readonly requestBody?: { readonly content: Record<string, { readonly schema: Schema }> };
  readonly responses: Record<
    string,
    {
      readonly content?: Record<string, { readonly schema: Schema }>;
      readonly links?: Record<string, { readonly operationId: string; readonly parameters: Record<string, string> }>;
    }
  >;
};

const world = fakeWorld();
const ports = fakePorts(world);
const document = createOpenApiDocument(createOperations(ports), '0') as {
  readonly paths: Record<string, Record<string, Described>>;
  readonly components: { readonly schemas: Record<string, Schema> };
};
const described = Object.values(document.paths).flatMap((methods) => Object.values(methods));
let api: TestApi;
before(async () => {
  api = await listen(ports);
});
after(() => api.close());

function resolve(schema: Schema): Schema {
  const name = /^#\/components\/schemas\/(\w+)$/.exec(String(schema.$ref))?.[1];
  return name === undefined ? schema : resolve(document.components.schemas[name] ?? assert.fail(name));
}

/** Every schema within one, each component once. */
function* within(schema: unknown, seen: Set<unknown>): Generator<Schema> {
  if (typeof schema !== 'object' || schema === null || seen.has(schema)) return;
  seen.add(schema);
  if ('$ref' in schema) yield* within(resolve(schema as Schema), seen);
  else if (!Array.isArray(schema)) yield schema as Schema;
  for (const [key, inner] of Object.entries(schema)) if (key !== 'examples') yield* within(inner, seen);
}

const sent = described.flatMap(({ operationId, parameters = [], requestBody }) => {
  const json = requestBody?.content['application/json']?.schema;
  return [...parameters.map(({ schema }) => schema), ...(json === undefined ? [] : [json])].map((schema) => ({
    operationId,
    schema,
  }));
});

describe('what the document says of requests', () => {
  it('says of every text that it holds no NUL', () => {
    let texts = 0;
    for (const { operationId, schema } of sent) {
      for (const { type, format, pattern, ...rest } of within(schema, new Set())) {
        if (type !== 'string' || format !== undefined || 'enum' in rest || 'const' in rest) continue;
        texts++;
        assert.ok(pattern !== undefined, `${operationId}: ${JSON.stringify(rest)}`);
        assert.ok(!new RegExp(String(pattern), 'u').test('\0'), `${operationId}: ${pattern}`);
      }
    }
    assert.ok(texts > 50);
  });

  it('has patterns that every generator can use', () => {
    const patterns = [...JSON.stringify(document).matchAll(/"pattern":("(?:[^"\\]|\\.)*")/g)].map(
      ([, text = '']) => JSON.parse(text) as string,
    );
    assert.ok(patterns.length > 50);
    for (const pattern of patterns) {
      assert.doesNotMatch(pattern, /\\0/); // an octal escape elsewhere
      new RegExp(pattern, 'u');
    }
  });

  it('says that a reason is not blank', async () => {
    const { properties } = document.components.schemas.DeploymentRequest ?? assert.fail();
    const { pattern } = (properties as Record<string, Schema>).reason ?? assert.fail();
    for (const blank of [' ', '\u00a0', '\u0085', '\ufeff', '\u001f', '']) {
      assert.doesNotMatch(blank, new RegExp(String(pattern), 'u'));
      const { status } = await api.call('POST', '/api/v1/models/churn/deploy', { json: { reason: blank } });
      assert.equal(status, 400, JSON.stringify(blank));
    }
    assert.match(' a\nb ', new RegExp(String(pattern), 'u'));
  });

  it('never has one name for two schemas', () => {
    const components = {};
    toJsonSchema(z.object({ a: z.string() }).meta({ id: 'Same' }), 'output', components);
    toJsonSchema(z.object({ a: z.string() }).meta({ id: 'Same' }), 'output', components);
    assert.throws(
      () => toJsonSchema(z.object({ b: z.string() }).meta({ id: 'Same' }), 'output', components),
      /the id Same/,
    );
  });
});

describe('a link of the document', () => {
  it('leads to an operation and has its parameters from the answer', () => {
    let links = 0;
    for (const { operationId: from, responses } of described) {
      for (const { content, links: ofAnswer = {} } of Object.values(responses)) {
        for (const { operationId, parameters } of Object.values(ofAnswer)) {
          links++;
          const target = described.find((each) => each.operationId === operationId) ?? assert.fail(operationId);
          const needed = (target.parameters ?? []).filter((each) => each.in === 'path').map(({ name }) => name);
          assert.deepEqual(Object.keys(parameters).toSorted(), needed.toSorted(), `${from} to ${operationId}`);
          const answer = content?.['application/json']?.schema ?? assert.fail(from);
          for (const expression of Object.values(parameters)) {
            const path = expression.replace('$response.body#/', '').split('/');
            const found = path.reduce<Schema | undefined>((schema, part) => {
              const { properties, items } = resolve(schema ?? {}) as Record<'properties' | 'items', Schema | undefined>;
              return (part === '0' ? items : properties?.[part]) as Schema | undefined;
            }, answer);
            assert.ok(found !== undefined, `${from}: ${expression}`);
          }
        }
      }
    }
    assert.ok(links > 40);
  });
});

describe('a request that keeps to the document and is impossible all the same', () => {
  const later = new Date(Date.now() + 3_600_000).toISOString();
  const edges: Record<string, readonly [string, string, CallOptions?]> = {
    'an action that lies in the future': [
      'POST',
      '/api/v1/actions',
      { json: { model: 'churn', subject: 'a', kind: 'called', occurred_at: later } },
    ],
    'an outcome that does': [
      'POST',
      '/api/v1/outcomes',
      { json: { outcomes: [{ model: 'churn', subject: 'a', occurred_at: later }] } },
    ],
    'a token that expired': ['POST', '/api/v1/tokens', { json: { name: 'crm', expires_at: '2000-01-01T00:00:00Z' } }],
    'a cursor of somebody else': ['GET', '/api/v1/audit?cursor=nonsense'],
    'a row without the features that the version reads': [
      'POST',
      '/api/v1/predictions/churn',
      { json: { rows: [{ features: {} }] } },
    ],
  };
  for (const [name, [method, path, options]] of Object.entries(edges)) {
    it(`gets 422 under the code of all refused input: ${name}`, async () => {
      const { status, body } = await api.call(method, path, options);
      assert.deepEqual([status, body.status, body.code], [422, 422, 'invalid_input'], JSON.stringify(body));
    });
  }

  const malformed: Record<string, readonly [string, object]> = {
    'won of a contact': ['/api/v1/actions', { model: 'churn', subject: 'a', kind: 'won' }],
    'a source of nothing': ['/api/v1/sources', { name: 'shop', credential: { env: 'SHOP' } }],
    'an attribute that is no value': [
      '/api/v1/predictions/churn',
      { rows: [{ features: {}, attributes: { 'lead:Source': ['web'] } }] },
    ],
  };
  for (const [name, [path, json]] of Object.entries(malformed)) {
    it(`is not one that the document excludes, which gets 400: ${name}`, async () => {
      const { status, body } = await api.call('POST', path, { json });
      assert.deepEqual([status, body.code], [400, 'invalid_input'], JSON.stringify(body));
    });
  }

  it('is carried out once it is possible', async () => {
    world.status = idle;
    const json = { model: 'lead_scoring', subject: 'l-anna', kind: 'called' };
    assert.equal((await api.call('POST', '/api/v1/actions', { json })).status, 200);
  });
});

describe('a path or a query', () => {
  const refused = [
    ...[
      'people/%00',
      'people/%ED%A0%80',
      'people/%',
      'people?q=%00',
      'people?q=%ED%A0%80',
      'people?q=%FF',
      'people?q=%',
    ],
    ...[
      'people?q=a&limit=',
      'people?q=a&limit=0x10',
      'people?q=a&limit=%2010',
      'people?q=a&q=b',
      'mails/0x1',
      'mails/+1',
    ],
    ...['predictions?model=churn&offset=', 'session?a=%ED%A0%80'],
  ];
  for (const path of refused) {
    it(`that says something else than its text is refused: ${path}`, async () => {
      const { status, body } = await api.call('GET', `/api/v1/${path}`);
      assert.deepEqual([status, body.code], [400, 'invalid_input'], JSON.stringify(body));
    });
  }

  it('takes an encoded slash as part of an id, and every character of UTF-8', async () => {
    const { status, body } = await api.call('GET', '/api/v1/people/a%2Fb');
    assert.deepEqual([status, body.code], [404, 'subject_not_found']);
    assert.match(body.detail, /"a\/b"/);
    for (const q of ['100%25', '%F0%9F%98%80', 'a+b', '%C3%A9'])
      assert.equal((await api.call('GET', `/api/v1/people?q=${q}`)).status, 200, q);
  });
});

describe('a method that no route has', () => {
  it('gets 405 with what is allowed, whatever it brings', async () => {
    for (const [path, allowed] of [
      ['/api/v1/imports', 'POST, GET, HEAD'],
      ['/api/v1/training/start', 'POST'],
      ['/api/v1/data/contacts', 'POST'],
      ['/api/v1/mails/1', 'GET, HEAD'],
      ['/sign-in', 'POST'],
    ] as const) {
      for (const method of ['PUT', 'PATCH', 'DELETE', 'OPTIONS']) {
        for (const [type, body] of [
          ['application/octet-stream', 'PNG'],
          ['application/json', '{"broken'],
        ] as const) {
          const headers = { Authorization: `Bearer ${goodToken}`, 'Content-Type': type };
          const response = await fetch(api.url + path, { method, headers, body });
          assert.deepEqual(
            [response.status, response.headers.get('allow')],
            [405, allowed],
            `${method} ${path} ${type}`,
          );
          await response.body?.cancel();
        }
      }
    }
  });
});
