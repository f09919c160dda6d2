import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isUnusual } from '../../domain/unusual-run.ts';

describe('a run', () => {
  const usual = { testSize: 0.2, cvFolds: 5, seed: 42, candidates: 20 };

  it('is unusual where somebody has it learn from something else', () => {
    for (const option of [{ asOf: '2020-01-01' }, { windowDays: 30 }, { horizonDays: 7 }, { populationDays: 0 }]) {
      assert.equal(isUnusual('cli', { ...usual, ...option }), true, Object.keys(option)[0]);
    }
    for (const option of [{ engine: 'forest' }, { attributes: false }, { shuffleLabels: true }]) {
      assert.equal(isUnusual('api', { ...usual, ...option }), true, Object.keys(option)[0]);
    }
  });

  it('is usual with the usual options, more folds or another seed, and whatever the product itself chooses', () => {
    assert.equal(isUnusual('cli', usual), false);
    assert.equal(isUnusual('api', { ...usual, cvFolds: 10, seed: 7, force: true }), false);
    assert.equal(isUnusual('cli', { ...usual, shuffleLabels: false, asOf: undefined }), false);
    assert.equal(isUnusual('degradation', { ...usual, windowDays: 14 }), false);
  });
});
