import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Matrix } from '../../engine/estimator.ts';
import { explain, explainLinear } from '../../engine/explain/explanation.ts';
import { permutationImportance } from '../../engine/explain/importance.ts';
import { matrixFromRows, rowOf } from '../../engine/matrix.ts';
import { createRandom } from '../../engine/random.ts';

const width = 5;
const random = createRandom(2);
const background = matrixFromRows(
  Array.from({ length: 8 }, () => Array.from({ length: width }, () => random.normal())),
);
const row = Float64Array.of(1, -2, 0.5, 3, -1);

/** Interactions of two and three features; feature 4 does nothing. */
function value(f: ArrayLike<number>): number {
  return f[0] + 2 * f[0] * f[1] - f[1] * f[2] * f[3] + Math.tanh(f[3]);
}

function predict(x: Matrix): Float64Array {
  return Float64Array.from({ length: x.rows }, (_, r) => value(rowOf(x, r)));
}

/** The definition: the weighted mean over all coalitions of what the feature adds, features outside taken from the background. */
function shapleyByDefinition(): number[] {
  const factorial = (n: number): number => (n < 2 ? 1 : n * factorial(n - 1));
  function worth(coalition: number): number {
    let sum = 0;
    for (let b = 0; b < background.rows; b++) {
      const outside = rowOf(background, b);
      sum += value(outside.map((other, j) => ((coalition >> j) & 1 ? row[j] : other))) / background.rows;
    }
    return sum;
  }
  return Array.from({ length: width }, (_, feature) => {
    let total = 0;
    for (let coalition = 0; coalition < 1 << width; coalition++) {
      if ((coalition >> feature) & 1) continue;
      const size = coalition.toString(2).replaceAll('0', '').length;
      const weight = (factorial(size) * factorial(width - size - 1)) / factorial(width);
      total += weight * (worth(coalition | (1 << feature)) - worth(coalition));
    }
    return total;
  });
}

describe('an explanation', () => {
  it('sums to the output exactly, however few permutations', () => {
    for (const permutations of [2, 16]) {
      const { base, output, contributions } = explain({ predict, background, row, seed: 5, permutations });
      assert.equal(output, value(row));
      assert.ok(Math.abs(base + contributions.reduce((sum, part) => sum + part, 0) - output) < 1e-9);
    }
  });

  it('approaches the Shapley values of the definition', () => {
    const expected = shapleyByDefinition();
    const { contributions } = explain({ predict, background, row, seed: 5, permutations: 3200 });
    expected.forEach((part, feature) => {
      assert.ok(Math.abs(contributions[feature] - part) < 0.15, `${feature}: ${contributions[feature]}, ${part}`);
    });
    assert.equal(contributions[4], 0);
  });

  it('is exact for a function without interactions against one background row', () => {
    const linear = (x: Matrix) => Float64Array.from({ length: x.rows }, (_, r) => 3 * rowOf(x, r)[0] - rowOf(x, r)[2]);
    const one = matrixFromRows([[0, 0, 0, 0, 0]]);
    const { contributions } = explain({ predict: linear, background: one, row, seed: 1, permutations: 4 });
    assert.deepEqual(
      Array.from(contributions, (part) => Math.round(part * 1e9) / 1e9 + 0),
      [3, 0, -0.5, 0, 0],
    );
  });

  it('repeats with its seed', () => {
    const input = { predict, background, row, seed: 9, permutations: 8 };
    assert.deepEqual(explain(input), explain(input));
  });

  it('asks the model once', () => {
    let calls = 0;
    const counted = (x: Matrix) => {
      calls++;
      return predict(x);
    };
    explain({ predict: counted, background, row, seed: 1, permutations: 32 });
    assert.equal(calls, 1);
  });

  it('of a linear model has its exact parts in log-odds', () => {
    const model = { intercept: 1, coefficients: Float64Array.of(2, -1) };
    const few = matrixFromRows([
      [0, 0],
      [2, 4],
    ]);
    const { base, output, contributions } = explainLinear(model, few, Float64Array.of(3, 1));
    assert.deepEqual([base, output, ...contributions], [1, 6, 4, 1]);
  });

  it('refuses an odd number of permutations and another width', () => {
    assert.throws(() => explain({ predict, background, row, seed: 1, permutations: 3 }), { code: 'invalid_input' });
    assert.throws(() => explain({ predict, background, row: row.slice(1), seed: 1, permutations: 2 }), {
      code: 'invalid_input',
    });
  });
});

describe('permutation importance', () => {
  it('is greatest for the feature that counts most and nothing for the unused', () => {
    const y = predict(background);
    const loss = (a: Float64Array, b: Float64Array) => a.reduce((sum, label, i) => sum + (label - b[i]) ** 2, 0);
    const importance = permutationImportance({ predict, x: background, y, loss, repeats: 20, seed: 1 });
    assert.equal(importance[4], 0);
    assert.ok(importance[0] > 0 && importance[1] > importance[2]);
  });
});
