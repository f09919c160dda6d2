import { createLayout, instantiateKernel, releaseMemory } from '../kernel/kernel.ts';

/** Rows that are binned at a time: what is read and written stays in the cache. */
export const blockRows = 4096;

/** Arguments as in `assign-bins.assembly.ts`. */
export type AssignKernel = {
  assignBins(
    values: number,
    rows: number,
    columns: number,
    edges: number,
    steps: number,
    missing: number,
    rowBins: number,
    columnBins: number,
  ): number;
};

/** A workbench for blocks of at most `rows` rows: fill `values`, assign each column, read the bins, and `release` it. */
export function createAssigner(edges: readonly Float64Array[], rows: number, useTwin = false) {
  const columns = edges.length;
  const steps = Int32Array.from(edges, ({ length }) => 2 ** Math.ceil(Math.log2(length + 1)) / 2);
  const layout = createLayout();
  const valuesAt = layout.reserve(8 * rows * columns);
  const edgesAt = edges.map((_, c) => layout.reserve(16 * steps[c]));
  const rowBinsAt = layout.reserve(rows * columns);
  const columnBinsAt = layout.reserve(rows);
  const memory = layout.allocate();
  edges.forEach((column, c) => {
    const place = new Float64Array(memory.buffer, edgesAt[c], 2 * steps[c]);
    place.fill(Number.POSITIVE_INFINITY).set(column);
  });
  const kernel =
    (useTwin ? undefined : instantiateKernel<AssignKernel>(new URL('./assign-bins.wasm', import.meta.url), memory)) ??
    assignBinsTwin(memory);
  return {
    release: () => releaseMemory(memory),
    /** Row-major. */
    values: new Float64Array(memory.buffer, valuesAt, rows * columns),
    /** Row-major. */
    rowBins: new Uint8Array(memory.buffer, rowBinsAt, rows * columns),
    /** Of the column that was assigned last. */
    columnBins: new Uint8Array(memory.buffer, columnBinsAt, rows),
    /** @returns 1 when a value of the column was missing. */
    assign: (column: number, count: number): number =>
      kernel.assignBins(
        valuesAt + 8 * column,
        count,
        columns,
        edgesAt[column],
        steps[column],
        edges[column].length + 1,
        rowBinsAt + column,
        columnBinsAt,
      ),
  };
}

/** The kernel in TypeScript. */
export function assignBinsTwin(memory: WebAssembly.Memory): AssignKernel {
  const numbers = new Float64Array(memory.buffer);
  const bytes = new Uint8Array(memory.buffer);
  return {
    assignBins(values, rows, columns, edges, steps, missing, rowBins, columnBins) {
      let found = 0;
      for (let r = 0; r < rows; r++) {
        const value = numbers[values / 8 + r * columns];
        let bin = 0;
        for (let step = steps; step > 0; step >>>= 1) bin += numbers[edges / 8 + bin + step - 1] <= value ? step : 0;
        if (Number.isNaN(value)) {
          bin = missing;
          found = 1;
        }
        bytes[rowBins + r * columns] = bin;
        bytes[columnBins + r] = bin;
      }
      return found;
    },
  };
}
