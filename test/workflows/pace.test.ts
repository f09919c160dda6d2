import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createPace } from '../../workflows/training/pace.ts';

test('the first news is told at once, then at most one in each interval', () => {
  const pace = createPace(2_000);
  const told = [0, 1, 1_999, 2_000, 2_500, 9_000, 10_999, 11_000].filter((now) => pace.isDue(now));
  assert.deepEqual(told, [0, 2_000, 9_000, 11_000]);
});
