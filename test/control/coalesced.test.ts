import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { coalesced } from '../../control/coalesced.ts';

const turn = () => new Promise((resolve) => setImmediate(resolve));

function shared(limits: { freshFor: number; goodFor?: number }) {
  const waiting: PromiseWithResolvers<number>[] = [];
  const clock = { now: 1 };
  const read = () => {
    const asked = Promise.withResolvers<number>();
    waiting.push(asked);
    return asked.promise;
  };
  const { get, forget } = coalesced(read, limits, () => clock.now);
  return { waiting, clock, get, forget };
}

describe('a read that is shared', () => {
  it('serves all who ask while it runs and shortly after, and is not kept when it fails', async () => {
    const { waiting, clock, get } = shared({ freshFor: 250 });
    const both = [get(), get()];
    waiting[0]?.resolve(1);
    assert.deepEqual(await Promise.all([...both, get()]), [1, 1, 1]);
    clock.now += 251;
    const failing = get();
    waiting[1]?.reject(new Error('away'));
    await assert.rejects(failing, /away/);
    const next = get();
    waiting[2]?.resolve(3);
    assert.equal(await next, 3);
  });

  it('gives the last answer while the next is read, as long as it is good', async () => {
    const { waiting, clock, get } = shared({ freshFor: 250, goodFor: 1_000 });
    waiting.length = 0;
    const first = get();
    waiting[0]?.resolve(1);
    await first;
    await turn();
    clock.now += 300;
    assert.deepEqual([await get(), await get(), waiting.length], [1, 1, 2]);
    clock.now += 800;
    const late = get();
    waiting[1]?.resolve(2);
    assert.equal(await late, 2);
    assert.equal(waiting.length, 2);
  });

  it('gives no answer of before it was forgotten, nor of before a failure', async () => {
    const { waiting, clock, get, forget } = shared({ freshFor: 250, goodFor: 1_000 });
    const first = get();
    waiting[0]?.resolve(1);
    await first;
    await turn();
    clock.now += 300;
    await get();
    forget();
    const second = get();
    waiting[1]?.resolve(-1);
    waiting[2]?.resolve(2);
    assert.equal(await second, 2);
    await turn();
    clock.now += 300;
    await get();
    waiting[3]?.reject(new Error('away'));
    await turn();
    const fourth = get();
    waiting[4]?.resolve(4);
    assert.equal(await fourth, 4);
  });
});
