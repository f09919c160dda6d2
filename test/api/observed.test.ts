import assert from 'node:assert/strict';
import { EventEmitter, once } from 'node:events';
import { after, before, describe, it } from 'node:test';
import { circumstances } from '../../telemetry/circumstances.ts';
import { createLogger } from '../../telemetry/log.ts';
import { fakePorts, fakeWorld, goodToken, listen, type TestApi } from './fakes.ts';
import { idle } from './records.ts';

const world = fakeWorld();
const ports = fakePorts(world);
const seen: ReturnType<typeof circumstances>[] = [];
/** Each log line, by its message. */
const written = new EventEmitter();
const observing = {
  ...ports,
  log: createLogger('api', 'debug', { write: (line) => tell(JSON.parse(line)) }),
  control: {
    ...ports.control,
    start: (request: Parameters<typeof ports.control.start>[0]) => {
      seen.push(circumstances());
      return ports.control.start(request);
    },
  },
};
const tell = (line: { readonly msg: string }) => void written.emit(line.msg, line);
let api: TestApi;
before(async () => {
  api = await listen(observing);
});
after(() => api.close());

const trace = '4bf92f3577b34da6a3ce929d0e0e4736';

async function start(headers: Record<string, string> = {}): Promise<Response> {
  world.status = idle;
  return await fetch(`${api.url}/api/v1/training/start`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${goodToken}`, ...headers },
  });
}

describe('a request', () => {
  it('keeps the id and the trace that it brings, in its answer and in all that is done for it', async () => {
    const traceparent = `00-${trace}-00f067aa0ba902b7-01`;
    const answer = await start({ 'X-Request-Id': 'order-17', traceparent, tracestate: 'a=b' });
    assert.equal(answer.headers.get('x-request-id'), 'order-17');
    const { carried, fields } = seen.pop() ?? circumstances();
    assert.deepEqual(carried, { requestId: 'order-17', traceparent, tracestate: 'a=b' });
    assert.deepEqual(fields, { request_id: 'order-17', trace_id: trace });
  });

  it('gets an id and a trace where it brings none, or one that could break a log', async () => {
    const ids = new Set<string | null>();
    for (const given of ['', 'two words', 'x'.repeat(129), 'a"b']) {
      const answer = await start({ 'X-Request-Id': given, traceparent: 'nonsense' });
      const id = answer.headers.get('x-request-id');
      assert.match(id ?? '', /^[0-9a-f-]{36}$/);
      const { carried, fields } = seen.pop() ?? circumstances();
      assert.equal(fields.request_id, id);
      assert.match(carried.traceparent ?? '', new RegExp(`^00-${fields.trace_id}-[0-9a-f]{16}-01$`));
      ids.add(id);
    }
    assert.equal(ids.size, 4);
  });

  it('is in the log under both once it is over, also where its client left', async () => {
    const left = new AbortController();
    const traceparent = `00-${trace}-00f067aa0ba902b7-01`;
    await fetch(`${api.url}/api/v1/events`, {
      headers: { Authorization: `Bearer ${goodToken}`, 'X-Request-Id': 'order-18', traceparent },
      signal: left.signal,
    });
    const logged = once(written, 'GET /api/v1/events');
    left.abort();
    const [line] = await logged;
    assert.deepEqual([line.request_id, line.trace_id, line.status], ['order-18', trace, 200]);
  });

  it('that is refused names its id in the problem', async () => {
    const { headers, body } = await api.call('GET', '/api/v1/nothing');
    assert.equal(body.request_id, headers.get('x-request-id'));
    const unauthorized = await api.call('GET', '/api/v1/training/status', { authorization: null });
    assert.equal(unauthorized.body.request_id, unauthorized.headers.get('x-request-id'));
  });
});

describe('GET /metrics', () => {
  it('needs a token', async () => {
    assert.equal((await api.call('GET', '/metrics', { authorization: null })).status, 401);
  });

  it('counts requests by method, route and status, and no id becomes a label', async () => {
    await api.call('GET', '/api/v1/experiments/secret-17');
    await api.call('GET', '/api/v1/experiments/secret-18', { authorization: null });
    await api.call('GET', '/api/v1/nothing/secret-19');
    await api.call('GET', '/secret-20.html');
    await fetch(`${api.url}/api/v1/training/status`, { method: 'PROPFIND' });
    const { status, headers, body } = await api.call('GET', '/metrics');
    assert.equal(status, 200);
    assert.match(headers.get('content-type') ?? '', /^text\/plain; version=0\.0\.4/);
    const counts = body.split('\n').filter((line: string) => line.startsWith('perennial_http_requests_total{'));
    for (const labels of [
      'method="GET",route="/api/v1/experiments/{id}",status="404"',
      'method="GET",route="/api/v1/experiments/{id}",status="401"',
      'method="GET",route="none",status="404"',
      'method="GET",route="pages",status="404"',
      'method="other",route="/api/v1/training/status",status="401"',
      'method="POST",route="/api/v1/training/start",status="202"',
    ])
      assert.ok(
        counts.some((line: string) => line.startsWith(`perennial_http_requests_total{${labels}} `)),
        `${labels} in ${counts.join('\n')}`,
      );
    assert.doesNotMatch(body, /secret/);
    assert.match(body, /perennial_http_request_duration_seconds_bucket\{le="0\.1",method="GET",route="none"\}/);
  });
});
