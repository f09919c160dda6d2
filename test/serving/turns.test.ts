import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createTurns, workInBlocks } from '../../serving/turns.ts';

test('long work gives others their turn after each stretch, and short work does not wait', async () => {
  let now = 0;
  const turn = createTurns(() => now);
  assert.equal(turn(), undefined);
  now = 5;
  const events: string[] = [];
  setImmediate(() => events.push('another request'));
  await turn();
  events.push('on we go');
  assert.deepEqual(events, ['another request', 'on we go']);
  assert.equal(turn(), undefined);
});

test('blocks grow when items are fast, shrink when they are slow, and cover every item once', async () => {
  let now = 0;
  async function blocksOf(items: number, milliseconds: (item: number) => number): Promise<number[]> {
    const covered: number[] = [];
    const sizes: number[] = [];
    const work = (from: number, to: number) => {
      sizes.push(to - from);
      for (let item = from; item < to; item++) {
        covered.push(item);
        now += milliseconds(item);
      }
    };
    await workInBlocks(items, work, () => now);
    assert.deepEqual(
      covered,
      Array.from({ length: items }, (_, item) => item),
    );
    return sizes;
  }
  assert.deepEqual(await blocksOf(300, () => 0.01), [1, 128, 128, 43]);
  assert.deepEqual(await blocksOf(100, () => 0), [1, 99]);
  assert.deepEqual(await blocksOf(11, () => 0.4), [1, 6, 4]);
  assert.deepEqual(await blocksOf(3, () => 50), [1, 1, 1]);
  assert.deepEqual(await blocksOf(14, (item) => (item < 7 ? 0.4 : 2)), [1, 6, 6, 1]);
  assert.deepEqual(await blocksOf(0, () => 1), []);
});
