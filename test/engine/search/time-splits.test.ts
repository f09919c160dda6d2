import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { logistic } from '../../../engine/logistic/logistic.ts';
import { evaluateCandidate } from '../../../engine/search/search.ts';
import { timeOrderedSplits } from '../../../engine/search/time-splits.ts';

const task = 'regression' as const;

function days(count: number): Float64Array {
  return Float64Array.from({ length: count }, (_, day) => day);
}

describe('splits in order of time', () => {
  it('train on all earlier blocks, and judge each block after the first once', () => {
    const splits = timeOrderedSplits({ moments: days(8), y: days(8), task, folds: 3 });
    assert.deepEqual(
      splits.map(({ training, validation }) => [[...training], [...validation]]),
      [
        [
          [0, 1],
          [2, 3],
        ],
        [
          [0, 1, 2, 3],
          [4, 5],
        ],
        [
          [0, 1, 2, 3, 4, 5],
          [6, 7],
        ],
      ],
    );
  });

  it('train only on moments before the judged ones, however rows are ordered or tied', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 30 }), { minLength: 20, maxLength: 60 }), (spread) => {
        // Every moment from 0 to 39 occurs, so that there are enough moments.
        const moments = Float64Array.from([...spread, ...days(40)]);
        const splits = timeOrderedSplits({ moments, y: moments, task, folds: 4 });
        const judged = splits.flatMap(({ validation }) => [...validation]);
        assert.equal(new Set(judged).size, judged.length);
        for (const { training, validation } of splits) {
          const newest = Math.max(...[...training].map((row) => moments[row] ?? 0));
          const oldest = Math.min(...[...validation].map((row) => moments[row] ?? 0));
          assert.ok(newest < oldest);
        }
      }),
      { numRuns: 50 },
    );
  });

  it('leave out rows whose label was not known yet', () => {
    const [first] = timeOrderedSplits({ moments: days(12), y: days(12), task, folds: 2, gap: 2 });
    assert.deepEqual([...(first?.training ?? [])], [0, 1, 2]);
    assert.equal(first?.validation[0], 4);
  });

  it('refuse what cannot be split: too few moments, one class, no time', () => {
    const same = new Float64Array(10);
    assert.throws(() => timeOrderedSplits({ moments: same, y: same, task, folds: 2 }), {
      code: 'not_enough_training_data',
      message: /3 different moments/,
    });
    const late = Float64Array.of(0, 0, 0, 0, 1, 1);
    assert.throws(() => timeOrderedSplits({ moments: days(6), y: late, task: 'classification', folds: 2 }), {
      code: 'not_enough_training_data',
      message: /All 2 rows before fold 0 have the label 0/,
    });
    assert.throws(
      () => timeOrderedSplits({ moments: Float64Array.of(1, Number.NaN), y: same.slice(0, 2), task, folds: 2 }),
      {
        code: 'invalid_input',
        message: /row 1 is NaN/,
      },
    );
    assert.throws(() => timeOrderedSplits({ moments: days(6), y: days(6), task, folds: 2, gap: 100 }), {
      code: 'not_enough_training_data',
      message: /only 0 earlier rows/,
    });
  });
});

it('a candidate is judged on the rows that its splits judge, and no others', async () => {
  const x = { rows: 30, columns: 1, values: days(30) };
  const y = Float64Array.from(x.values, (value) => (value * 7) % 2);
  const splits = timeOrderedSplits({ moments: x.values, y, task: 'classification', folds: 2 });
  const { judged, outOfFold } = await evaluateCandidate({
    x,
    y,
    task: 'classification',
    estimator: logistic,
    parameters: {},
    seed: 1,
    folds: splits,
    loss: 'logLoss',
  });
  assert.deepEqual([...judged], [...days(30)].slice(10));
  assert.equal(outOfFold.length, 20);
  assert.ok(outOfFold.every((p) => p > 0 && p < 1));
});
