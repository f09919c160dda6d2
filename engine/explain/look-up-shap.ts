import { instantiateKernel } from '../kernel/kernel.ts';

/** Numbers of flags and of columns in a record, see `look-up-shap.assembly.ts`. */
export const recordBits = 10;
export const recordColumns = 8;
export const recordBytes = 44;
export const splitBytes = 24;
export const treeBytes = 16;
/** Rows that `lookUpGroups` takes at once. */
export const groupRows = 16;

/** Bytes that the flags of so many splits need, in either way. */
export function flagBytes(splits: number): number {
  return groupRows * (3 * splits + 2) + 2 * groupRows;
}

/** Arguments as in `look-up-shap.assembly.ts`. */
type LookUp = (
  trees: number,
  treeCount: number,
  flags: number,
  rows: number,
  width: number,
  count: number,
  contributions: number,
  outWidth: number,
) => void;

/** Both add the same bits; the second takes rows in groups, column by column. */
export type LookUpKernel = { readonly lookUp: LookUp; readonly lookUpGroups: LookUp };

export function lookUpKernel(memory: WebAssembly.Memory): LookUpKernel {
  return instantiateKernel<LookUpKernel>(new URL('./look-up-shap.wasm', import.meta.url), memory) ?? lookUpTwin(memory);
}

/** The kernel in TypeScript. */
export function lookUpTwin({ buffer }: WebAssembly.Memory): LookUpKernel {
  const numbers = new Float64Array(buffer);
  const words = new Uint32Array(buffer);
  const halves = new Uint16Array(buffer);
  const bytes = new Uint8Array(buffer);

  /** @param at address of a row's value of a column, from the address of the rows. */
  function rowByRow(at: (row: number, column: number, width: number) => number): LookUp {
    return (trees, treeCount, flags, rows, width, count, contributions, outWidth) => {
      for (let t = 0; t < treeCount; t++)
        lookUpTree(trees + treeBytes * t, flags, rows, width, count, contributions, outWidth);
    };

    function lookUpTree(
      tree: number,
      flags: number,
      rows: number,
      width: number,
      count: number,
      contributions: number,
      outWidth: number,
    ): void {
      const [splits, splitCount, records, recordCount] = words.subarray(tree / 4, tree / 4 + 4);
      bytes[flags + 3 * splitCount] = 1;
      bytes[flags + 3 * splitCount + 1] = 0;
      for (let r = 0; r < count; r++) {
        for (let s = 0; s < splitCount; s++) {
          const split = splits + splitBytes * s;
          const value = numbers[(rows + at(r, words[split / 4 + 2], width)) / 8];
          const isLeft = value < numbers[split / 8] || (Number.isNaN(value) && words[split / 4 + 3] === 1) ? 1 : 0;
          const passes = bytes[flags + words[split / 4 + 4]];
          bytes[flags + 2 * s] = isLeft & passes;
          bytes[flags + 2 * s + 1] = passes & (isLeft ^ 1);
          bytes[flags + 2 * splitCount + s] = isLeft;
        }
        for (let i = 0; i < recordCount; i++) {
          const record = records + recordBytes * i;
          const [bits, columns] = [record / 2 + 2, record / 2 + 2 + recordBits];
          let pattern = 0;
          for (let b = 0; b < recordBits; b++) pattern |= bytes[flags + halves[bits + b]] << b;
          const from = (words[record / 4] + pattern * words[record / 4 + 10]) / 8;
          for (let c = 0; c < recordColumns; c++) {
            numbers[(contributions + r * outWidth + halves[columns + c]) / 8] += numbers[from + c];
          }
        }
      }
    }
  }

  return {
    lookUp: rowByRow((row, column, width) => row * width + column),
    lookUpGroups: rowByRow((row, column, width) => {
      const member = row % groupRows;
      return (row - member) * width + groupRows * column + 8 * member;
    }),
  };
}
