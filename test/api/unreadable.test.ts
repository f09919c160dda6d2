import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { after, before, describe, it } from 'node:test';
import { problemSchema } from '../../api/contracts/problem.ts';
import { patienceFor } from '../../api/http/read-body.ts';
import { fakePorts, fakeWorld, goodToken, listen, type TestApi } from './fakes.ts';
import { idle } from './records.ts';

const world = fakeWorld();
let api: TestApi;
before(async () => {
  api = await listen(fakePorts(world));
});
after(() => api.close());

/** Sends these bytes, and reads until the connection ends. */
async function sendRaw(
  text: string,
  to: TestApi = api,
): Promise<{ readonly status: number; readonly head: string; readonly body: string }> {
  const socket = connect(Number(new URL(to.url).port), '127.0.0.1');
  socket.write(text);
  let answer = '';
  for await (const chunk of socket.setEncoding('utf8')) answer += chunk;
  const [head = '', body = ''] = answer.split('\r\n\r\n');
  return { status: Number(head.split(' ')[1]), head, body };
}

describe('what is no request', () => {
  const host = 'Host: localhost';
  const cases: Record<string, readonly [string, number, string]> = {
    'a head that never ends': [
      `GET / HTTP/1.1\r\n${host}\r\nX: ${'x'.repeat(20_000)}\r\n\r\n`,
      431,
      'headers_too_large',
    ],
    'not HTTP': ['hello\r\n\r\n', 400, 'invalid_input'],
    'a header that is none': [`GET / HTTP/1.1\r\n${host}\r\nno colon\r\n\r\n`, 400, 'invalid_input'],
    'two lengths': [
      `GET / HTTP/1.1\r\n${host}\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n`,
      400,
      'invalid_input',
    ],
  };
  for (const [name, [text, status, code]] of Object.entries(cases)) {
    it(`gets a problem document all the same: ${name}`, async () => {
      const answer = await sendRaw(text);
      assert.equal(answer.status, status);
      assert.match(answer.head, /\r\ncontent-type: application\/problem\+json/i);
      assert.match(answer.head, /\r\nconnection: close/i);
      const problem = problemSchema.parse(JSON.parse(answer.body));
      assert.deepEqual([problem.status, problem.code], [status, code]);
    });
  }

  it('gets a problem document for what Node itself would answer barely or not at all', async () => {
    for (const text of ['CONNECT example.com:443 HTTP/1.1\r\nHost: example.com\r\n\r\n']) {
      const answer = await sendRaw(text);
      assert.deepEqual([answer.status, JSON.parse(answer.body).code], [400, 'invalid_input']);
    }
    const expecting = await sendRaw(`GET /livez HTTP/1.1\r\n${host}\r\nExpect: wonders\r\nConnection: close\r\n\r\n`);
    assert.equal(expecting.status, 200);
  });

  it('is a head of more headers than anybody sends, of which none is left out', async () => {
    for (const [many, status] of [
      [150, 200],
      [2_500, 431],
    ] as const) {
      const head = `GET /api/v1/session HTTP/1.1\r\n${host}\r\nConnection: close\r\n${'a:\r\n'.repeat(many)}`;
      assert.equal((await sendRaw(`${head}Authorization: Bearer ${goodToken}\r\n\r\n`)).status, status);
    }
  });

  it('is a head with two hosts, or two tokens', async () => {
    for (const twice of ['Host: localhost', `Authorization: Bearer ${goodToken}`]) {
      const head = `GET /api/v1/session HTTP/1.1\r\n${host}\r\nConnection: close\r\nAuthorization: Bearer ${goodToken}`;
      const answer = await sendRaw(`${head}\r\n${twice}\r\n\r\n`);
      assert.deepEqual([answer.status, JSON.parse(answer.body).code], [400, 'invalid_input'], twice);
    }
  });

  it('is a head without a host, or an address without a path', async () => {
    const ask = (address: string, ...lines: string[]) =>
      sendRaw(`GET ${address} HTTP/1.1\r\n${['Connection: close', ...lines].join('\r\n')}\r\n\r\n`);
    for (const answer of [
      await ask('/livez'),
      await ask('http://', host),
      await ask('*', host),
      await ask('ftp://x/', host),
    ]) {
      assert.equal(answer.status, 400);
      assert.equal(problemSchema.parse(JSON.parse(answer.body)).code, 'invalid_input');
    }
  });

  it('is not an address that names the host too, which counts', async () => {
    const ask = (address: string) => sendRaw(`GET ${address} HTTP/1.1\r\n${host}\r\nConnection: close\r\n\r\n`);
    assert.equal((await ask('http://localhost/livez?a')).status, 200);
    assert.equal((await ask('http://example.com/livez')).status, 421);
  });

  it('is a head that never ends, or never begins', async () => {
    const hasty = await listen(fakePorts(world), { limits: { head: 100, look: 20 } });
    for (const text of ['', `GET / HTTP/1.1\r\n${host}\r\nX-Slow`]) {
      const answer = await sendRaw(text, hasty);
      assert.deepEqual([answer.status, JSON.parse(answer.body).code], [408, 'request_timeout']);
    }
    await hasty.close();
  });

  it('leaves the others alone, and is counted', async () => {
    assert.equal((await api.call('GET', '/livez', { authorization: null })).status, 200);
    const { body } = await api.call('GET', '/metrics');
    assert.match(body, /perennial_http_requests_total\{method="other",route="none",status="431"\} 1/);
  });
});

describe('a body', () => {
  const post = (text: string, type?: string) => {
    world.status = idle;
    return api.call('POST', '/api/v1/training/start', { text, ...(type !== undefined && { type }) });
  };

  it('of another type than JSON is refused as that', async () => {
    for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x']) {
      const { status, body } = await post('model=churn', type);
      assert.deepEqual([status, body.code], [415, 'unsupported_media_type'], type);
    }
  });

  const doubled: Record<string, readonly [string, string]> = {
    'in the object itself': ['{"model":"churn","model":"all"}', 'body.model'],
    'under an escape': ['{"model":"churn","mod\\u0065l":"all"}', 'body.model'],
    'further in': ['{"a":[{"b":{}},{"c":1,"d":{"e":"{\\"e\\":","e":2}}]}', 'body.a.1.d.e'],
  };
  for (const [name, [text, place]] of Object.entries(doubled)) {
    it(`that names a field twice is refused: ${name}`, async () => {
      const { status, body } = await post(text);
      assert.deepEqual([status, body.code], [400, 'invalid_input']);
      assert.match(body.detail, new RegExp(`^${place.replaceAll('.', '\\.')}: .*twice`));
    });
  }

  it('that is nested deeply is refused, whatever it holds', async () => {
    const deep = (inside: string) => `${'{"a":'.repeat(16_000)}${inside}${'}'.repeat(16_000)}`;
    for (const text of [deep('"\\u0000"'), deep('1'), `{"model":${'['.repeat(20_000)}${']'.repeat(20_000)}}`]) {
      const { status, body } = await post(text);
      assert.deepEqual([status, body.code], [400, 'invalid_input']);
      assert.match(body.detail, /deep/);
    }
  });

  it('has half a minute to come, and longer where it may be large', () => {
    assert.deepEqual([100 * 1024, 5_000_000, 256_000_000].map(patienceFor), [35_120, 280_000, 300_000]);
  });

  it('may use a name again in another object, and in texts', async () => {
    const outcome = (id: string) => ({ id, model: 'churn', subject: '{"id":1,"id":2}' });
    const { status, body } = await api.call('POST', '/api/v1/outcomes', {
      json: { outcomes: [outcome('a'), outcome('b')] },
    });
    assert.equal(status, 200, JSON.stringify(body));
  });
});

describe('another method', () => {
  it('is refused with those that are allowed, at pages and documents too', async () => {
    for (const path of ['/', '/docs', '/docs/', '/openapi.json', '/runbook', '/style.css', '/parts/metric-titles.js']) {
      const { status, headers, body } = await api.call('POST', path, { authorization: null });
      assert.deepEqual([status, headers.get('allow'), body.code], [405, 'GET, HEAD', 'method_not_allowed'], path);
    }
    const { status, headers } = await api.call('DELETE', '/metrics', { authorization: `Bearer ${goodToken}` });
    assert.deepEqual([status, headers.get('allow')], [405, 'GET, HEAD']);
    assert.equal((await api.call('POST', '/nothing-here', { authorization: null })).status, 404);
  });
});

describe('a query', () => {
  it('with a name that its route does not know is refused', async () => {
    for (const path of [
      '/api/v1/training/history?limt=5',
      '/api/v1/training/status?verbose=1',
      '/api/v1/experiments/x?full=1',
    ]) {
      const { status, body } = await api.call('GET', path);
      assert.deepEqual([status, body.code], [400, 'invalid_input'], path);
    }
  });
});
