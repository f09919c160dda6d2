import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { Estimator } from '../../../engine/estimator.ts';
import { chooseCandidate, evaluateCandidate } from '../../../engine/search/search.ts';
import { sampleCandidates } from '../../../engine/search/search-space.ts';
import { matrixFromRows } from '../matrices.ts';

const space = {
  eta: { type: 'log-float', low: 0.01, high: 0.3, default: 0.1 },
  depth: { type: 'int', low: 2, high: 6, default: 4 },
  subsample: { type: 'float', low: 0.5, high: 1, default: 0.8 },
  bins: { type: 'choice', values: [16, 64, 255], default: 255 },
} as const;

/** Predicts the mean label of its rows, and remembers how many there were. */
function meanLearner(seen: number[]): Estimator {
  return {
    name: 'logistic',
    tasks: ['regression', 'classification'],
    takesMissing: false,
    maximumRows: 1000,
    async fit({ x, y }) {
      seen.push(x.rows);
      const mean = y.reduce((sum, value) => sum + value, 0) / y.length;
      return {
        structure: { kind: 'linear', intercept: mean, coefficients: new Float64Array() },
        diagnostics: {},
        predict: (rows) => new Float64Array(rows.rows).fill(mean),
        save: () => new Uint8Array(),
        free: () => {},
      };
    },
    load: () => Promise.reject(new Error('not used')),
  };
}

describe('sampled candidates', () => {
  it('start with the defaults, differ, and stay in range', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 12 }), fc.nat(), (count, seed) => {
        const candidates = sampleCandidates(space, count, seed);
        assert.deepEqual(candidates[0], { bins: 255, depth: 4, eta: 0.1, subsample: 0.8 });
        assert.equal(new Set(candidates.map((candidate) => JSON.stringify(candidate))).size, count);
        for (const { eta, depth, subsample, bins } of candidates) {
          assert.ok(eta >= 0.01 && eta <= 0.3 && subsample >= 0.5 && subsample <= 1);
          assert.ok(Number.isInteger(depth) && depth >= 2 && depth <= 6 && [16, 64, 255].includes(bins));
        }
      }),
      { numRuns: 20 },
    );
  });

  it('are a prefix of those of a bigger budget', () => {
    assert.deepEqual(sampleCandidates(space, 9, 1).slice(0, 4), sampleCandidates(space, 4, 1));
  });

  it('end when the space is exhausted', () => {
    const two = { depth: { type: 'int', low: 1, high: 2, default: 1 } } as const;
    assert.deepEqual(sampleCandidates(two, 10, 1), [{ depth: 1 }, { depth: 2 }]);
  });
});

describe('a candidate', () => {
  const input = {
    x: matrixFromRows([[1], [2], [3], [4]]),
    y: Float64Array.of(0, 10, 20, 30),
    task: 'regression',
    parameters: {},
    seed: 1,
    folds: Uint8Array.of(0, 0, 1, 1),
    loss: 'mae',
  } as const;

  it('is measured on rows that its model did not see', async () => {
    const seen: number[] = [];
    const reported: number[] = [];
    const onFold = (fold: number, loss: number) => void reported.push(fold, loss);
    const result = await evaluateCandidate({ ...input, estimator: meanLearner(seen), onFold });
    assert.deepEqual([...result.outOfFold], [25, 25, 5, 5]);
    assert.deepEqual(result.foldLosses, [20, 20]);
    assert.deepEqual([result.mean, result.standardError], [20, 0]);
    assert.deepEqual(seen, [2, 2]);
    assert.deepEqual(reported, [0, 20, 1, 20]);
  });

  it('has its scores kept inside the range of the label', async () => {
    const { outOfFold } = await evaluateCandidate({ ...input, estimator: meanLearner([]), range: [10, 20] });
    assert.deepEqual([...outOfFold], [20, 20, 10, 10]);
  });

  it('is given a sample of the rows when the learner has a limit', async () => {
    const seen: number[] = [];
    await evaluateCandidate({ ...input, estimator: { ...meanLearner(seen), maximumRows: 1 } });
    assert.deepEqual(seen, [1, 1]);
  });

  it('needs two folds', async () => {
    const folds = new Uint8Array(4);
    await assert.rejects(evaluateCandidate({ ...input, folds, estimator: meanLearner([]) }), { code: 'invalid_input' });
  });
});

describe('the choice among candidates', () => {
  const results = [
    { mean: 3, standardError: 1 },
    { mean: 2, standardError: 0.5 },
    { mean: 2, standardError: 0.1 },
    { mean: 2.4, standardError: 0.5 },
  ];

  it('is the lowest mean loss, and the first of equals', () => {
    assert.equal(chooseCandidate(results), 1);
  });

  it('may be the simplest within one standard error', () => {
    assert.equal(chooseCandidate(results, 'one-standard-error', [0, 9, 9, 4]), 3);
    assert.equal(chooseCandidate(results.slice(0, 3), 'one-standard-error', [0, 9, 9]), 1);
  });

  it('needs a candidate', () => {
    assert.throws(() => chooseCandidate([]), { code: 'invalid_input' });
  });
});
