import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Matrix } from '../../../engine/data/matrix.ts';
import { selectRows, selectValues } from '../../../engine/data/matrix.ts';
import { logistic } from '../../../engine/logistic/logistic.ts';
import { logisticKernelTwin } from '../../../engine/logistic/logistic-kernel.ts';
import {
  fitLogisticRegression,
  logOdds,
  probabilities,
  sigmoid,
} from '../../../engine/logistic/logistic-regression.ts';
import { createRandom } from '../../../engine/random.ts';
import reference from '../fixtures/logistic-regression.json' with { type: 'json' };
import { matrixFromColumns, matrixFromRows } from '../matrices.ts';

function fit(x: Matrix, y: ArrayLike<number>, c = 1, weights?: Float64Array) {
  return fitLogisticRegression({ x, y: Float64Array.from(y), c, weights, maximumIterations: 100 });
}

/** Rows of a logistic model, with columns of very different units, a rare flag and a constant. */
function world(rows: number, seed = 5) {
  const random = createRandom(seed);
  const x = matrixFromRows(
    Array.from({ length: rows }, () => {
      const first = random.normal();
      return [first, 1e6 + 1e3 * random.normal(), Math.exp(first + random.normal()), random.next() < 0.1 ? 1 : 0, 3];
    }),
  );
  const y = new Float64Array(rows);
  for (let r = 0; r < rows; r++) {
    const f = x.values[5 * r] + (x.values[5 * r + 1] - 1e6) / 2e3 - x.values[5 * r + 3];
    y[r] = random.next() < sigmoid(f) ? 1 : 0;
  }
  const weights = Float64Array.from({ length: rows }, () => random.integer(4));
  return { x, y, weights };
}

/** The same rows, the last first. */
function reversed({ x, y, weights }: ReturnType<typeof world>) {
  const order = Array.from({ length: x.rows }, (_, r) => x.rows - 1 - r);
  return { x: selectRows(x, order), y: selectValues(y, order), weights: selectValues(weights, order) };
}

describe('logistic regression', () => {
  for (const { name, C, data, labels, weighted, intercept, coefficients } of reference.cases) {
    it(`has scikit-learn's coefficients with ${name}`, () => {
      const x = matrixFromRows(reference.data[data as 'mixed' | 'collinear']);
      const y = reference.labels[labels as 'noisy' | 'separable'];
      const model = fit(x, y, C, weighted ? Float64Array.from(reference.weights) : undefined);
      assert.ok(model.converged);
      const found = [model.intercept, ...model.coefficients];
      [intercept, ...coefficients].forEach((value, i) => {
        assert.ok(Math.abs(found[i] - value) <= 1e-6 * Math.max(1e-3, Math.abs(value)), `${i}: ${found[i]}, ${value}`);
      });
    });
  }

  it('is the same to the bit whatever the order of the rows', () => {
    // 2400 rows start from a sample, 300 don't.
    for (const rows of [300, 2400]) {
      const data = world(rows);
      const back = reversed(data);
      assert.deepEqual(fit(data.x, data.y), fit(back.x, back.y));
      assert.deepEqual(fit(data.x, data.y, 10, data.weights), fit(back.x, back.y, 10, back.weights));
    }
  });

  it('has the same minimum when it starts from a sample', () => {
    const { x, y } = world(2400);
    const whole = fit(x, y);
    const twice = selectRows(x, [...Array(x.rows).keys(), ...Array(x.rows).keys()]);
    const halved = fit(twice, Float64Array.of(...y, ...y), 0.5);
    assert.ok(whole.converged && whole.iterations <= 8);
    whole.coefficients.forEach((value, j) => {
      assert.ok(Math.abs(value - halved.coefficients[j]) <= 1e-6 * Math.abs(value));
    });
  });

  it('counts a row of weight 2 as two rows, and one of weight 0 as none', () => {
    const { x, y, weights } = world(200);
    const repeated = [...weights].flatMap((weight, row) => Array<number>(weight).fill(row));
    const weighted = fit(x, y, 1, weights);
    const plain = fit(selectRows(x, repeated), selectValues(y, repeated));
    weighted.coefficients.forEach((value, j) => {
      assert.ok(Math.abs(value - plain.coefficients[j]) <= 1e-7 * Math.abs(value));
    });
    assert.ok(Math.abs(weighted.intercept - plain.intercept) <= 1e-7 * Math.abs(plain.intercept));
  });

  it('is the same to the bit without SIMD', () => {
    const { x, y, weights } = world(301);
    for (const given of [undefined, weights]) {
      const input = { x, y, weights: given, c: 1, maximumIterations: 100 };
      assert.deepEqual(fitLogisticRegression({ ...input, kernelOf: logisticKernelTwin }), fitLogisticRegression(input));
    }
  });

  it('stays finite and converges where the classes are separable', () => {
    const model = fit(matrixFromRows([[1], [2], [3], [10], [11], [12]]), [0, 0, 0, 1, 1, 1], 1e6);
    assert.ok(model.converged && Number.isFinite(model.coefficients[0]));
    assert.ok(sigmoid(logOdds(model, matrixFromRows([[1]]))[0]) < 0.01);
  });

  it('converges where there are more columns than rows, with hardly any penalty', () => {
    const random = createRandom(4);
    const x = matrixFromRows(Array.from({ length: 30 }, () => Array.from({ length: 60 }, () => random.normal())));
    const y = Array.from({ length: 30 }, (_, row) => row % 2);
    for (const c of [1e-6, 1, 1e6]) assert.ok(fit(x, y, c).converged, `C = ${c}`);
  });

  it('shares the weight among equal columns and gives a constant one none', () => {
    const column = [0, 1, 2, 3, 4, 5];
    const x = matrixFromColumns([column, column, column.map(() => 0.1)]);
    const { coefficients, converged } = fit(x, [0, 0, 1, 0, 1, 1], 1e6);
    assert.ok(converged && Math.abs(coefficients[0] - coefficients[1]) < 1e-6);
    assert.equal(coefficients[2], 0);
  });

  it('gives a model without slopes where no column varies', () => {
    const model = fit(matrixFromRows([[3], [3], [3], [3]]), [0, 1, 1, 1]);
    assert.ok(Math.abs(sigmoid(model.intercept) - 0.75) < 1e-9);
    assert.deepEqual([...model.coefficients, model.converged], [0, true]);
  });

  it('predicts the same whatever the unit of a column', () => {
    const random = createRandom(3);
    const column = Float64Array.from({ length: 50 }, () => random.normal());
    const y = column.map((value) => (value + random.normal() > 0 ? 1 : 0));
    const expected = probabilities(fit(matrixFromColumns([column]), y), matrixFromColumns([column]));
    for (const [offset, unit] of [
      [1e6, 3600],
      [0, 1e29],
      [0, 1e-100],
    ]) {
      const x = matrixFromColumns([column.map((value) => offset + unit * value)]);
      probabilities(fit(x, y), x).forEach((p, row) => {
        assert.ok(Math.abs(p - expected[row]) < 1e-9, `unit ${unit}, row ${row}: ${p}, ${expected[row]}`);
      });
    }
  });

  it('predicts a row alone as among others', () => {
    const { x, y } = world(50);
    const model = fit(x, y);
    const together = probabilities(model, x);
    for (const row of [0, 7, 49]) assert.equal(probabilities(model, selectRows(x, [row]))[0], together[row]);
  });

  it('says so when it ran out of iterations', () => {
    const { x, y } = world(100);
    const model = fitLogisticRegression({ x, y, c: 1, maximumIterations: 1 });
    assert.deepEqual([model.converged, model.iterations], [false, 1]);
  });

  it('stops when it is told to, at any moment', () => {
    const { x, y } = world(2400);
    let asked = 0;
    fitLogisticRegression({ x, y, c: 1, maximumIterations: 100, stopped: () => ++asked < 0 });
    for (const last of [1, Math.floor(asked / 2), asked]) {
      let count = 0;
      const input = { x, y, c: 1, maximumIterations: 100, stopped: () => ++count === last };
      assert.throws(() => fitLogisticRegression(input), { code: 'cancelled' });
    }
  });

  it('refuses a single class, also where the other class has no weight', () => {
    const x = matrixFromRows([[1], [2]]);
    const refusal = { code: 'invalid_training_data', message: /Every label is 1/ };
    assert.throws(() => fit(x, [1, 1]), refusal);
    assert.throws(() => fit(x, [0, 1], 1, Float64Array.of(0, 1)), refusal);
  });
});

describe('the learner of logistic regression', () => {
  it('reports whether it converged, and is the same after saving', async () => {
    const { x, y, weights } = world(100);
    const input = { x, y, weights, task: 'classification', parameters: { max_iter: 50 }, seed: 1 } as const;
    const model = await logistic.fit(input);
    assert.equal(model.diagnostics.converged, true);
    const loaded = await logistic.load(model.save(), 'classification');
    assert.deepEqual(loaded.predict(x), model.predict(x));
    assert.deepEqual(loaded.save(), model.save());
  });

  it('refuses invalid weights', async () => {
    const { x, y } = world(10);
    const input = { x, y, task: 'classification', parameters: {}, seed: 1 } as const;
    for (const weights of [[1, 2], Array(10).fill(-1), Array(10).fill(Number.NaN), Array(10).fill(0)]) {
      const refused = logistic.fit({ ...input, weights: Float64Array.from(weights) });
      await assert.rejects(refused, { code: 'invalid_input' });
    }
  });
});
