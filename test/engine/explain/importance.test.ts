import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Matrix } from '../../../engine/data/matrix.ts';
import { rowOf } from '../../../engine/data/matrix.ts';
import { permutationImportance } from '../../../engine/explain/importance.ts';
import { createRandom } from '../../../engine/random.ts';
import { randomRows } from '../forest/random-forest.ts';

const x = randomRows(createRandom(2), 40, 4, 0);

/** Feature 3 does nothing. */
function predict(of: Matrix): Float64Array {
  return Float64Array.from({ length: of.rows }, (_, r) => {
    const [a, b, c] = rowOf(of, r);
    return 5 * a + 2 * a * b - c;
  });
}

describe('permutation importance', () => {
  it('is largest for the feature that counts most, and 0 for an unused one', () => {
    const y = predict(x);
    const loss = (a: Float64Array, b: Float64Array) => a.reduce((sum, label, i) => sum + (label - b[i]) ** 2, 0);
    const importance = permutationImportance({ predict, x, y, loss, repeats: 5, seed: 1 });
    assert.equal(importance[3], 0);
    assert.ok(importance[0] > importance[2] && importance[2] > 0);
  });
});
