import type { Matrix } from '../data/matrix.ts';
import type { Crew } from '../parallel/crew.ts';
import { blockRows, createAssigner } from './assign-bins.ts';

export type BinInput = {
  readonly x: Matrix;
  readonly edges: readonly Float64Array[];
  readonly order: Uint32Array | undefined;
  /** Filled; shared. */
  readonly rowBins: Uint8Array;
  readonly columnBins: Uint8Array;
  readonly hasMissing: Uint8Array;
};

/** A team's task: each thread bins the next block of rows that no thread has taken. */
export function binBlocks({ x, edges, order, rowBins, columnBins, hasMissing }: BinInput, crew: Crew): void {
  const { rows, columns, values } = x;
  const assigner = createAssigner(edges, Math.min(rows, blockRows));
  for (let start = crew.take() * blockRows; start < rows; start = crew.take() * blockRows) {
    const count = Math.min(blockRows, rows - start);
    for (let i = 0; i < count; i++) {
      const row = order === undefined ? start + i : order[start + i];
      for (let c = 0; c < columns; c++) assigner.values[i * columns + c] = values[row * columns + c];
    }
    for (let c = 0; c < columns; c++) {
      if (assigner.assign(c, count) === 1) hasMissing[c] = 1;
      columnBins.set(assigner.columnBins.subarray(0, count), c * rows + start);
    }
    rowBins.set(assigner.rowBins.subarray(0, count * columns), start * columns);
  }
  assigner.release();
}
