import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { judgeFiring, type SeenSchedule } from '../../../domain/alerts/missed-firing.ts';

const at = (hours: number) => new Date(Date.parse('2026-11-22T00:07:00Z') + hours * 3_600_000);

function seen(more: Partial<SeenSchedule> = {}): SeenSchedule {
  return { state: 'active', nextAt: at(24), lastAt: at(-24), ...more };
}

describe('a firing', () => {
  it('is expected at its announced time from the first look on', () => {
    assert.deepEqual(judgeFiring(null, seen(), at(0)), { missed: false, expectedAt: at(24) });
    assert.deepEqual(judgeFiring(at(24), seen({ nextAt: at(30) }), at(1)), { missed: false, expectedAt: at(30) });
  });

  it('is missed an hour after it should have come, until something makes up for it', () => {
    const late = seen({ nextAt: at(48), lastAt: at(0) });
    assert.deepEqual(judgeFiring(at(24), late, at(24.5)), { missed: false, expectedAt: at(24) });
    assert.deepEqual(judgeFiring(at(24), late, at(25)), { missed: true, expectedAt: at(24) });
    assert.deepEqual(judgeFiring(at(24), late, at(47)), { missed: true, expectedAt: at(24) });
    assert.deepEqual(judgeFiring(at(24), { ...late, lastAt: at(47.5) }, at(48)), { missed: false, expectedAt: at(48) });
    assert.deepEqual(judgeFiring(at(24), seen({ nextAt: at(48), lastAt: null }), at(25)).missed, true);
  });

  it('that came is followed by an expected next one', () => {
    const fired = seen({ nextAt: at(48), lastAt: at(24.01) });
    assert.deepEqual(judgeFiring(at(24), fired, at(25)), { missed: false, expectedAt: at(48) });
  });

  it('does not count as missed during a pause, however long, nor after it', () => {
    const paused = seen({ state: 'paused', nextAt: null });
    assert.deepEqual(judgeFiring(at(24), paused, at(200)), { missed: false, expectedAt: null });
    assert.deepEqual(judgeFiring(null, seen({ nextAt: at(216) }), at(201)), { missed: false, expectedAt: at(216) });
  });

  it('is never expected of a schedule that Temporal does not have', () => {
    assert.equal(judgeFiring(null, seen({ state: 'missing', nextAt: null, lastAt: null }), at(0)).missed, true);
  });
});
