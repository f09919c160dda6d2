import { largestMagnitude } from '../data/matrix.ts';
import type { Preprocessor } from '../data/preprocessor.ts';
import type { ModelStructure } from '../estimator.ts';
import { createLayout, instantiateKernel, releaseMemory } from '../kernel/kernel.ts';

/** Arguments as in `predict-linear.assembly.ts`. */
type LinearKernel = {
  linearRows(
    rows: number,
    rowCount: number,
    columns: number,
    treatments: number,
    intercept: number,
    largest: number,
    out: number,
  ): number;
};

export type LinearRows = {
  /**
   * The linear predictor of up to `blockRows` raw rows (row-major), bit for bit the same as preprocessing and `logOdds`.
   * @returns a view that the next call overwrites; null when a value is infinite or huge.
   */
  sums(raw: Float64Array): Float64Array | null;
  free(): void;
};

/** undefined where the machine can't run it, or columns are scaled or not imputed. */
export function createLinearRows(
  { columns }: Preprocessor,
  { intercept, coefficients }: Extract<ModelStructure, { kind: 'linear' }>,
  blockRows: number,
): LinearRows | undefined {
  if (!columns.every(({ fill, mean, deviation }) => fill !== null && mean === 0 && deviation === 1)) return undefined;
  const layout = createLayout();
  const width = 2 * Math.ceil(columns.length / 2);
  const rows = layout.reserve(8 * columns.length * blockRows);
  const treatments = layout.reserve(32 * width);
  const out = layout.reserve(8 * blockRows);
  const memory = layout.allocate();
  const kernel = instantiateKernel<LinearKernel>(new URL('./predict-linear.wasm', import.meta.url), memory);
  if (kernel === undefined) {
    releaseMemory(memory);
    return undefined;
  }
  const numbers = new Float64Array(memory.buffer);
  columns.forEach(({ fill, lower, upper }, c) => {
    const treatment = [fill ?? 0, lower ?? -largestMagnitude, upper ?? largestMagnitude, coefficients[c]];
    treatment.forEach((value, part) => {
      numbers[treatments / 8 + part * width + c] = value;
    });
  });

  return {
    sums(raw) {
      numbers.set(raw, rows / 8);
      const count = raw.length / columns.length;
      const huge = kernel.linearRows(rows, count, columns.length, treatments, intercept, largestMagnitude, out);
      return huge === 1 ? null : numbers.subarray(out / 8, out / 8 + count);
    },
    free: () => releaseMemory(memory),
  };
}
