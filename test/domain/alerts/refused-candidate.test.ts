import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isNews } from '../../../domain/alerts/refused-candidate.ts';

const bad = { mae: 25, r2: -0.1 };
const good = { mae: 8, r2: 0.85 };

describe('a candidate that does not serve', () => {
  const facts = { trigger: 'schedule', metrics: bad, serving: good, toldBefore: false } as const;

  it("is news where it breaches the guide's limit and the serving version met it", () => {
    assert.equal(isNews(facts), true);
    assert.equal(isNews({ ...facts, metrics: good }), false);
    assert.equal(isNews({ ...facts, serving: bad }), false, 'a hard business gets no mail a week');
    assert.equal(isNews({ ...facts, serving: null }), false, 'labels of another source can not be compared');
  });

  it('is news once, however many weeks it is refused; by hand each time', () => {
    assert.equal(isNews({ ...facts, toldBefore: true }), false);
    assert.equal(isNews({ ...facts, toldBefore: true, trigger: 'degradation' }), false);
    assert.equal(isNews({ ...facts, toldBefore: true, trigger: 'cli' }), true);
  });
});
