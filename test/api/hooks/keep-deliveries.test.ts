import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createKeeper } from '../../../api/hooks/keep-deliveries.ts';
import { createKnownHooks } from '../../../api/hooks/known-hooks.ts';
import { createWaker } from '../../../api/hooks/wake-drain.ts';
import { PerennialError } from '../../../domain/errors.ts';
import type { Hook } from '../../../domain/hooks.ts';
import type { NewDelivery } from '../../../store/hooks/inbox.ts';

const delivery = (deliveryId: string, size = 10): NewDelivery => ({
  ...{ source: 'shop', deliveryId, headers: {} },
  body: Buffer.alloc(size),
});
const limits = { count: 3, bytes: 100, waiting: 1_000, patience: 60_000 };
const away = new PerennialError('database_unavailable', 'It is away.', 'Come again.');

/** A store that answers when it is told to. */
function storeByHand() {
  const calls: { ids: string[]; answer(error?: unknown): void }[] = [];
  const store = (deliveries: readonly NewDelivery[]) =>
    new Promise<void>((resolve, reject) => {
      calls.push({
        ids: deliveries.map(({ deliveryId }) => deliveryId),
        answer: (error) => (error === undefined ? resolve() : reject(error)),
      });
    });
  return { calls, store };
}

const turn = () => new Promise((resolve) => setImmediate(resolve));

describe('deliveries that come together', () => {
  it('are stored one by one while nothing else waits, and together after that, by number and size', async () => {
    const { calls, store } = storeByHand();
    const { keep, waitingBytes } = createKeeper(store, limits);
    const kept = [
      keep(delivery('a')),
      ...['b', 'c', 'd', 'e'].map((id) => keep(delivery(id))),
      keep(delivery('f', 99)),
    ];
    assert.equal(waitingBytes(), 149);
    for (let at = 0; at < 4; at++) {
      await turn();
      calls[at]?.answer();
    }
    await Promise.all(kept);
    assert.deepEqual(
      calls.map(({ ids }) => ids),
      [['a'], ['b', 'c', 'd'], ['e'], ['f']],
    );
    assert.equal(waitingBytes(), 0);
  });

  it('are all refused at once when the database is away, and stored again when it is back', async () => {
    const { calls, store } = storeByHand();
    const { keep } = createKeeper(store, limits);
    const kept = Promise.allSettled(['a', 'b', 'c', 'd', 'e'].map((id) => keep(delivery(id))));
    await turn();
    calls[0]?.answer(away);
    assert.deepEqual(new Set((await kept).map(({ status }) => status)), new Set(['rejected']));
    assert.equal(calls.length, 1);
    const again = keep(delivery('a'));
    await turn();
    calls[1]?.answer();
    await again;
  });

  it('fail alone where it is no outage', async () => {
    const { calls, store } = storeByHand();
    const { keep } = createKeeper(store, limits);
    const [first, second] = [keep(delivery('a')), keep(delivery('b'))];
    await turn();
    calls[0]?.answer(new Error('no such source'));
    await assert.rejects(first, /no such source/);
    calls[1]?.answer();
    await second;
  });

  it('are refused where too many wait, or one waits for too long', async () => {
    const { store } = storeByHand();
    const { keep } = createKeeper(store, { ...limits, patience: 1 });
    const busy = { code: 'database_unavailable' };
    await Promise.all([assert.rejects(keep(delivery('a', 900)), busy), assert.rejects(keep(delivery('b', 200)), busy)]);
  });
});

describe('an order to read', () => {
  it('goes out once, and once more after its rest where something came meanwhile', async () => {
    const orders: string[] = [];
    const all = Promise.withResolvers<void>();
    const waker = createWaker(
      async (source) => {
        orders.push(source);
        if (orders.length === 3) all.resolve();
      },
      assert.fail,
      { orders: 20, retry: 20 },
    );
    for (let at = 0; at < 5; at++) waker.wake('shop');
    waker.wake('chat');
    await turn();
    assert.deepEqual(orders, ['shop', 'chat']);
    waker.wake('shop');
    assert.equal(orders.length, 2);
    await all.promise;
    assert.deepEqual(orders, ['shop', 'chat', 'shop']);
    waker.close();
  });

  it('is repeated until a server has it', async () => {
    const had = Promise.withResolvers<void>();
    const failures: unknown[] = [];
    const waker = createWaker(
      async () => {
        if (failures.length < 2) throw away;
        had.resolve();
      },
      (_, error) => failures.push(error),
      { orders: 1, retry: 1 },
    );
    waker.wake('shop');
    await had.promise;
    assert.deepEqual(failures, [away, away]);
    waker.close();
  });
});

describe('a source that is known', () => {
  const hook: Hook = {
    ...{ name: 'shop', kind: 'shopify', ids: 'shopify', secret: { env: 'SHOP' }, verifyToken: null, paused: false },
    addedAt: new Date(0),
  };

  it('is asked for once in a while, with its secret of then, and stays while the database is away', async () => {
    let [now, asked, secret] = [0, 0, 'old new'];
    let isAway = false;
    const find = createKnownHooks(
      async (name) => {
        asked++;
        if (isAway) throw away;
        return name === 'shop' ? hook : null;
      },
      () => secret,
      () => now,
    );
    assert.deepEqual(
      (await Promise.all([find('shop'), find('shop')])).map((found) => found?.secrets),
      [
        ['old', 'new'],
        ['old', 'new'],
      ],
    );
    assert.equal(asked, 1);
    secret = 'new';
    now = 3_000;
    assert.deepEqual((await find('shop'))?.secrets, ['new']);
    isAway = true;
    now = 6_000;
    assert.deepEqual((await find('shop'))?.secrets, ['new']);
    await assert.rejects(find('other'), { code: 'database_unavailable' });
    isAway = false;
    assert.equal(await find('other'), null);
  });

  it("whose secret can't be read is nobody's to post to, and doesn't tell where the secret stands", async () => {
    const find = createKnownHooks(
      async () => hook,
      () => {
        throw new PerennialError('invalid_configuration', 'SHOP is not set.', 'Set SHOP.');
      },
    );
    await assert.rejects(find('shop'), (error) => {
      assert.ok(error instanceof PerennialError && error.code === 'invalid_configuration');
      return !/SHOP/.test(error.message + error.remedy);
    });
  });

  it('whose secret is empty lets nobody in', async () => {
    for (const secret of ['', ' \n'])
      await assert.rejects(
        createKnownHooks(
          async () => hook,
          () => secret,
        )('shop'),
        { code: 'invalid_configuration' },
      );
  });
});
