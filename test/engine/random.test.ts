import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createRandom, hashSeed } from '../../engine/random.ts';

describe('the random source', () => {
  it('repeats its sequence for a seed and differs for another', () => {
    const [first, again, other] = [7, 7, 8].map((seed) => {
      const random = createRandom(seed);
      return Array.from({ length: 5 }, () => random.next());
    });
    assert.deepEqual(first, again);
    assert.notDeepEqual(first, other);
  });

  it('is uniform and normal to within four standard errors', () => {
    const random = createRandom(1);
    const count = 20_000;
    let uniform = 0;
    let normal = 0;
    let squares = 0;
    const faces = new Array<number>(6).fill(0);
    for (let i = 0; i < count; i++) {
      uniform += random.next() / count;
      const drawn = random.normal();
      normal += drawn / count;
      squares += drawn ** 2 / count;
      faces[random.integer(6)]++;
    }
    assert.ok(Math.abs(uniform - 0.5) < 4 * Math.sqrt(1 / 12 / count));
    assert.ok(Math.abs(normal) < 4 / Math.sqrt(count));
    assert.ok(Math.abs(squares - 1) < 4 * Math.sqrt(2 / count));
    for (const face of faces) assert.ok(Math.abs(face - count / 6) < 4 * Math.sqrt((count * 5) / 36));
  });

  it('shuffles into a permutation', () => {
    const shuffled = createRandom(3).shuffle(Array.from({ length: 50 }, (_, i) => i));
    assert.notDeepEqual(shuffled.slice(0, 10), [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    assert.deepEqual(
      [...shuffled].sort((a, b) => a - b),
      Array.from({ length: 50 }, (_, i) => i),
    );
  });

  it('derives different seeds for kinds, orders and neighbours', () => {
    const seeds = [
      hashSeed(1, 'fold', 1),
      hashSeed(1, 'fold', 2),
      hashSeed('1', 'fold', 1),
      hashSeed(1, 'fold1'),
      hashSeed('fold', 1, 1),
    ];
    assert.equal(new Set(seeds).size, seeds.length);
    for (const seed of seeds) assert.ok(Number.isInteger(seed) && seed >= 0 && seed < 2 ** 32);
  });
});
