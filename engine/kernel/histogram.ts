import { instantiateKernel } from './kernel.ts';

/** Arguments as in `histogram.assembly.ts`. */
export type HistogramKernel = {
  clear(features: number, featureCount: number, histogram: number): void;
  accumulate(
    rowBins: number,
    columns: number,
    first: number,
    count: number,
    rows: number,
    rowCount: number,
    pairs: number,
    histogram: number,
  ): void;
  accumulateListed(
    rowBins: number,
    columns: number,
    features: number,
    featureCount: number,
    rows: number,
    rowCount: number,
    pairs: number,
    histogram: number,
  ): void;
  subtract(features: number, featureCount: number, whole: number, part: number): void;
  merge(features: number, featureCount: number, whole: number, part: number): void;
  bestSplit(
    features: number,
    featureCount: number,
    histogram: number,
    gradient: number,
    hessian: number,
    lambda: number,
    alpha: number,
    minimumWeight: number,
    out: number,
  ): void;
  partition(
    rows: number,
    rowCount: number,
    column: number,
    bin: number,
    missing: number,
    missingLeft: number,
    left: number,
    right: number,
  ): number;
};

/** Bytes of a record in the list of features, and of a split as `bestSplit` writes it. */
export const featureRecordBytes = 16;
export const splitRecordBytes = 48;
/** Bytes of a column's cells in a histogram, see `histogram.assembly.ts`. */
export const columnBytes = 4160;

export function histogramKernel(memory: WebAssembly.Memory): HistogramKernel {
  const url = new URL('./histogram.wasm', import.meta.url);
  return instantiateKernel<HistogramKernel>(url, memory) ?? histogramTwin(memory);
}

/** The kernel in TypeScript. */
export function histogramTwin(memory: WebAssembly.Memory): HistogramKernel {
  const bytes = new Uint8Array(memory.buffer);
  const words = new Uint32Array(memory.buffer);
  const numbers = new Float64Array(memory.buffer);

  /** Column, first cell (as an index of `numbers`) and bins of a listed feature. */
  function featureAt(features: number, f: number, histogram: number) {
    const record = features / 4 + 4 * f;
    return { column: words[record], cells: (histogram + words[record + 1]) / 8, bins: words[record + 2] };
  }

  function addColumn(
    rowBins: number,
    columns: number,
    column: number,
    rows: number,
    rowCount: number,
    pairs: number,
    cells: number,
  ): void {
    for (let i = 0; i < rowCount; i++) {
      const row = words[rows / 4 + i];
      const cell = cells / 8 + 2 * bytes[rowBins + row * columns + column];
      numbers[cell] += numbers[pairs / 8 + 2 * row];
      numbers[cell + 1] += numbers[pairs / 8 + 2 * row + 1];
    }
  }

  return {
    clear(features, featureCount, histogram) {
      for (let f = 0; f < featureCount; f++) {
        const { cells, bins } = featureAt(features, f, histogram);
        numbers.fill(0, cells, cells + 2 * (bins + 1));
      }
    },

    accumulate(rowBins, columns, first, count, rows, rowCount, pairs, histogram) {
      for (let column = first; column < first + count; column++) {
        addColumn(rowBins, columns, column, rows, rowCount, pairs, histogram + columnBytes * column);
      }
    },

    accumulateListed(rowBins, columns, features, featureCount, rows, rowCount, pairs, histogram) {
      for (let f = 0; f < featureCount; f++) {
        const { column, cells } = featureAt(features, f, histogram);
        addColumn(rowBins, columns, column, rows, rowCount, pairs, 8 * cells);
      }
    },

    subtract(features, featureCount, whole, part) {
      for (let f = 0; f < featureCount; f++) {
        const { cells, bins } = featureAt(features, f, whole);
        const other = (part - whole) / 8;
        for (let i = cells; i < cells + 2 * (bins + 1); i++) numbers[i] -= numbers[i + other];
      }
    },

    merge(features, featureCount, whole, part) {
      for (let f = 0; f < featureCount; f++) {
        const { cells, bins } = featureAt(features, f, whole);
        const other = (part - whole) / 8;
        for (let i = cells; i < cells + 2 * (bins + 1); i++) numbers[i] += numbers[i + other];
      }
    },

    bestSplit(features, featureCount, histogram, gradient, hessian, lambda, alpha, minimumWeight, out) {
      let best = -1;
      for (let f = 0; f < featureCount; f++) {
        const { column, cells, bins } = featureAt(features, f, histogram);
        const missing = cells + 2 * bins;
        const sides = numbers[missing] !== 0 || numbers[missing + 1] !== 0 ? 2 : 1;
        for (let side = 0; side < sides; side++) {
          let leftGradient = side === 0 ? 0 : numbers[missing];
          let leftHessian = side === 0 ? 0 : numbers[missing + 1];
          for (let bin = 0; bin < bins; bin++) {
            const cell = cells + 2 * bin;
            if (numbers[cell] === 0 && numbers[cell + 1] === 0) continue;
            leftGradient += numbers[cell];
            leftHessian += numbers[cell + 1];
            const rightHessian = hessian - leftHessian;
            if (!(leftHessian >= minimumWeight && rightHessian >= minimumWeight)) continue;
            const leftDrawn = Math.max(Math.abs(leftGradient) - alpha, 0);
            const rightDrawn = Math.max(Math.abs(gradient - leftGradient) - alpha, 0);
            const gain =
              (leftDrawn * leftDrawn) / (leftHessian + lambda) + (rightDrawn * rightDrawn) / (rightHessian + lambda);
            if (gain <= best) continue;
            best = gain;
            numbers[out / 8 + 1] = leftGradient;
            numbers[out / 8 + 2] = leftHessian;
            words[out / 4 + 6] = column;
            words[out / 4 + 7] = bin;
            words[out / 4 + 8] = side;
            words[out / 4 + 9] = sides - 1;
          }
        }
      }
      numbers[out / 8] = best;
    },

    partition(rows, rowCount, column, bin, missing, missingLeft, left, right) {
      let lefts = left / 4;
      let rights = right / 4;
      for (let i = 0; i < rowCount; i++) {
        const row = words[rows / 4 + i];
        const found = bytes[column + row];
        if (found <= bin || (found === missing && missingLeft === 1)) words[lefts++] = row;
        else words[rights++] = row;
      }
      return lefts - left / 4;
    },
  };
}
