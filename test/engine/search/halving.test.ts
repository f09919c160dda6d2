import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { rungsFor, withBudget } from '../../../engine/search/budget.ts';
import { complexity } from '../../../engine/search/complexity.ts';
import { advance, planRungs } from '../../../engine/search/halving.ts';

describe('the rungs of a search', () => {
  it('drop two thirds of the candidates while the budget triples', () => {
    assert.deepEqual(planRungs(20), [
      { candidates: 20, share: 1 / 9 },
      { candidates: 7, share: 1 / 3 },
      { candidates: 3, share: 1 },
    ]);
    assert.deepEqual(planRungs(20, { reduction: 3, maximumRungs: 2 }), [
      { candidates: 20, share: 1 / 3 },
      { candidates: 7, share: 1 },
    ]);
  });

  it('end with the whole budget for at least two, and number one where there is no candidate to drop', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 500 }),
        fc.integer({ min: 2, max: 5 }),
        fc.integer({ min: 1, max: 6 }),
        (candidates, reduction, maximumRungs) => {
          const rungs = planRungs(candidates, { reduction, maximumRungs });
          assert.equal(rungs[0]?.candidates, candidates);
          assert.equal(rungs.at(-1)?.share, 1);
          assert.ok(rungs.length <= maximumRungs);
          assert.ok(rungs.length === 1 || (rungs.at(-1)?.candidates ?? 0) >= 2);
          const counts = rungs.map((rung) => rung.candidates);
          assert.deepEqual(
            counts,
            [...new Set(counts)].sort((a, b) => b - a),
          );
        },
      ),
    );
    assert.deepEqual(planRungs(3), [{ candidates: 3, share: 1 }]);
  });

  it('depend on the learner: one where there is no budget to reduce', () => {
    assert.deepEqual(rungsFor('logistic', 20), [{ candidates: 20, share: 1 }]);
    assert.deepEqual(
      rungsFor('boosting', 20).map(({ candidates }) => candidates),
      [20, 7, 3],
    );
    assert.deepEqual(
      rungsFor('forest', 20).map(({ candidates }) => candidates),
      [20, 7],
    );
  });
});

describe('promotion', () => {
  it('takes the lowest losses, and the lower index of equals, whatever the order of arrival', () => {
    const results = [
      { index: 4, mean: 1 },
      { index: 5, mean: 3 },
      { index: 2, mean: 1 },
      { index: 1, mean: 0.5 },
      { index: 3, mean: 1 },
    ];
    assert.deepEqual(advance(results, 3), [1, 2, 3]);
    assert.deepEqual(advance(results.toReversed(), 3), [1, 2, 3]);
  });

  it('always takes the defaults', () => {
    const results = [9, 1, 2].map((mean, index) => ({ index, mean }));
    assert.deepEqual(advance(results, 2), [0, 1]);
  });
});

describe('a part of the budget', () => {
  it('is a part of the trees, each with a longer step where they add up', () => {
    const candidate = { n_estimators: 120, learning_rate: 0.05, max_depth: 3 };
    assert.deepEqual(withBudget('boosting', candidate, 1), candidate);
    const third = withBudget('boosting', candidate, 1 / 3);
    assert.deepEqual([third.n_estimators, third.max_depth], [40, 3]);
    assert.ok(Math.abs((third.learning_rate ?? 0) - 0.15) < 1e-12);
    assert.deepEqual(withBudget('forest', { n_estimators: 100, max_depth: 8 }, 0.25), {
      n_estimators: 25,
      max_depth: 8,
    });
    assert.deepEqual(withBudget('logistic', { C: 1 }, 1 / 3), { C: 1 });
  });

  it('never makes a step longer than is useful, nor shorter than it was', () => {
    assert.equal(withBudget('ml-xgboost', { iterations: 60, eta: 0.2 }, 1 / 3).eta, 0.3);
    assert.equal(withBudget('ml-xgboost', { iterations: 60, eta: 0.5 }, 1 / 3).eta, 0.5);
    assert.equal(withBudget('ml-xgboost', { iterations: 2, eta: 0.1 }, 0.1).iterations, 1);
  });
});

describe('the complexity of a candidate', () => {
  it('grows with leaves and, where they add up, with trees', () => {
    const few = { n_estimators: 50, max_depth: 2, max_leaves: 31 };
    assert.equal(complexity('boosting', few, 1000), 200);
    assert.equal(complexity('boosting', { ...few, max_depth: 0 }, 1000), 1550);
    assert.equal(complexity('forest', { n_estimators: 50, max_depth: 6 }, 1000), 64);
    assert.equal(complexity('forest', { n_estimators: 300, max_depth: 6 }, 1000), 64);
    assert.equal(complexity('ml-xgboost', { iterations: 10, max_depth: 2 }, 1000), 40);
    assert.ok(complexity('logistic', { C: 0.1 }, 1000) < complexity('logistic', { C: 1 }, 1000));
  });

  it('is bounded by the number of rows', () => {
    assert.equal(complexity('forest', { max_depth: 0, min_samples_leaf: 5 }, 100), 20);
    assert.equal(complexity('ml-random-forest', { maxDepth: 30, minNumSamples: 4 }, 100), 25);
  });
});
