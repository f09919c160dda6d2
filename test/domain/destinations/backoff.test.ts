import assert from 'node:assert/strict';
import { it } from 'node:test';
import { givesUp, holdAfter, usualBackoff, waitAfter } from '../../../domain/destinations/backoff.ts';

const [second, hour, day] = [1_000, 3_600_000, 86_400_000];

it('waits three times as long after each failure, up to six hours, and never gives up within three days', () => {
  const waits = Array.from({ length: 12 }, (_, at) => waitAfter(at + 1, usualBackoff, 0));
  assert.deepEqual(
    waits.slice(0, 4),
    [5, 15, 45, 135].map((seconds) => seconds * second),
  );
  assert.equal(waits.at(-1), 6 * hour);
  const since = new Date('2026-06-01T00:00:00Z');
  const after = (ms: number) => givesUp(since, new Date(since.getTime() + ms), usualBackoff);
  assert.deepEqual([after(3 * day - 1), after(3 * day)], [false, true]);
});

it('spreads what failed together over a fifth of the wait', () => {
  assert.equal(waitAfter(2, usualBackoff, 1), 12 * second);
});

it('waits for as long as the receiver asks, but no longer than the longest wait', () => {
  assert.equal(waitAfter(1, usualBackoff, 0, 60 * second), 60 * second);
  assert.equal(waitAfter(1, usualBackoff, 0, 9 * day), 6 * hour);
});

it('probes a destination that is away every five minutes at the latest, unless it asked for more', () => {
  assert.equal(holdAfter(1, usualBackoff, 0), 5 * second);
  assert.equal(holdAfter(40, usualBackoff, 0), 300 * second);
  assert.equal(holdAfter(1, usualBackoff, 0, hour), hour);
});
