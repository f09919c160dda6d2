import type { Matrix } from '../data/matrix.ts';
import { requirePairs } from '../metrics/metric.ts';
import { createRandom, hashSeed } from '../random.ts';

export type ImportanceInput = {
  readonly predict: (x: Matrix) => Float64Array;
  readonly x: Matrix;
  readonly y: Float64Array;
  /** Less is better, e.g. of `losses` in `search.ts`, unwrapped. */
  readonly loss: (y: Float64Array, p: Float64Array) => number;
  readonly repeats: number;
  readonly seed: number;
};

/**
 * Permutation importance (Breiman 2001): how much the loss grows, on average, when one feature's values are shuffled over
 * the rows. One number per feature, in the loss's unit; about 0 or below for a feature that the model doesn't use.
 */
export function permutationImportance({ predict, x, y, loss, repeats, seed }: ImportanceInput): Float64Array {
  const before = predict(x);
  requirePairs(y, before);
  const reference = loss(y, before);
  const importance = new Float64Array(x.columns);
  for (let column = 0; column < x.columns; column++) {
    for (let repeat = 0; repeat < repeats; repeat++) {
      const order = createRandom(hashSeed(seed, column, repeat)).shuffle(Uint32Array.from(y, (_, row) => row));
      const values = x.values.slice();
      order.forEach((from, row) => {
        values[row * x.columns + column] = x.values[from * x.columns + column];
      });
      importance[column] += (loss(y, predict({ ...x, values })) - reference) / repeats;
    }
  }
  return importance;
}

/**
 * Each feature's share (0-1) of all that permuting adds to the loss. A feature that lowers the loss counts as 0; all are 0
 * when no feature adds to it.
 */
export function sharesOf(importance: Float64Array): Float64Array {
  const total = importance.reduce((sum, loss) => sum + Math.max(0, loss), 0);
  return importance.map((loss) => (total === 0 ? 0 : Math.max(0, loss) / total));
}
