import assert from 'node:assert/strict';
import { once } from 'node:events';
import { request as send } from 'node:http';
import { connect } from 'node:net';
import { after, before, describe, it } from 'node:test';
import { gzipSync } from 'node:zlib';
import { longestExternalId } from '../../domain/external-id.ts';
import { type CallOptions, fakePorts, fakeWorld, goodToken, listen, type TestApi } from './fakes.ts';
import { idle } from './records.ts';

const world = fakeWorld();
let api: TestApi;
before(async () => {
  api = await listen(fakePorts(world));
});
after(() => api.close());

const json = { Authorization: `Bearer ${goodToken}`, 'Content-Type': 'application/json' };

async function post(path: string, body: Uint8Array<ArrayBuffer> | string, headers: Record<string, string> = {}) {
  const response = await fetch(api.url + path, { method: 'POST', headers: { ...json, ...headers }, body });
  return { status: response.status, body: JSON.parse(await response.text()) };
}

describe('a text that PostgreSQL cannot hold', () => {
  const outcome = (id: string) => `{"outcomes":[{"id":"${id}","model":"churn","subject":"x"}]}`;
  const edges: Record<string, readonly [string, string, CallOptions?]> = {
    'NUL in a reason': ['POST', '/api/v1/schedules/retrain-weekly/pause', { text: '{"reason":"a\\u0000b"}' }],
    'NUL in an actor': ['POST', '/api/v1/incidents/1/acknowledge', { text: '{"actor":"a\\u0000b"}' }],
    'NUL in a metric': ['GET', '/api/v1/models/churn/metrics?metric=%00'],
    'NUL in a segment': ['GET', '/api/v1/models/churn/metrics?segment=a%00'],
    'NUL in a version of metrics': ['GET', '/api/v1/models/churn/metrics?version=%00'],
    'NUL in the id of an experiment': ['GET', '/api/v1/experiments/%00'],
    'NUL in the version to deploy': [
      'POST',
      '/api/v1/models/churn/deploy',
      { text: '{"reason":"r","version":"\\u0000"}' },
    ],
    'NUL in a subject': ['POST', '/api/v1/predictions/churn', { text: '{"ids":["a\\u0000"]}' }],
    'NUL in the name of a field': ['POST', '/api/v1/training/start', { text: '{"\\u0000":1}' }],
    'half a surrogate pair in an outcome': ['POST', '/api/v1/outcomes', { text: outcome('\\ud800') }],
    'the other half': ['POST', '/api/v1/outcomes', { text: outcome('\\uDE00x') }],
  };
  for (const [name, [method, path, options]] of Object.entries(edges)) {
    it(`is refused before anything is done: ${name}`, async () => {
      const { status, body } = await api.call(method, path, options);
      assert.deepEqual([status, body.code], [400, 'invalid_input'], JSON.stringify(body));
      assert.match(body.detail, /NUL|surrogate/);
      assert.deepEqual([world.commands, world.outcomes, world.moved, world.started], [[], [], [], []]);
    });
  }

  it('is refused where its bytes are not UTF-8, which would make different ids the same', async () => {
    const bytes = Buffer.from(outcome('caf\xe9'), 'latin1');
    const { status, body } = await post('/api/v1/outcomes', bytes);
    assert.deepEqual([status, body.detail], [400, 'The body is not UTF-8.']);
    assert.deepEqual(world.outcomes, []);
  });

  it('is not seen in whole surrogate pairs and other escapes', async () => {
    const { status } = await post('/api/v1/outcomes', outcome('\\ud83d\\ude00 \\u00e9'));
    assert.equal(status, 200);
    assert.equal(world.outcomes.pop()?.id, '\u{1f600} é');
  });
});

describe('an id as long as an import takes it', () => {
  const longest = 'x'.repeat(longestExternalId);
  it('can be asked for and reported on', async () => {
    const outcomes = [{ id: longest, model: 'churn', subject: longest }];
    assert.equal((await api.call('POST', '/api/v1/outcomes', { json: { outcomes } })).status, 200);
    const asked = await api.call('POST', '/api/v1/predictions/churn', { json: { ids: [longest] } });
    assert.notEqual(asked.status, 400, JSON.stringify(asked.body));
    assert.equal((await api.call('POST', '/api/v1/predictions/churn', { json: { ids: [`${longest}x`] } })).status, 400);
  });
});

describe('a body', () => {
  it('that announces too much is refused before it is read', async () => {
    const request = send(`${api.url}/api/v1/training/start`, {
      method: 'POST',
      headers: { ...json, 'Content-Length': 300_000_000 },
    });
    request.write('{"model":');
    const [response] = await once(request, 'response');
    assert.equal(response.statusCode, 413);
    response.resume();
    request.on('error', () => {}); // cut off, for it never ends
    await once(request, 'close');
  });

  it('that grows too long without an announcement is refused at its limit', async () => {
    const request = send(`${api.url}/api/v1/training/start`, { method: 'POST', headers: json });
    const part = 'x'.repeat(50_000);
    for (let sent = 0; sent < 3; sent++) request.write(part);
    const [response] = await once(request, 'response');
    assert.equal(response.statusCode, 413);
    response.resume();
    request.on('error', () => {});
    await once(request, 'close');
  });

  it('of more parts than any documented one is refused before it is parsed', async () => {
    const rows = `{"rows":[${'{},'.repeat(200_000)}{}]}`;
    const { status, body } = await post('/api/v1/predictions/churn', rows);
    assert.deepEqual([status, /objects and lists/.test(body.detail)], [400, true]);
  });

  it('may be packed, and counts unpacked', async () => {
    world.status = idle;
    const headers = { 'Content-Encoding': 'gzip' };
    const { status } = await post('/api/v1/training/start', gzipSync('{"model":"churn"}'), headers);
    assert.equal(status, 202);
    const bomb = await post('/api/v1/training/start', gzipSync(' '.repeat(10_000_000)), headers);
    assert.equal(bomb.status, 413);
    const torn = await post('/api/v1/training/start', gzipSync('{}').subarray(0, 12), headers);
    assert.deepEqual([torn.status, torn.body.code], [400, 'invalid_input']);
    const unknown = await post('/api/v1/training/start', '{}', { 'Content-Encoding': 'constructor' });
    assert.equal(unknown.status, 400);
  });

  for (const [name, text] of Object.entries({ null: 'null', 'a number': '7', 'a text': '"all"' })) {
    it(`that is JSON but not an object is refused: ${name}`, async () => {
      assert.equal((await post('/api/v1/training/start', text)).status, 400);
    });
  }

  it('whose client leaves in the middle disturbs nobody', async () => {
    const socket = connect(Number(new URL(api.url).port), '127.0.0.1');
    const head = ['POST /api/v1/outcomes HTTP/1.1', 'Host: x', `Authorization: ${json.Authorization}`];
    socket.write([...head, 'Content-Type: application/json', 'Content-Length: 99', '', '{"outc'].join('\r\n'));
    await new Promise<void>((resolve) => socket.end(() => resolve()));
    assert.equal((await api.call('GET', '/api/v1/training/status')).status, 200);
  });
});

describe('GET /openapi.json', () => {
  it('is packed, kept by browsers, and not sent again while it is the same', async () => {
    const address = `${api.url}/openapi.json`;
    const packed = await fetch(address);
    assert.equal(packed.headers.get('content-encoding'), 'gzip');
    assert.ok(Number(packed.headers.get('content-length')) < 45_000);
    assert.match(packed.headers.get('cache-control') ?? '', /max-age/);
    const text = await packed.text();
    const plain = await fetch(address, { headers: { 'Accept-Encoding': 'identity' } });
    assert.equal(plain.headers.get('content-encoding'), null);
    assert.equal(await plain.text(), text);
    const again = await fetch(address, { headers: { 'If-None-Match': packed.headers.get('etag') ?? '' } });
    assert.equal(again.status, 304);
  });
});
