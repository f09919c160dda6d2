import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import { problemSchema } from '../../api/contracts/problem.ts';
import { httpErrors } from '../../api/http/error-handler.ts';
import { PerennialError } from '../../domain/errors.ts';
import { fakePorts, fakeWorld, goodToken, listen, type TestApi } from './fakes.ts';

const world = fakeWorld();
let api: TestApi;
before(async () => {
  // every code, wherever it comes from
  api = await listen(fakePorts(world), { inventive: true });
});
after(() => api.close());
beforeEach(() => Object.assign(world, fakeWorld()));

describe('the token', () => {
  const wrong = {
    missing: null,
    unknown: 'Bearer abc.wrong',
    malformed: 'Bearer not a token',
    'of another scheme': `Basic ${goodToken}`,
    empty: 'Bearer ',
  };

  it('gives one answer whatever is wrong with it', async () => {
    const answers = await Promise.all(
      Object.values(wrong).map((authorization) => api.call('GET', '/api/v1/training/status', { authorization })),
    );
    for (const { status, headers, body } of answers) {
      assert.equal(status, 401);
      assert.equal(headers.get('www-authenticate'), 'Bearer realm="perennial"');
      assert.deepEqual({ ...body, request_id: '' }, { ...answers[0]?.body, request_id: '' });
    }
    assert.equal(answers[0]?.body.code, 'unauthorized');
  });

  it('is asked for before anything else is answered, even on unknown routes', async () => {
    assert.equal((await api.call('GET', '/api/v1/nothing', { authorization: null })).status, 401);
    assert.equal((await api.call('DELETE', '/api/v1/training/start', { authorization: null })).status, 401);
    const huge = await api.call('POST', '/api/v1/training/start', { authorization: null, text: '{' });
    assert.equal(huge.status, 401);
  });
});

describe('a refusal', () => {
  const requests = {
    'unknown route': () => api.call('GET', '/api/v1/nothing'),
    'unknown page': () => api.call('GET', '/nothing'),
    'other method': () => api.call('DELETE', '/api/v1/training/start'),
    'broken JSON': () => api.call('POST', '/api/v1/training/start', { text: '{"model": ' }),
    'other content': () => api.call('POST', '/api/v1/training/start', { text: 'model=churn', type: 'text/plain' }),
    'broken path': () => api.call('GET', '/api/v1/mails/%E0%A4%A'),
    'huge body': () => api.call('POST', '/api/v1/training/start', { json: { model: 'x'.repeat(110_000) } }),
    'no token': () => api.call('GET', '/api/v1/data', { authorization: null }),
  };
  const expected: Record<keyof typeof requests, number> = {
    'unknown route': 404,
    'unknown page': 404,
    'other method': 405,
    'broken JSON': 400,
    'other content': 415,
    'broken path': 400,
    'huge body': 413,
    'no token': 401,
  };

  for (const [name, request] of Object.entries(requests)) {
    it(`is a problem document: ${name}`, async () => {
      const { status, headers, body } = await request();
      assert.equal(status, expected[name as keyof typeof requests]);
      assert.match(headers.get('content-type') ?? '', /^application\/problem\+json/);
      const problem = problemSchema.parse(body);
      assert.equal(problem.status, status);
      assert.equal(problem.type, `urn:perennial:problem:${problem.code}`);
      assert.doesNotMatch(JSON.stringify(body), /node_modules|\.ts:\d/);
    });
  }

  it('names the allowed methods', async () => {
    const start = await api.call('GET', '/api/v1/training/start');
    assert.deepEqual([start.status, start.headers.get('allow')], [405, 'POST']);
    const health = await api.call('PUT', '/healthz');
    assert.deepEqual([health.status, health.headers.get('allow')], [405, 'GET, HEAD']);
  });
});

describe('an outage', () => {
  for (const code of ['database_unavailable', 'temporal_unavailable'] as const) {
    it(`answers 503 with Retry-After: ${code}`, async () => {
      world.outage = new PerennialError(code, 'It is away.', 'Start it.');
      const { status, headers, body } = await api.call('GET', '/api/v1/training/status');
      assert.deepEqual([status, body.code, body.remedy], [503, code, 'Start it.']);
      assert.match(headers.get('retry-after') ?? '', /^\d+$/);
    });
  }

  it('of a file is told without its path on the server, which the log has', async () => {
    const file = '/var/lib/perennial/artifacts/ab/abcdef';
    const hash = 'abcdef';
    for (const code of ['artifact_damaged', 'disk_full', 'not_found'] as const) {
      world.outage = new PerennialError(code, `No room at ${file}. See /docs.`, `Restore "${file}".`, { hash, file });
      const { body } = await api.call('GET', '/api/v1/data');
      assert.doesNotMatch(JSON.stringify(body), /var|artifacts/);
      assert.deepEqual([body.code, body.hash], [code, hash]);
      assert.match(body.detail, /^No room at \(a file of the server\)\. See \/docs\.$/);
    }
    assert.ok(world.logged.some((line) => line.includes(file)));
  });

  it('caused by a bug is logged, and the answer reveals nothing internal', async () => {
    world.outage = new TypeError("Cannot read properties of undefined (reading 'secret')");
    const { status, body } = await api.call('GET', '/api/v1/data');
    assert.equal(status, 500);
    assert.equal(body.code, 'internal');
    assert.doesNotMatch(JSON.stringify(body), /secret|TypeError/);
    assert.equal(world.logged.length, 1);
  });
});

describe('GET /healthz', () => {
  it('needs no token and reports each check', async () => {
    const { status, body } = await api.call('GET', '/healthz', { authorization: null });
    assert.equal(status, 200);
    assert.equal(body.status, 'ok');
    assert.deepEqual(Object.keys(body.checks), ['database', 'temporal']);
  });

  it('answers 503 and names what is away, without its address', async () => {
    world.outage = new Error('connect ECONNREFUSED postgres://user:password@10.0.0.5');
    const { status, body } = await api.call('GET', '/healthz', { authorization: null });
    assert.equal(status, 503);
    assert.deepEqual([body.checks.database.status, body.checks.temporal.status], ['unavailable', 'ok']);
    assert.doesNotMatch(JSON.stringify(body), /password|10\.0/);
  });
});

describe('GET /readyz', () => {
  it('is degraded without Temporal, for predictions go on, and unavailable without the database', async () => {
    world.temporalAway = true;
    const degraded = await api.call('GET', '/readyz', { authorization: null });
    assert.deepEqual([degraded.status, degraded.body.status], [200, 'degraded']);
    assert.deepEqual(
      [degraded.body.checks.temporal.status, degraded.body.checks.database.status],
      ['unavailable', 'ok'],
    );
    world.outage = new Error('away');
    const away = await api.call('GET', '/readyz', { authorization: null });
    assert.deepEqual([away.status, away.body.status], [503, 'unavailable']);
    assert.equal((await api.call('GET', '/livez', { authorization: null })).status, 200);
  });
});

describe('the table of codes', () => {
  it('gives every code an HTTP error status', () => {
    for (const { status } of Object.values(httpErrors)) assert.ok(status >= 400 && status < 600);
  });
});
