import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createByteCache } from '../../activities/training/byte-cache.ts';

const { signal } = new AbortController();

function cache(maximumBytes: number) {
  const made: string[] = [];
  const values = createByteCache<string>(maximumBytes, (text) => text.length);
  const get = (key: string, text = key) =>
    values.get(key, signal, async () => {
      made.push(key);
      return text;
    });
  return { values, made, get };
}

describe('a cache bounded by bytes', () => {
  it('makes a value once, also for concurrent callers', async () => {
    const { made, get } = cache(10);
    assert.deepEqual(await Promise.all([get('a'), get('a'), get('b')]), ['a', 'a', 'b']);
    await get('a');
    assert.deepEqual(made, ['a', 'b']);
  });

  it('drops the least recently used value', async () => {
    const { values, made, get } = cache(3);
    for (const key of ['a', 'b', 'c', 'a', 'd', 'a', 'b']) await get(key);
    assert.deepEqual(made, ['a', 'b', 'c', 'd', 'b']);
    assert.equal(values.bytes, 3);
  });

  it('keeps the newest value even if it alone is too large, and no other', async () => {
    const { values, made, get } = cache(3);
    await get('a');
    await get('large', '123456');
    await get('large', '123456');
    assert.equal(values.bytes, 6);
    await get('a');
    assert.equal(values.bytes, 1);
    assert.deepEqual(made, ['a', 'large', 'a']);
  });

  it('lets the next caller make a value that another did not finish', async () => {
    const values = createByteCache<string>(10, (text) => text.length);
    const first = values.get('a', signal, () => Promise.reject(new Error('cancelled')));
    const second = values.get('a', signal, async () => 'a');
    await assert.rejects(first, { message: 'cancelled' });
    assert.equal(await second, 'a');
  });

  it('releases a cancelled caller while another makes the value', async () => {
    const values = createByteCache<string>(10, (text) => text.length);
    const { promise, resolve } = Promise.withResolvers<string>();
    const first = values.get('a', signal, () => promise);
    const cancelled = new AbortController();
    const second = values.get('a', cancelled.signal, async () => 'never');
    cancelled.abort(new Error('no longer wanted'));
    await assert.rejects(second, { message: 'no longer wanted' });
    resolve('a');
    assert.equal(await first, 'a');
  });
});
