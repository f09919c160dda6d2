import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { rankAssociation } from '../../domain/statistics/rank-association.ts';

describe('the association of ranks', () => {
  it('is one where values order the labels perfectly, up or down', () => {
    assert.equal(rankAssociation([1, 2, 3, 9], [10, 20, 30, 40], false), 1);
    assert.equal(rankAssociation([9, 3, 2, 1], [10, 20, 30, 40], false), 1);
    assert.equal(rankAssociation([9, 8, 2, 1], [0, 0, 1, 1], true), 1);
  });

  it("is Spearman's for numbers, with mean ranks for ties", () => {
    // scipy.stats.spearmanr([1, 2, 3, 4, 5], [5, 6, 7, 8, 7]).statistic
    assert.ok(Math.abs((rankAssociation([1, 2, 3, 4, 5], [5, 6, 7, 8, 7], false) ?? 0) - 0.8207826816681233) < 1e-12);
  });

  it('is |2 AUC - 1| for classes, ties counted as a half', () => {
    // pairs: 0.4 beats 0.1, ties with 0.4; 0.9 beats both: 3.5 of 4
    assert.equal(rankAssociation([0.1, 0.4, 0.4, 0.9], [0, 0, 1, 1], true), 0.75);
  });

  it('leaves missing values out, and is unknown where nothing differs', () => {
    assert.equal(rankAssociation([1, Number.NaN, 2], [0, 0, 1], true), 1);
    assert.equal(rankAssociation([1, 1, 1], [0, 0, 1], true), null);
    assert.equal(rankAssociation([], [], false), null);
  });
});
