import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { gateConfig } from '../../../domain/experiment/experiment.ts';
import { guardedUntil } from '../../../domain/experiment/guarded-until.ts';

const day = 86_400_000;
const start = new Date('2026-06-01T00:00:00Z');
const at = (days: number) => new Date(start.getTime() + days * day);

describe('a challenger', () => {
  it('is served until three intervals after the last look, or after the start of its phase', () => {
    const config = gateConfig('churn');
    assert.deepEqual(guardedUntil(config, start, null), at(3));
    assert.deepEqual(guardedUntil(config, start, at(5)), at(8));
    assert.deepEqual(guardedUntil({ ...config, lookEveryDays: 7 }, start, at(7)), at(28));
  });

  it('is given ten minutes at the least, for a look takes minutes itself', () => {
    const config = gateConfig('churn', { dayMs: 200 });
    assert.deepEqual(guardedUntil(config, start, null), new Date(start.getTime() + 600_000));
  });
});
