import { sigmoid } from '../logistic/logistic-regression.ts';
import type { Crew } from '../parallel/crew.ts';
import { blockRows, type PackedTrees } from './packed-trees.ts';
import { type WalkKernel, walkKernel } from './walk-trees.ts';

export type PredictInput = {
  readonly packed: PackedTrees;
  /** Shared. */
  readonly values: Float64Array;
  readonly outputs: Float64Array;
};

/** Rows that a thread takes at a time, so that a delayed thread leaves the rest to the others. */
const takenRows = 2_048;

/** What each thread of a team does. */
export function predictShare({ packed, values, outputs }: PredictInput, { rank, take }: Crew): void {
  const buffer = new Float64Array(packed.memory.buffer);
  const kernel = walkKernel(packed.memory);
  for (let from = take() * takenRows; from < outputs.length; from = take() * takenRows) {
    predictRows(packed, kernel, buffer, values, outputs, from, Math.min(outputs.length, from + takenRows), rank);
  }
}

/** Fills `outputs` from row `from` up to `to`. */
export function predictRows(
  packed: PackedTrees,
  kernel: WalkKernel,
  buffer: Float64Array,
  values: Float64Array,
  outputs: Float64Array,
  from: number,
  to: number,
  place: number,
): void {
  const { records, roots, trees, columns } = packed;
  const { rows, sums } = packed.places[place];
  const single = packed.precision === 'float32' ? 1 : 0;
  for (let start = from; start < to; start += blockRows) {
    const count = Math.min(blockRows, to - start);
    spreadRows(values, start, count, columns, single, buffer, rows / 8);
    if (count === 1) {
      buffer[sums / 8] = kernel.sumOfRow(records, packed.values, roots, trees, rows, single);
    } else {
      kernel.sumsOfRows(records, packed.values, roots, trees, rows, 16 * columns, count, sums, single);
    }
    for (let r = 0; r < count; r++) outputs[start + r] = outputOf(packed, buffer[sums / 8 + r]);
  }
}

/** Each row twice, as `PackedTrees` reads it. */
function spreadRows(
  values: Float64Array,
  start: number,
  count: number,
  columns: number,
  single: number,
  buffer: Float64Array,
  first: number,
): void {
  let from = start * columns;
  let at = first;
  for (let r = 0; r < count; r++) {
    for (let c = 0; c < columns; c++) {
      const value = single === 1 ? Math.fround(values[from]) : values[from];
      buffer[at] = value;
      buffer[at + columns] = Number.isNaN(value) ? Number.POSITIVE_INFINITY : value;
      at++;
      from++;
    }
    at += columns;
  }
}

function outputOf({ precision, base, output, trees }: PackedTrees, leaves: number): number {
  const sum = precision === 'float32' ? Math.fround(base + leaves) : base + leaves;
  if (output === 'sum') return sum;
  return output === 'mean' ? sum / trees : sigmoid(sum);
}
