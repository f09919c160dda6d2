import { instantiateKernel } from '../kernel/kernel.ts';

/** Addresses and counts as in `packed-trees.ts`; `single` is 1 where sums are rounded to float32. */
export type WalkKernel = {
  /** @returns the sum over all trees for the row at this address. */
  sumOfRow(records: number, values: number, roots: number, trees: number, row: number, single: number): number;
  /** The sums of `count` rows that lie `width` bytes apart. */
  sumsOfRows(
    records: number,
    values: number,
    roots: number,
    trees: number,
    rows: number,
    width: number,
    count: number,
    sums: number,
    single: number,
  ): void;
};

export function walkKernel(memory: WebAssembly.Memory): WalkKernel {
  return instantiateKernel<WalkKernel>(new URL('./walk-trees.wasm', import.meta.url), memory) ?? walkTwin(memory);
}

/** The kernel in TypeScript, one walk at a time. */
export function walkTwin(memory: WebAssembly.Memory): WalkKernel {
  const numbers = new Float64Array(memory.buffer);
  const words = new Uint32Array(memory.buffer);

  function leafOf(records: number, root: number, row: number): number {
    let from = root;
    for (;;) {
      const record = records / 4 + 4 * from;
      const goesRight = numbers[row / 8 + words[record + 2]] >= numbers[record / 2];
      const to = words[record + 3] + (goesRight ? 1 : 0);
      if (to === from) return from;
      from = to;
    }
  }

  function sumOfRow(records: number, values: number, roots: number, trees: number, row: number, single: number) {
    let sum = 0;
    for (let t = 0; t < trees; t++) {
      sum += numbers[values / 8 + leafOf(records, words[roots / 4 + t], row)];
      if (single === 1) sum = Math.fround(sum);
    }
    return sum;
  }

  return {
    sumOfRow,
    sumsOfRows(records, values, roots, trees, rows, width, count, sums, single) {
      for (let r = 0; r < count; r++) {
        numbers[sums / 8 + r] = sumOfRow(records, values, roots, trees, rows + r * width, single);
      }
    },
  };
}
