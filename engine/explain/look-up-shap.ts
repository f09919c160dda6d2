import { instantiateKernel } from '../kernel/kernel.ts';

/** As `look-up-shap.assembly.ts` says. */
export type LookUpKernel = {
  lookUp(
    splits: number,
    splitCount: number,
    pieces: number,
    pieceCount: number,
    bits: number,
    columns: number,
    flags: number,
    rows: number,
    width: number,
    count: number,
    contributions: number,
  ): void;
};

export function lookUpKernel(memory: WebAssembly.Memory): LookUpKernel {
  return instantiateKernel<LookUpKernel>(new URL('./look-up-shap.wasm', import.meta.url), memory) ?? lookUpTwin(memory);
}

/** The kernel in TypeScript. */
export function lookUpTwin({ buffer }: WebAssembly.Memory): LookUpKernel {
  const numbers = new Float64Array(buffer);
  const words = new Uint32Array(buffer);
  const halves = new Uint16Array(buffer);
  const bytes = new Uint8Array(buffer);

  return {
    lookUp(splits, splitCount, pieces, pieceCount, bits, columns, flags, rows, width, count, contributions) {
      bytes[flags + 3 * splitCount] = 1;
      for (let r = 0; r < count; r++) {
        for (let s = 0; s < splitCount; s++) {
          const split = splits + 24 * s;
          const value = numbers[(rows + r * width + words[split / 4 + 2]) / 8];
          const isLeft = value < numbers[split / 8] || (Number.isNaN(value) && words[split / 4 + 3] === 1) ? 1 : 0;
          const passes = bytes[flags + words[split / 4 + 4]];
          bytes[flags + 2 * s] = isLeft & passes;
          bytes[flags + 2 * s + 1] = passes & (isLeft ^ 1);
          bytes[flags + 2 * splitCount + s] = isLeft;
        }
        let bit = bits / 2;
        let column = columns / 2;
        for (let p = 0; p < pieceCount; p++) {
          const [bitCount, columnCount, table] = words.subarray(pieces / 4 + 3 * p, pieces / 4 + 3 * p + 3);
          let pattern = 0;
          for (let b = 0; b < bitCount; b++) pattern |= bytes[flags + halves[bit++]] << b;
          const from = table / 8 + pattern * columnCount;
          for (let c = 0; c < columnCount; c++) {
            numbers[(contributions + r * width + halves[column++]) / 8] += numbers[from + c];
          }
        }
      }
    },
  };
}
