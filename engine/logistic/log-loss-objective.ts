import { type DesignMatrix, eachBlock } from './design-matrix.ts';
import type { Objective } from './newton.ts';

/**
 * C * sum of weight * log(1 + exp(-s_i f_i)) + |coefficients|^2 / 2, scikit-learn's objective, over the first `rows` rows
 * (all, or whole blocks). f_i is the margin of row i in standardised columns, s_i its sign. The last coefficient is the
 * intercept, which isn't penalised.
 */
export function createLogLossObjective(design: DesignMatrix, c: number, rows: number, stopped: () => void): Objective {
  const { features, width, kernel, values, signs, weights, weighted, deviation, scratch } = design;
  const { coefficients, margins, odds, residuals, curvatures, sums, gram, scaled } = scratch;
  const size = features + 1;
  const scale = new Float64Array(size).fill(1);
  // A constant feature carries no information: its coefficient stays 0.
  for (let j = 0; j < features; j++) scale[j] = deviation[j] === 0 ? 0 : 1 / deviation[j];

  /** Residuals and curvatures of a block from its margins. @returns its loss. */
  function differentiate(from: number, count: number): number {
    const at = 8 * from;
    const loss = kernel.differentiate(
      margins.address,
      count,
      signs.address + at,
      weights.address + at,
      odds.address,
      residuals.address,
      curvatures.address + at,
    );
    const e = odds.values;
    if (weighted) {
      let logarithms = 0;
      for (let i = 0; i < count; i++) logarithms += weights.values[from + i] * Math.log1p(e[i]);
      return loss + logarithms;
    }
    // One logarithm for a block, of the product of 1 + e: less than 2^1023, for a block has less than 1000 rows. The product is held
    // less 1, which keeps the digits of odds far below 1.
    let product = 0;
    for (let i = 0; i < count; i++) product += e[i] * (1 + product);
    return loss + Math.log1p(product);
  }

  function evaluate(point: Float64Array, gradient: Float64Array): number {
    for (let j = 0; j < size; j++) coefficients.values[j] = point[j] * scale[j];
    sums.values.fill(0);
    let loss = 0;
    eachBlock(design, rows, (from, count) => {
      stopped();
      const at = values + 8 * from * width;
      kernel.margins(at, count, width, coefficients.address, margins.address);
      loss += differentiate(from, count);
      kernel.columnSums(at, count, width, residuals.address, sums.address);
    });
    let penalty = 0;
    for (let j = 0; j < size; j++) {
      gradient[j] = c * scale[j] * sums.values[j];
      if (j === features) continue;
      gradient[j] += point[j];
      penalty += point[j] * point[j];
    }
    return c * loss + penalty / 2;
  }

  function hessian(into: Float64Array): void {
    gram.values.fill(0);
    eachBlock(design, rows, (from, count) => {
      stopped();
      const at = values + 8 * from * width;
      kernel.gram(at, count, width, curvatures.address + 8 * from, scaled.address, gram.address);
    });
    for (let i = 0; i < size; i++) {
      for (let j = 0; j <= i; j++) into[i * size + j] = c * scale[i] * scale[j] * gram.values[i * width + j];
      if (i !== features) into[i * size + i] += 1;
    }
  }

  return { size, evaluate, hessian };
}
