import { EngineError } from '../engine-error.ts';
import type { Matrix } from '../estimator.ts';
import { rowOf } from '../matrix.ts';
import { createRandom, hashSeed } from '../random.ts';

/** `base` + the sum of `contributions` = `output`, to 1e-9. One contribution a feature, in the output's unit. */
export type Explanation = {
  readonly base: number;
  readonly output: number;
  readonly contributions: Float64Array;
};

export type ExplainInput = {
  readonly predict: (x: Matrix) => Float64Array;
  /** Rows that stand for "not knowing" a feature; NaN allowed where `predict` takes it. */
  readonly background: Matrix;
  readonly row: Float64Array;
  readonly seed: number;
  /** Even; each costs as many predictions as there are features. */
  readonly permutations: number;
};

/**
 * Shapley values by sampled permutations (Strumbelj, Kononenko 2014), each with its reverse (antithetic) and against one background row:
 * going through the features in that order, each is changed from the background's value to the row's, and is credited
 * with what the output moves. All rows go through one call of `predict`. `base` is the mean output of the background
 * rows that were used, the same for every row that is explained with the same seed.
 */
export function explain({ predict, background, row, seed, permutations }: ExplainInput): Explanation {
  const width = row.length;
  requireComparable(background, width, permutations);
  const random = createRandom(hashSeed(seed, 'explain'));
  const pairs = permutations / 2;
  const backgroundOrder = random.shuffle(Uint32Array.from({ length: background.rows }, (_, i) => i));
  // A path holds the outputs after 0, 1, ..., all features were changed.
  const path = width + 1;
  const values = new Float64Array(permutations * path * width);
  const orders: Uint32Array[] = [];
  for (let pair = 0; pair < pairs; pair++) {
    const order = random.shuffle(Uint32Array.from({ length: width }, (_, i) => i));
    const start = rowOf(background, backgroundOrder[pair % background.rows]);
    for (const walked of [order, order.slice().reverse()]) {
      let at = orders.length * path * width;
      orders.push(walked);
      values.set(start, at);
      for (const feature of walked) {
        values.copyWithin(at + width, at, at + width);
        at += width;
        values[at + feature] = row[feature];
      }
    }
  }
  const outputs = predict({ rows: permutations * path, columns: width, values });
  const contributions = new Float64Array(width);
  let base = 0;
  orders.forEach((walked, permutation) => {
    const at = permutation * path;
    base += outputs[at] / permutations;
    walked.forEach((feature, step) => {
      contributions[feature] += (outputs[at + step + 1] - outputs[at + step]) / permutations;
    });
  });
  return { base, output: outputs[width], contributions };
}

/**
 * The exact Shapley values of a linear function, in its own unit (for logistic regression: log-odds): coefficient times the distance
 * from the background's mean.
 */
export function explainLinear(
  model: { readonly intercept: number; readonly coefficients: Float64Array },
  background: Matrix,
  row: Float64Array,
): Explanation {
  requireComparable(background, row.length, 2);
  const mean = new Float64Array(row.length);
  background.values.forEach((value, i) => {
    mean[i % row.length] += value / background.rows;
  });
  const contributions = row.map((value, j) => model.coefficients[j] * (value - mean[j]));
  const base = mean.reduce((sum, value, j) => sum + model.coefficients[j] * value, model.intercept);
  return { base, output: contributions.reduce((sum, value) => sum + value, base), contributions };
}

function requireComparable(background: Matrix, width: number, permutations: number): void {
  if (background.rows < 1 || background.columns !== width) {
    throw new EngineError(
      'invalid_input',
      `A row of ${width} features can't be explained against ${background.rows} background rows of ${background.columns}.`,
      'Give background rows with the same features.',
      { width, rows: background.rows, columns: background.columns },
    );
  }
  if (permutations < 2 || permutations % 2 !== 0) {
    throw new EngineError(
      'invalid_input',
      `The number of permutations is ${permutations}.`,
      'Use an even number, 2 or more.',
      {
        permutations,
      },
    );
  }
}
