import { EngineError } from '../engine-error.ts';

/**
 * Replaces a symmetric positive definite matrix by its Cholesky factor L, A = L Lᵀ.
 * @param a row-major, `size * size`; only its lower triangle is read and written.
 * @param stopped asked once a row.
 * @returns false when A isn't positive definite; its lower triangle is spoilt then.
 */
export function factorise(a: Float64Array, size: number, stopped: () => void = () => {}): boolean {
  for (let i = 0; i < size; i++) {
    stopped();
    const left = i * size;
    for (let j = 0; j <= i; j++) {
      const right = j * size;
      let sum = a[left + j];
      for (let k = 0; k < j; k++) sum -= a[left + k] * a[right + k];
      if (i !== j) a[left + j] = sum / a[right + j];
      else if (sum > 0) a[left + i] = Math.sqrt(sum);
      else return false;
    }
  }
  return true;
}

/** Solves L Lᵀ x = b. @param factor from `factorise`. */
export function solveFactorised(
  factor: Float64Array,
  b: Float64Array<ArrayBuffer>,
  size: number,
): Float64Array<ArrayBuffer> {
  const x = b.slice();
  for (let i = 0; i < size; i++) {
    let sum = x[i];
    for (let k = 0; k < i; k++) sum -= factor[i * size + k] * x[k];
    x[i] = sum / factor[i * size + i];
  }
  for (let i = size - 1; i >= 0; i--) {
    const value = x[i] / factor[i * size + i];
    x[i] = value;
    for (let k = 0; k < i; k++) x[k] -= factor[i * size + k] * value;
  }
  return x;
}

/** @throws EngineError `invalid_training_data`: no ridge makes the matrix positive definite, so it holds infinite values. */
export function notDefinite(): EngineError {
  return new EngineError(
    'invalid_training_data',
    'The equations of the fit have no solution in floating point.',
    'Check the features for values of extreme size, or use a smaller C.',
  );
}
