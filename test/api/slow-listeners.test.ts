import assert from 'node:assert/strict';
import type { Readable } from 'node:stream';
import { describe, it } from 'node:test';
import { type EventSource, openEventFeed } from '../../api/event-feed.ts';
import type { EventListener, Ports } from '../../api/ports.ts';
import { eventOperations } from '../../api/resources/events.ts';
import { idle } from './records.ts';

const log = { debug() {}, info() {}, warn() {}, error() {} };
const happenedAt = new Date('2026-06-01T08:00:00Z');
const eventOf = (id: number) => ({ id, topic: 'import', details: { file: `${id}.csv` }, happenedAt }) as const;
const turn = () => new Promise((resolve) => setImmediate(resolve));

/** A table of events, and who hears of new ones. */
function table() {
  const rows: ReturnType<typeof eventOf>[] = [];
  const asked = { reads: 0, ranges: 0 };
  let heard = () => {};
  const source: EventSource = {
    read: async (after, limit) => {
      asked.reads++;
      return rows.filter(({ id }) => id > after).slice(0, limit);
    },
    range: async () => {
      asked.ranges++;
      return { first: rows[0]?.id ?? 0, last: rows.at(-1)?.id ?? 0 };
    },
    hear: (hear) => {
      heard = hear;
      return { close: async () => {} };
    },
    status: async () => idle,
  };
  return {
    rows,
    asked,
    source,
    async happen(count: number) {
      for (let each = 0; each < count; each++) rows.push(eventOf((rows.at(-1)?.id ?? 0) + 1));
      heard();
      await turn();
    },
  };
}

/** Takes so many events until it is emptied. */
function listenerOf(room: number) {
  const ids: (number | null)[] = [];
  const told = { ids, free: room };
  const listener: EventListener = {
    deliver(event) {
      if (event.topic === 'training') return;
      ids.push(event.id);
      told.free--;
    },
    isFull: () => told.free <= 0,
    beat() {},
    ended() {},
  };
  return { told, listener };
}

const upTo = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, at) => from + at);

describe('the feed of events', () => {
  it('keeps nothing for a listener that is full, and leads it on once it has room', async () => {
    const { source, happen } = table();
    const feed = openEventFeed(source, log);
    const slow = listenerOf(10);
    const fast = listenerOf(1e6);
    const { more } = await feed.listen(null, slow.listener);
    await feed.listen(null, fast.listener);
    await happen(10);
    await happen(1_200);
    await happen(1);
    assert.equal(slow.told.ids.length, 10);
    assert.deepEqual(fast.told.ids, upTo(1, 1_211));
    while (slow.told.ids.length < 1_211) {
      slow.told.free = 100;
      const before = slow.told.ids.length;
      more();
      await turn();
      assert.ok(slow.told.ids.length > before && slow.told.ids.length <= before + 500);
    }
    assert.deepEqual(slow.told.ids, upTo(1, 1_211));
    await happen(1);
    slow.told.free = 100;
    more();
    await turn();
    assert.equal(slow.told.ids.at(-1), 1_212);
    await feed.close();
  });

  it('leads many who come back to the latest event by pages that they share', async () => {
    const { source, asked, happen } = table();
    await happen(2_000);
    const feed = openEventFeed(source, log);
    const all = Array.from({ length: 50 }, (_, at) => ({ ...listenerOf(1e6), after: at % 2 === 0 ? 20 * at : 1_990 }));
    await Promise.all(all.map(({ listener, after }) => feed.listen(after, listener)));
    while (all.some(({ told }) => told.ids.at(-1) !== 2_000)) await turn();
    for (const { told, after } of all) assert.deepEqual(told.ids, upTo(after + 1, 2_000));
    assert.ok(asked.reads < 20 && asked.ranges <= 2, JSON.stringify(asked));
    await feed.close();
  });

  it('tells of whatever is committed after it took somebody in, however slowly it began', async () => {
    const { source, happen } = table();
    await happen(3);
    const go = Promise.withResolvers<void>();
    const feed = openEventFeed({ ...source, range: () => go.promise.then(source.range) }, log);
    const { told, listener } = listenerOf(1e6);
    const taken = feed.listen(null, listener);
    await happen(1);
    go.resolve();
    await taken;
    await happen(2);
    assert.deepEqual(told.ids.slice(-2), [5, 6]);
    await feed.close();
  });

  it('refuses whoever comes while the database is away, and takes them in afterwards', async () => {
    const { source, happen } = table();
    let isAway = true;
    const range = async () => (isAway ? Promise.reject(new Error('away')) : source.range());
    const feed = openEventFeed({ ...source, range }, log);
    const { told, listener } = listenerOf(1e6);
    await assert.rejects(feed.listen(null, listener), /away/);
    assert.equal(feed.listeners(), 0);
    isAway = false;
    await feed.listen(null, listener);
    await happen(1);
    assert.deepEqual(told.ids, [1]);
    await feed.close();
  });

  it('takes no more than it can serve', async () => {
    const feed = openEventFeed(table().source, log);
    const { listener } = listenerOf(1);
    for (let each = 0; each < 2_000; each++) await feed.listen(null, listener);
    await assert.rejects(feed.listen(null, listener), { code: 'too_many_requests' });
    await feed.close();
  });
});

describe('a stream of events', () => {
  async function openStream() {
    let listener: EventListener | undefined;
    const left: string[] = [];
    const events: Ports['events'] = {
      async listen(_after, given) {
        listener = given;
        return { more: () => left.push('more'), leave: () => left.push('leave') };
      },
    };
    const [operation] = eventOperations({ events });
    const answer = await operation?.respond({
      query: {},
      headers: {},
      caller: { isStillIn: async () => true },
    } as never);
    const { stream } = answer as { readonly stream: Readable };
    return { stream, listener: listener ?? assert.fail(), left };
  }

  it('that nobody reads is full at 64 kB, and given up at the second beat', async () => {
    const { stream, listener, left } = await openStream();
    for (let id = 1; !listener.isFull(); id++) listener.deliver(eventOf(id));
    assert.ok(stream.readableLength < 66_000);
    listener.beat();
    assert.equal(stream.destroyed, false);
    listener.beat();
    await turn();
    assert.deepEqual([stream.destroyed, left], [true, ['leave']]);
  });

  it('that is read again asks for more, and stays', async () => {
    const { stream, listener, left } = await openStream();
    for (let id = 1; !listener.isFull(); id++) listener.deliver(eventOf(id));
    listener.beat();
    stream.resume();
    await turn();
    assert.deepEqual([listener.isFull(), left.includes('more')], [false, true]);
    listener.beat();
    listener.beat();
    assert.equal(stream.destroyed, false);
    stream.destroy();
  });
});
