import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import { openEventFeed } from '../../../api/event-feed.ts';
import { fakePorts, fakeWorld, goodToken, listen, type TestApi } from '../fakes.ts';
import { type Told, tellEvents } from '../read-events.ts';
import { training } from '../records.ts';

const world = fakeWorld();
const at = new Date('2026-06-01T08:00:00Z');
let api: TestApi;
let leave: AbortController;

before(async () => {
  api = await listen(fakePorts(world));
});
after(() => api.close());
beforeEach(() => {
  leave?.abort();
  leave = new AbortController();
});

/** As if a transaction had committed it. */
function happen(id: number, topic: 'run' | 'import', details: Record<string, unknown>): void {
  world.events.push({ id, topic, details, happenedAt: at });
  for (const heard of world.hearing) heard();
}

const run = (id: number) =>
  happen(id, 'run', { id: `r${id}/churn`, retrain_id: `r${id}`, model: 'churn', state: 'running' });

function follow(query = '', headers: Record<string, string> = {}): Promise<AsyncGenerator<Told>> {
  const authorization = { Authorization: `Bearer ${goodToken}` };
  return tellEvents(`${api.url}/api/v1/events${query}`, { ...authorization, ...headers }, leave.signal);
}

async function next(events: AsyncGenerator<Told>): Promise<Told> {
  const { value } = await events.next();
  return value ?? assert.fail('the stream ended');
}

describe('the event stream', () => {
  it('asks for a sign-in', async () => {
    assert.equal((await api.call('GET', '/api/v1/events', { authorization: null })).status, 401);
    assert.equal((await api.call('GET', '/api/v1/events?after=x')).status, 400);
  });

  it('begins with how the training stands, and tells of changes and of what happens', async () => {
    const events = await follow();
    const first = await next(events);
    assert.deepEqual([first.event, first.id, first.data.status.status], ['training', undefined, 'idle']);
    run(1);
    assert.deepEqual(await next(events), {
      event: 'run',
      id: '1',
      data: { topic: 'run', at: at.toISOString(), id: 'r1/churn', retrain_id: 'r1', model: 'churn', state: 'running' },
    });
    world.status = training;
    const changed = await next(events);
    assert.deepEqual([changed.event, changed.data.status.progress], ['training', training.progress]);
    happen(2, 'import', { id: 7, file: 'leads.csv', mapping: 'leads', undone_at: null });
    assert.equal((await next(events)).data.taken_back, false);
  });

  it('goes on behind the last event that somebody knows, by header or by query', async () => {
    for (const [query, headers] of [
      ['', { 'Last-Event-ID': '1' }],
      ['?after=1', {}],
    ] as const) {
      const events = await follow(query, headers);
      const told = [await next(events), await next(events)].filter(({ id }) => id !== undefined);
      assert.deepEqual(
        told.map(({ id }) => id),
        ['2'],
      );
    }
    run(3);
  });

  it('says so when what somebody missed is gone', async () => {
    world.events = world.events.filter(({ id }) => id > 2);
    for (const known of ['1', '999']) {
      const events = await follow('', { 'Last-Event-ID': known });
      const told = [await next(events), await next(events)].find(({ event }) => event === 'missed');
      assert.equal(told?.id, '3');
    }
  });

  it('listens once however many people watch, and not at all when nobody does', async () => {
    const all = await Promise.all([follow(), follow(), follow()]);
    for (const events of all) await next(events);
    assert.equal(world.hearing.size, 1);
    run(4);
    for (const events of all) assert.equal((await next(events)).id, '4');
    leave.abort();
    while (world.hearing.size > 0) await new Promise((go) => setImmediate(go));
  });

  it('ends its streams when the process stops, and takes no more', async () => {
    const log = { debug() {}, info() {}, warn() {}, error() {} };
    const feed = openEventFeed(
      {
        read: async () => [],
        range: async () => ({ first: 0, last: 0 }),
        hear: () => ({ close: async () => {} }),
        status: async () => training,
      },
      log,
    );
    let ended = false;
    const listener = {
      deliver() {},
      isFull: () => false,
      beat() {},
      ended() {
        ended = true;
      },
    };
    await feed.listen(null, listener);
    await feed.close();
    assert.ok(ended);
    await assert.rejects(feed.listen(null, listener), { code: 'stopping' });
  });
});
