import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  type Contestant,
  delayOf,
  isNoWorse,
  medianDelay,
  ranked,
  tellsAfter,
  toolsOf,
  tune,
} from '../../../bench/proofs/kinds/judge.ts';

const contestant: Contestant = {
  name: 'any',
  scores: new Map([
    ['a', [1, 2, null, 3]],
    ['b', [1, 5, 1, 1]],
    ['c', [2, 2, 2, 2]],
  ]),
};

describe('how watches are compared', () => {
  it('tunes a limit to as many undisturbed worlds with an alarm as are allowed', () => {
    assert.equal(tune(contestant, ['a', 'b', 'c'], 0), 5);
    assert.equal(tune(contestant, ['a', 'b', 'c'], 1), 3);
    assert.equal(tune(contestant, ['a', 'b', 'c'], 2), 2);
  });

  it('counts the days from the change to the first score above the limit, whatever was before', () => {
    assert.equal(delayOf([9, 1, 3, 4], 2, 1, 0), 2);
    assert.equal(delayOf([9, 9, 1, null], 2, 2, 0), null);
    assert.equal(delayOf([3, 3], 3, 0, 0), null, 'the limit itself is none');
    assert.equal(delayOf([9, 9, 9, 9], 2, 1, 2), 3, 'nothing can tell of it sooner');
    assert.deepEqual([tellsAfter('sudden'), tellsAfter('flood')], [32, 0]);
  });

  it('takes the median over seeds, in which none is later than any day', () => {
    assert.equal(medianDelay([1, 2, 9]), 2);
    assert.equal(medianDelay([1, 2, 9, null]), 5.5);
    assert.equal(medianDelay([1, null, null]), Infinity);
    assert.equal(medianDelay([1, null]), Infinity, 'half of them');
  });

  it('takes a tool as told by the first of its detectors', () => {
    const detectors = [
      { name: 'one: a', delays: [5, null, null] },
      { name: 'one: b', delays: [3, 9, null] },
      { name: 'other: c', delays: [1, null, 2] },
    ];
    assert.deepEqual(toolsOf(detectors), [
      { name: 'one', delays: [3, 9, null] },
      { name: 'other', delays: [1, null, 2] },
    ]);
  });

  it('prefers the sooner where an alarm is due, and the quieter where none is', () => {
    assert.equal(isNoWorse('sudden', [33, 34], [33, 35]), true);
    assert.equal(isNoWorse('sudden', [34, 36], [33, 35]), false);
    assert.equal(isNoWorse('season', [null, null], [3, null]), true);
    assert.equal(isNoWorse('season', [3, null], [null, null]), false);
    const standings = [
      { name: 'late', delays: [40, null] },
      { name: 'soon', delays: [3, 4] },
    ];
    assert.equal(ranked('sudden', standings)[0]?.name, 'soon');
    assert.equal(ranked('season', standings)[0]?.name, 'late');
  });
});
