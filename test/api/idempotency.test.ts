import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import { PerennialError } from '../../domain/errors.ts';
import { fakePorts, fakeWorld, goodToken, listen, type TestApi, tokenOf } from './fakes.ts';
import { idle } from './records.ts';

describe('a request with an Idempotency-Key', () => {
  const world = fakeWorld();
  let api: TestApi;
  before(async () => {
    api = await listen(fakePorts(world));
  });
  after(() => api.close());
  beforeEach(() => {
    world.status = idle;
    world.started = [];
    world.outage = null;
  });

  async function post(path: string, key: string, body: string, headers: Record<string, string> = {}) {
    const response = await fetch(api.url + path, {
      method: 'POST',
      headers: {
        Authorization: `Bearer ${goodToken}`,
        'Content-Type': 'application/json',
        'Idempotency-Key': key,
        ...headers,
      },
      body,
    });
    const { status, headers: answered } = response;
    const type = answered.get('content-type');
    // each request has an id of its own, which its refusal names
    const { request_id: _, ...content } = JSON.parse(await response.text());
    return { status, type, replayed: answered.get('idempotency-replayed'), body: content };
  }
  const start = (key: string, model: string, headers = {}) =>
    post('/api/v1/training/start', key, JSON.stringify({ model }), headers);

  it('is carried out once, and answered the same again', async () => {
    const first = await start('key-1', 'churn');
    assert.deepEqual([first.status, first.replayed], [202, null]);
    // otherwise it would be refused, as a training is under way
    const again = await start('key-1', 'churn');
    assert.deepEqual(again, { ...first, replayed: 'true' });
    assert.equal(world.started.length, 1);
  });

  it('is refused with another content', async () => {
    await start('key-2', 'churn');
    for (const other of [start('key-2', 'all'), post('/api/v1/training/stop', 'key-2', '{}')]) {
      const { status, body } = await other;
      assert.deepEqual([status, body.code], [422, 'idempotency_key_reused']);
    }
    assert.deepEqual(
      world.started.map(({ models }) => models),
      [['churn']],
    );
  });

  it('is told apart from that of another caller', async () => {
    await start('key-3', 'churn');
    world.status = idle;
    const other = await start('key-3', 'churn', { Authorization: `Bearer ${tokenOf.operator}` });
    assert.deepEqual([other.status, other.replayed], [202, null]);
    assert.equal(world.started.length, 2);
  });

  it('is answered with its refusal again', async () => {
    const first = await post('/api/v1/training/stop', 'key-4', '{}');
    assert.deepEqual([first.status, first.body.code], [409, 'nothing_running']);
    await start('key-5', 'churn');
    const { request_id: _, ...body } = first.body; // of the first request, under which the log tells of it
    assert.deepEqual(await post('/api/v1/training/stop', 'key-4', '{}'), { ...first, body, replayed: 'true' });
    assert.match(first.type ?? '', /problem\+json/);
  });

  it('may be sent again where it failed for a moment, or was not understood', async () => {
    world.outage = new PerennialError('temporal_unavailable', 'It is away.', 'Wait.');
    assert.equal((await start('key-6', 'churn')).status, 503);
    world.outage = null;
    assert.equal((await start('key-6', 'churn')).status, 202);
    assert.equal((await start('key-7', 'nothing')).status, 400);
    world.status = idle;
    assert.equal((await start('key-7', 'churn')).status, 202);
  });

  it('that comes twice at once is one act: the other waits or is answered the same', async () => {
    const both = await Promise.all([start('key-8', 'churn'), start('key-8', 'churn')]);
    assert.deepEqual(
      both.map(({ status }) => status).toSorted((one, other) => one - other)[0],
      202,
      JSON.stringify(both),
    );
    for (const { status, body } of both) assert.ok(status === 202 || body.code === 'request_in_progress');
    assert.equal(world.started.length, 1);
  });

  it('counts the bytes of a file among its content', async () => {
    const path = '/api/v1/imports?name=leads.csv';
    const type = { 'Content-Type': 'application/octet-stream' };
    const before = world.imports.uploads.length;
    const first = await post(path, 'key-9', 'id\n1\n', type);
    assert.equal(first.status, 201, JSON.stringify(first));
    assert.deepEqual(await post(path, 'key-9', 'id\n1\n', type), { ...first, replayed: 'true' });
    const other = await post(path, 'key-9', 'id\n2\n', type);
    assert.deepEqual([other.status, other.body.code], [422, 'idempotency_key_reused']);
    assert.equal(world.imports.uploads.length, before + 1);
  });

  it('holds a key in characters of a header, and not too many', async () => {
    for (const key of ['', 'two words', 'x'.repeat(201)]) assert.equal((await start(key, 'churn')).status, 400, key);
  });

  it('shows a token again only to whoever made it', async () => {
    const made = await post('/api/v1/tokens', 'key-10', '{"name":"crm"}');
    assert.equal(made.status, 201);
    assert.deepEqual(await post('/api/v1/tokens', 'key-10', '{"name":"crm"}'), { ...made, replayed: 'true' });
  });
});
