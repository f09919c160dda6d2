import { instantiateKernel } from '../kernel/kernel.ts';

/** Sums over a block of rows; arguments as in `logistic-kernel.assembly.ts`: addresses in bytes. */
export type LogisticKernel = {
  margins(z: number, rows: number, columns: number, w: number, out: number): void;
  differentiate(
    margins: number,
    rows: number,
    signs: number,
    weights: number,
    odds: number,
    residuals: number,
    curvatures: number,
  ): number;
  columnSums(z: number, rows: number, columns: number, v: number, out: number): void;
  centre(z: number, rows: number, columns: number, mean: number, v: number, squares: number): void;
  gram(z: number, rows: number, columns: number, v: number, scaled: number, out: number): void;
};

/** The kernel in WebAssembly where SIMD is there, else its twin. */
export function createLogisticKernel(memory: WebAssembly.Memory): LogisticKernel {
  const url = new URL('./logistic-kernel.wasm', import.meta.url);
  return instantiateKernel<LogisticKernel>(url, memory) ?? logisticKernelTwin(memory);
}

/** The kernel in TypeScript, with the same bits. */
export function logisticKernelTwin(memory: WebAssembly.Memory): LogisticKernel {
  const numbers = new Float64Array(memory.buffer);
  return {
    margins(z, rows, columns, w, out) {
      for (let r = 0; r < rows; r++) {
        const row = z / 8 + r * columns;
        let even = 0;
        let odd = 0;
        for (let j = 0; j < columns; j += 2) {
          even += numbers[row + j] * numbers[w / 8 + j];
          odd += numbers[row + j + 1] * numbers[w / 8 + j + 1];
        }
        numbers[out / 8 + r] = even + odd;
      }
    },
    differentiate(margins, rows, signs, weights, odds, residuals, curvatures) {
      const losses = [0, 0];
      for (let r = 0; r < 2 * Math.ceil(rows / 2); r++) {
        const against = -numbers[signs / 8 + r];
        const weight = numbers[weights / 8 + r];
        const wrong = against * numbers[margins / 8 + r];
        const e = exponential(Math.max(-Math.abs(wrong), -700));
        const share = 1 / (1 + e);
        const rest = e * share;
        numbers[odds / 8 + r] = e;
        numbers[residuals / 8 + r] = against * weight * (wrong >= 0 ? share : rest);
        numbers[curvatures / 8 + r] = weight * rest * share;
        losses[r % 2] += weight * Math.max(wrong, 0);
      }
      return losses[0] + losses[1];
    },
    columnSums(z, rows, columns, v, out) {
      for (let j = 0; j < columns; j++) {
        let sum = 0;
        for (let r = 0; r < rows; r++) sum += numbers[v / 8 + r] * numbers[z / 8 + r * columns + j];
        numbers[out / 8 + j] += sum;
      }
    },
    centre(z, rows, columns, mean, v, squares) {
      for (let j = 0; j < columns; j++) {
        let sum = 0;
        for (let r = 0; r < rows; r++) {
          const at = z / 8 + r * columns + j;
          const difference = numbers[at] - numbers[mean / 8 + j];
          numbers[at] = difference;
          sum += numbers[v / 8 + r] * (difference * difference);
        }
        numbers[squares / 8 + j] += sum;
      }
    },
    gram(z, rows, columns, v, scaled, out) {
      for (let r = 0; r < rows; r++) {
        const root = Math.sqrt(numbers[v / 8 + r]);
        for (let j = r * columns; j < (r + 1) * columns; j++) numbers[scaled / 8 + j] = root * numbers[z / 8 + j];
      }
      for (let i = 0; i < columns; i++) {
        // Whole squares of 4 x 4, as the kernel does.
        for (let j = 0; j < i - (i % 4) + 4; j++) {
          let sum = 0;
          for (let r = 0; r < rows; r++) {
            const row = scaled / 8 + r * columns;
            sum += numbers[row + i] * numbers[row + j];
          }
          numbers[out / 8 + i * columns + j] += sum;
        }
      }
    },
  };
}

/** 1 / n!, from the 13th down. */
const taylor = [6227020800, 479001600, 39916800, 3628800, 362880, 40320, 5040, 720, 120, 24, 6, 2, 1, 1].map(
  (factorial) => 1 / factorial,
);
const powersOfTwo = Float64Array.from({ length: 1024 }, (_, k) => 2 ** -k);

/** exp(x) for x in [-700, 0], step for step as the kernel. */
function exponential(x: number): number {
  const rounding = 6755399441055744;
  const k = x * Math.LOG2E + rounding - rounding;
  const r = x - k * 0.6931471803691238 - k * 1.9082149292705877e-10;
  let s = 0;
  for (const coefficient of taylor) s = s * r + coefficient;
  return s * powersOfTwo[-k];
}
