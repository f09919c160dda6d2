import { EngineError } from '../engine-error.ts';

/**
 * Replaces a symmetric positive definite matrix by its Cholesky factor L, A = L Lᵀ.
 * @param a row-major, `size * size`; only its lower triangle is read and written.
 * @param stopped asked once per row.
 * @returns false when A isn't positive definite; its lower triangle is then overwritten in part.
 */
export function factorise(a: Float64Array, size: number, stopped: () => void = () => {}): boolean {
  const sums = new Float64Array(columnsAtOnce);
  for (let i = 0; i < size; i++) {
    stopped();
    const left = i * size;
    for (let first = 0; first <= i; first += columnsAtOnce) {
      rowProducts(a, left, first * size, size, first, sums);
      for (let j = first; j < first + columnsAtOnce && j <= i; j++) {
        let sum = a[left + j] - sums[j - first];
        for (let k = first; k < j; k++) sum -= a[left + k] * a[j * size + k];
        if (i !== j) a[left + j] = sum / a[j * size + j];
        else if (sum > 0) a[left + i] = Math.sqrt(sum);
        else return false;
      }
    }
  }
  return true;
}

/** Independent sums, so that an addition doesn't have to wait for the one before it. */
const columnsAtOnce = 4;

/**
 * Dot products of the first `count` numbers of the row at `left` with those of four rows beginning at `right`; rows below
 * `left` aren't needed.
 */
function rowProducts(
  a: Float64Array,
  left: number,
  right: number,
  size: number,
  count: number,
  sums: Float64Array,
): void {
  let [s0, s1, s2, s3] = [0, 0, 0, 0];
  const r0 = right;
  const r1 = Math.min(right + size, left);
  const r2 = Math.min(right + 2 * size, left);
  const r3 = Math.min(right + 3 * size, left);
  for (let k = 0; k < count; k++) {
    const value = a[left + k];
    s0 += value * a[r0 + k];
    s1 += value * a[r1 + k];
    s2 += value * a[r2 + k];
    s3 += value * a[r3 + k];
  }
  sums[0] = s0;
  sums[1] = s1;
  sums[2] = s2;
  sums[3] = s3;
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
