import type { Matrix } from '../estimator.ts';
import { releaseMemory } from '../kernel/kernel.ts';
import { sigmoid } from '../logistic/logistic-regression.ts';
import type { Crew } from '../parallel/crew.ts';
import { sharedCopy } from '../parallel/shared-copy.ts';
import type { Team } from '../parallel/team.ts';
import { blockRows, type PackedTrees, packTrees } from './packed-trees.ts';
import type { TreeEnsemble } from './tree-ensemble.ts';
import { type WalkKernel, walkKernel, walkTwin } from './walk-trees.ts';

/** Below, telling other threads takes longer than walking the trees. */
const minimumRowsForTeam = 5_000;

export type TreePredictor = {
  predict(x: Matrix, team?: Team): Float64Array;
  /** Gives its memory to the next one; it takes new memory should it predict again. */
  free(): void;
};

/** One output a row. `x` has `columns` columns; NaN is missing. */
export function predictTrees(trees: TreeEnsemble, x: Matrix): Float64Array {
  const predictor = createTreePredictor(trees);
  try {
    return predictor.predict(x);
  } finally {
    predictor.free();
  }
}

/**
 * Packs the trees at the first call, so that a model that never predicts pays nothing.
 * @param twin true: the kernel in TypeScript.
 */
export function createTreePredictor(trees: TreeEnsemble, twin = false): TreePredictor {
  let packed: PackedTrees | undefined;
  let kernel: WalkKernel | undefined;
  let buffer: Float64Array | undefined;

  function predict(x: Matrix, team?: Team): Float64Array {
    const threads = team === undefined || x.rows < minimumRowsForTeam ? 1 : team.size;
    if (packed === undefined || kernel === undefined || buffer === undefined || packed.places.length < threads) {
      free();
      packed = packTrees(trees, threads);
      kernel = twin ? walkTwin(packed.memory) : walkKernel(packed.memory);
      buffer = new Float64Array(packed.memory.buffer);
    }
    if (threads > 1 && team !== undefined) return predictTogether(packed, x, team);
    const outputs = new Float64Array(x.rows);
    predictRows(packed, kernel, buffer, x.values, outputs, 0, x.rows, 0);
    return outputs;
  }

  function free(): void {
    if (packed !== undefined) releaseMemory(packed.memory);
    packed = undefined;
  }

  return { predict, free };
}

export type PredictInput = {
  readonly packed: PackedTrees;
  /** Shared. */
  readonly values: Float64Array;
  readonly outputs: Float64Array;
};

/** Rows that a thread takes at a time, so that one that is held up leaves the rest to the others. */
const takenRows = 2_048;

/** What each thread of a team does. */
export function predictShare({ packed, values, outputs }: PredictInput, { rank, take }: Crew): void {
  const buffer = new Float64Array(packed.memory.buffer);
  const kernel = walkKernel(packed.memory);
  for (let from = take() * takenRows; from < outputs.length; from = take() * takenRows) {
    predictRows(packed, kernel, buffer, values, outputs, from, Math.min(outputs.length, from + takenRows), rank);
  }
}

function predictTogether(packed: PackedTrees, x: Matrix, team: Team): Float64Array {
  const shared = x.values.buffer instanceof SharedArrayBuffer;
  const values = shared ? x.values : sharedCopy(x.values);
  const outputs = new Float64Array(new SharedArrayBuffer(8 * x.rows));
  team.run('predict', { packed, values, outputs });
  return outputs.slice();
}

/** Fills `outputs` from row `from` up to `to`. */
function predictRows(
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
