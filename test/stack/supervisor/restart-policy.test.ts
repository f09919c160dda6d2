import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decideRestart, defaultRestarts } from '../../../stack/supervisor/restart-policy.ts';

/** The waits of a server that lives `life` ms each time, until it is given up or has ended 30 times. */
function waitsOf(life: number): { waits: number[]; givenUpAt: number | null } {
  let ends: number[] = [];
  const waits: number[] = [];
  for (let now = life; waits.length < 30; now += life) {
    const { wait, counted } = decideRestart([...ends, now], defaultRestarts);
    if (wait === null) return { waits, givenUpAt: now };
    ends = counted;
    waits.push(wait);
    now += wait;
  }
  return { waits, givenUpAt: null };
}

test('a server that ends at once is started again with growing waits and given up within a minute', () => {
  const { waits, givenUpAt } = waitsOf(0);
  assert.deepEqual(waits, [200, 400, 800, 1_600, 3_200, 6_400, 10_000, 10_000, 10_000]);
  assert.equal(waits.length, defaultRestarts.mostEnds - 1);
  assert.equal(givenUpAt, 42_600);
});

test('a server that is killed now and then is started again soon and never given up', () => {
  const { waits, givenUpAt } = waitsOf(30_000);
  assert.equal(givenUpAt, null);
  assert.ok(Math.max(...waits) <= 800, String(waits));
});
