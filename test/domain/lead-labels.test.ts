import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { chooseLabelSource, describeLabels } from '../../domain/lead-labels.ts';

describe('the source of labels', () => {
  const cases = [
    { title: 'is the rating of a business that rates its leads', previous: null, rated: 100, source: 'rating' },
    { title: 'is the rating from 70% on at first', previous: null, rated: 70, source: 'rating' },
    { title: 'is the outcomes below 70%', previous: null, rated: 69, source: 'outcomes' },
    { title: 'stays the rating down to 70%', previous: 'rating', rated: 70, source: 'rating' },
    { title: 'changes to the outcomes below 70%', previous: 'rating', rated: 69, source: 'outcomes' },
    { title: 'stays the outcomes below 90%', previous: 'outcomes', rated: 89, source: 'outcomes' },
    { title: 'changes to the rating from 90% on', previous: 'outcomes', rated: 90, source: 'rating' },
  ] as const;
  for (const { title, previous, rated, source } of cases) {
    it(title, () => {
      const chosen = chooseLabelSource({ setting: 'auto', previous, leads: 100, rated });
      assert.equal(chosen.source, source);
      assert.match(chosen.reason, new RegExp(`^${rated} of 100 leads carry a rating: `));
      assert.equal(/change/.test(chosen.reason), previous !== null && source === 'rating' && previous !== source);
    });
  }

  it('is the outcomes where there are no leads at all', () => {
    assert.equal(chooseLabelSource({ setting: 'auto', previous: null, leads: 0, rated: 0 }).source, 'outcomes');
  });

  it('is what a person set, whatever the leads carry', () => {
    const facts = { previous: 'outcomes', leads: 100, rated: 0 } as const;
    assert.deepEqual(chooseLabelSource({ ...facts, setting: 'rating' }), { source: 'rating', reason: 'as set' });
    assert.equal(chooseLabelSource({ ...facts, rated: 100, setting: 'outcomes' }).source, 'outcomes');
  });
});

describe('labels in words', () => {
  it('say the source, and how many rows got theirs in which way', () => {
    const outcomes = { source: 'outcomes', reason: 'as set', ways: { nothing: 60, order: 3, undated: 12 } } as const;
    assert.equal(
      describeLabels({ ...outcomes, leftOut: 0, attributionDays: 14 }),
      "Labels: what became of the leads (as set). 3 by an order, 12 by an undated outcome, 60 as nothing happened. Orders count for the contact's open lead within 14 days.",
    );
  });

  it('say how many rows are left out', () => {
    const rated = { source: 'rating', reason: '95 of 100 leads carry a rating', ways: { rating: 95 } } as const;
    assert.equal(
      describeLabels({ ...rated, leftOut: 5, attributionDays: 14 }),
      "Labels: the business's own rating (95 of 100 leads carry a rating). 95 by rating, 5 without one left out.",
    );
  });
});
