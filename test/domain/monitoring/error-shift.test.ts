import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { findRule } from '../../../domain/alerts/rules.ts';
import { findErrorShift } from '../../../domain/monitoring/error-shift.ts';
import { createRandom } from '../../../engine/random.ts';

const limit = Number(findRule('errors_rise')?.limit);
/** Errors as those of ratings are: most are small, one in twenty is several times as large. */
function errorsOf(count: number, seed: number, times = 1): number[] {
  const random = createRandom(seed);
  return Array.from({ length: count }, () => times * -8 * Math.log(1 - random.next()) * (random.next() < 0.05 ? 4 : 1));
}

describe('a shift of the newest errors', () => {
  it('is found on the day of the first eight answers that are off by 50 points, in a window of a hundred', () => {
    const before = errorsOf(100, 1);
    const found = findErrorShift([...before, ...Array(8).fill(50)], errorsOf(150, 2));
    assert.ok(found !== null && found.shift > limit, `${found?.shift}`);
    assert.ok(found.answers >= 8 && found.answers <= 12);
    assert.ok(found.mean > 2 * found.usual);
  });

  it('is not made by two that are far off', () => {
    const found = findErrorShift([...errorsOf(100, 1), 70, 80], errorsOf(150, 2));
    assert.ok(found !== null && found.shift < limit, `${found?.shift}`);
  });

  it('is found in few of 300 quiet half-years that are looked at daily', () => {
    let found = 0;
    for (let seed = 0; seed < 300; seed++) {
      const usual = errorsOf(130, 1_000 + seed);
      const stream = errorsOf(8 * 180, seed);
      const days = Array.from({ length: 160 }, (_, day) => stream.slice(8 * day, 8 * day + 8 * 14));
      if (days.some((window) => (findErrorShift(window, usual)?.shift ?? 0) > limit)) found++;
    }
    assert.ok(found <= 3, `${found}`);
  });

  it('is not asked for of a handful, nor where hardly anything is known of what is usual', () => {
    assert.equal(findErrorShift([50, 50, 50, 50], errorsOf(150, 2)), null);
    assert.equal(findErrorShift(errorsOf(100, 1), errorsOf(20, 2)), null);
    assert.equal(findErrorShift(errorsOf(100, 1), Array(100).fill(3)), null, 'always off by the same');
  });
});
