import { instantiateKernel } from '../../kernel/kernel.ts';

/**
 * All arguments but `rows` are addresses. Usable rows exclude those of weight 0, so that no sample consists of these alone.
 */
export type SampleKernel = {
  /**
   * Draws `rows` rows from as many, with replacement.
   *
   * @param random four words of xoshiro128**, which are advanced
   * @param counts uint16: how often each was drawn
   */
  drawRows(random: number, rows: number, counts: number): void;
  /**
   * Puts the drawn rows first among the entries, then the others, both in order, and writes their weights to the table.
   *
   * @param usable uint32: the rows that the counts are for
   * @param weights float64 by row
   * @param table float64 pairs (weight, label) by row; the labels are already there
   * @param entries uint32, room for one more than there are
   * @returns how many different rows were drawn
   */
  openSample(usable: number, rows: number, counts: number, weights: number, table: number, entries: number): number;
};

export function createSampleKernel(memory: WebAssembly.Memory): SampleKernel {
  return (
    instantiateKernel<SampleKernel>(new URL('./sample-rows.wasm', import.meta.url), memory) ?? createSampleTwin(memory)
  );
}

/** The kernel in TypeScript. */
export function createSampleTwin(memory: WebAssembly.Memory): SampleKernel {
  const shorts = new Uint16Array(memory.buffer);
  const words = new Uint32Array(memory.buffer);
  const numbers = new Float64Array(memory.buffer);
  return {
    drawRows(random, rows, counts) {
      const below = createBelow(words, random / 4);
      shorts.fill(0, counts / 2, counts / 2 + rows);
      for (let drawn = 0; drawn < rows; drawn++) shorts[counts / 2 + below(rows)]++;
    },
    openSample(usable, rows, counts, weights, table, entries) {
      let end = entries / 4;
      for (let i = 0; i < rows; i++) {
        const row = words[usable / 4 + i];
        const count = shorts[counts / 2 + i];
        numbers[table / 8 + 2 * row] = count * numbers[weights / 8 + row];
        if (count > 0) words[end++] = row;
      }
      const inside = end - entries / 4;
      for (let i = 0; i < rows; i++) if (shorts[counts / 2 + i] === 0) words[end++] = words[usable / 4 + i];
      return inside;
    },
  };
}

/** Uniform in [0, limit): xoshiro128** as in `engine/random.ts`, its state the four words from `at`. */
export function createBelow(words: Uint32Array, at: number): (limit: number) => number {
  return (limit) => {
    const b = words[at + 1];
    const scrambled = Math.imul(b, 5);
    const bits = Math.imul((scrambled << 7) | (scrambled >>> 25), 9) >>> 0;
    words[at + 2] ^= words[at];
    words[at + 3] ^= b;
    words[at + 1] ^= words[at + 2];
    words[at] ^= words[at + 3];
    words[at + 2] ^= b << 9;
    words[at + 3] = (words[at + 3] << 11) | (words[at + 3] >>> 21);
    // The upper word of a 64-bit product, by halves of 16 bits: the whole product may not fit into 53 bits.
    const lower = Math.floor(((bits & 65535) * limit) / 65536);
    return Math.floor(((bits >>> 16) * limit + lower) / 65536);
  };
}
