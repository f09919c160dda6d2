import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Matrix } from '../../engine/estimator.ts';
import { solveSymmetric } from '../../engine/logistic/cholesky.ts';
import { fitLogisticRegression, logOdds, sigmoid } from '../../engine/logistic/logistic-regression.ts';
import { matrixFromColumns, matrixFromRows } from '../../engine/matrix.ts';
import { createRandom } from '../../engine/random.ts';
import reference from './fixtures/logistic-regression.json' with { type: 'json' };

function fit(x: Matrix, y: ArrayLike<number>, c = 1) {
  return fitLogisticRegression({ x, y: Float64Array.from(y), c, maximumIterations: 100 });
}

describe('logistic regression', () => {
  for (const { C, probability } of reference.cases) {
    it(`has scikit-learn's probabilities for C = ${C}`, () => {
      const x = matrixFromRows(reference.x);
      const model = fit(x, reference.y, C);
      assert.ok(model.converged);
      logOdds(model, x).forEach((f, row) => {
        assert.ok(Math.abs(sigmoid(f) - probability[row]) < 1e-6, `row ${row}: ${sigmoid(f)}, ${probability[row]}`);
      });
    });
  }

  it('stays finite and converges where the classes are separable', () => {
    const model = fit(matrixFromRows([[1], [2], [3], [10], [11], [12]]), [0, 0, 0, 1, 1, 1], 1e5);
    assert.ok(model.converged && Number.isFinite(model.coefficients[0]));
    assert.ok(sigmoid(logOdds(model, matrixFromRows([[1]]))[0]) < 0.01);
  });

  it('shares the weight among equal columns and ignores a constant one', () => {
    const column = [0, 1, 2, 3, 4, 5];
    const x = matrixFromColumns([column, column, column.map(() => 7)]);
    const { coefficients, converged } = fit(x, [0, 0, 1, 0, 1, 1]);
    assert.ok(converged && Math.abs(coefficients[0] - coefficients[1]) < 1e-9);
    assert.ok(Math.abs(coefficients[2]) < 1e-12);
  });

  it('predicts the same whatever the unit of a column', () => {
    const random = createRandom(3);
    const column = Float64Array.from({ length: 50 }, () => random.normal());
    const y = column.map((value) => (value + random.normal() > 0 ? 1 : 0));
    const seconds = matrixFromColumns([column.map((value) => 1e6 + 3600 * value)]);
    const inHours = logOdds(fit(matrixFromColumns([column]), y), matrixFromColumns([column]));
    const inSeconds = logOdds(fit(seconds, y), seconds);
    inHours.forEach((f, row) => {
      assert.ok(Math.abs(f - inSeconds[row]) < 1e-6);
    });
  });

  it('says so when it ran out of iterations', () => {
    const x = matrixFromRows(reference.x);
    const model = fitLogisticRegression({ x, y: Float64Array.from(reference.y), c: 1, maximumIterations: 1 });
    assert.deepEqual([model.converged, model.iterations], [false, 1]);
  });

  it('refuses one class', () => {
    assert.throws(() => fit(matrixFromRows([[1], [2]]), [1, 1]), {
      code: 'invalid_training_data',
      message: /Every label is 1/,
    });
  });
});

describe('the symmetric solver', () => {
  it('solves a system', () => {
    const a = Float64Array.of(4, 0, 0, 2, 5, 0, 1, 3, 6);
    const x = solveSymmetric(a, Float64Array.of(4 + 4 + 3, 2 + 10 + 9, 1 + 6 + 18), 3);
    x.forEach((value, i) => {
      assert.ok(Math.abs(value - (i + 1)) < 1e-12);
    });
  });

  it('refuses a matrix that is not positive definite', () => {
    assert.throws(() => solveSymmetric(Float64Array.of(1, 0, 1, 1), Float64Array.of(1, 1), 2), {
      code: 'invalid_training_data',
    });
  });
});
