import { createLayout } from '../kernel/kernel.ts';
import type { TreeEnsemble } from './tree-ensemble.ts';

/**
 * Trees laid out for walking, in shared memory. A node is a record of 16 bytes: threshold (float64), slot of its feature and
 * number of its left child's record (uint32 each); the right child follows the left one. So the next record is `left + (x >=
 * threshold)`, without a branch that the processor could guess wrong. A leaf has the threshold NaN, with which every
 * comparison is false, and itself as left child, so that walks of several rows go on together until all have arrived.
 *
 * Each row is stored twice, side by side. Slot f holds the value as it is; NaN (missing) goes left at every threshold. Slot
 * columns + f holds infinity in place of NaN, which goes right. A node reads the slot for its missing direction.
 */
export type PackedTrees = Pick<TreeEnsemble, 'columns' | 'precision' | 'output' | 'base'> & {
  readonly memory: WebAssembly.Memory;
  readonly trees: number;
  /** Addresses: records; what each adds if it is a leaf (float64); the record of each tree's root (uint32). */
  readonly records: number;
  readonly values: number;
  readonly roots: number;
  /** Work space of each thread that predicts: rows as they are walked, and their sums (float64). */
  readonly places: readonly { readonly rows: number; readonly sums: number }[];
};

/** Rows that pass all trees before the next rows: they and the trees stay in the cache. */
export const blockRows = 32;

/** @throws EngineError `engine_not_applicable` for trees of more than 4 GiB. */
export function packTrees(trees: TreeEnsemble, threads: number): PackedTrees {
  const { columns, precision, output, base, feature } = trees;
  const count = trees.roots.length;
  // A root has an unused neighbour, so that pairs of children share a cache line.
  const records = feature.length + count;
  const layout = createLayout();
  const packed = {
    columns,
    precision,
    output,
    base,
    trees: count,
    records: layout.reserve(16 * records),
    values: layout.reserve(8 * records),
    roots: layout.reserve(4 * count),
    places: Array.from({ length: threads }, () => ({
      rows: layout.reserve(16 * columns * blockRows),
      sums: layout.reserve(8 * blockRows),
    })),
  };
  const memory = layout.allocate(`Walking ${feature.length} nodes`);
  fillRecords(
    trees,
    new Float64Array(memory.buffer, packed.records, 2 * records),
    new Uint32Array(memory.buffer, packed.records, 4 * records),
    new Float64Array(memory.buffer, packed.values, records),
    new Uint32Array(memory.buffer, packed.roots, count),
  );
  return { ...packed, memory };
}

function fillRecords(
  { columns, roots, feature, threshold, left, right, missingLeft, value }: TreeEnsemble,
  numbers: Float64Array,
  links: Uint32Array,
  values: Float64Array,
  rootRecords: Uint32Array,
): void {
  const waiting: number[] = [];
  let next = 0;
  for (let t = 0; t < roots.length; t++) {
    rootRecords[t] = next;
    waiting.push(roots[t], next);
    next += 2;
    while (waiting.length > 0) {
      const record = waiting.pop() as number;
      const node = waiting.pop() as number;
      if (feature[node] < 0) {
        numbers[2 * record] = Number.NaN;
        links[4 * record + 3] = record;
        values[record] = value[node];
      } else {
        numbers[2 * record] = threshold[node];
        links[4 * record + 2] = feature[node] + (missingLeft[node] === 1 ? 0 : columns);
        links[4 * record + 3] = next;
        waiting.push(right[node], next + 1, left[node], next);
        next += 2;
      }
    }
  }
}
