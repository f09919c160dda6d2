import { EngineError } from '../engine-error.ts';

/**
 * Solves A x = b for a symmetric positive definite A by Cholesky's decomposition.
 * @param a row-major, `size * size`, only its lower triangle is read; overwritten by the factor.
 * @throws EngineError `invalid_training_data` when A isn't positive definite.
 */
export function solveSymmetric(a: Float64Array, b: Float64Array, size: number): Float64Array {
  for (let i = 0; i < size; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = a[i * size + j];
      for (let k = 0; k < j; k++) sum -= a[i * size + k] * a[j * size + k];
      if (i === j) {
        if (!(sum > 0)) throw notDefinite(i, sum);
        a[i * size + i] = Math.sqrt(sum);
      } else {
        a[i * size + j] = sum / a[j * size + j];
      }
    }
  }
  const x = b.slice();
  for (let i = 0; i < size; i++) {
    for (let k = 0; k < i; k++) x[i] -= a[i * size + k] * x[k];
    x[i] /= a[i * size + i];
  }
  for (let i = size - 1; i >= 0; i--) {
    for (let k = i + 1; k < size; k++) x[i] -= a[k * size + i] * x[k];
    x[i] /= a[i * size + i];
  }
  return x;
}

function notDefinite(pivot: number, value: number): EngineError {
  return new EngineError(
    'invalid_training_data',
    `The system of equations has no unique solution (pivot ${pivot} is ${value}).`,
    'Check the features for values of extreme size.',
    { pivot, value: String(value) },
  );
}
