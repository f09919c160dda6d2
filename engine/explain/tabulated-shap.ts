import { createLayout } from '../kernel/kernel.ts';
import type { TreeEnsemble } from '../trees/tree-ensemble.ts';
import { cutTree, type Piece } from './cut-trees.ts';
import {
  flagBytes,
  groupRows,
  lookUpKernel,
  lookUpTwin,
  recordBits,
  recordBytes,
  recordColumns,
  splitBytes,
  treeBytes,
} from './look-up-shap.ts';
import { pieceTable } from './piece-table.ts';
import type { PreparedTrees } from './prepared-trees.ts';

/**
 * Exact Shapley values of trees by look-up (Yang 2021, Fast TreeSHAP v2, extended from leaves to pieces of trees). A row's
 * decisions form patterns of bits, and what each pattern contributes is computed once for all rows.
 */
export type TabulatedShap = {
  /** Which of the prepared trees have tables; the others were too large. */
  readonly has: Uint8Array;
  /** Adds the contributions of these trees. `rows` and `contributions` are rows x columns, rounded as the trees' precision asks. */
  add(rows: Float64Array, contributions: Float64Array): void;
};

/** Pieces of 128 patterns: a tree of depth 3 is one. */
const mostBits = 7;
/** Tabulating a leaf below more different features would take longer than explaining many rows. */
const mostFactors = recordBits;
/** Maximum numbers in all tables together, 8 bytes each, as if each record used all its columns. */
const mostCells = 2 ** 21;
/** Rows that pass a tree while its tables are in the cache; a multiple of a group's. */
const blockRows = 128;
/** Fewer rows are faster one by one: a group decides for sixteen, whether they are there or not. */
const fewestInGroup = 6;

/** @param twin true: the kernel in TypeScript. */
export function tabulateShap(trees: TreeEnsemble, prepared: PreparedTrees, twin = false): TabulatedShap {
  const { starts, nodes, previous, widths } = prepared;
  const { has, records, ends } = chooseTrees(trees, prepared);
  const tableStarts = startsOf(records, cellsOf);
  const most = widths.reduce((found, _, tree) => Math.max(found, starts[tree + 1] - starts[tree]), 0);

  const width = 8 * trees.columns;
  /**
   * Room for the unused places of records, which nobody reads: one each, so that no addition waits for the one before it.
   */
  const outWidth = width + 8 * recordColumns;
  const layout = createLayout();
  const at = {
    trees: layout.reserve(treeBytes * widths.length),
    splits: layout.reserve(splitBytes * nodes.length),
    records: layout.reserve(recordBytes * records.length),
    // the last pattern's unused places reach behind its table
    tables: layout.reserve(8 * (tableStarts[records.length] + recordColumns)),
    flags: layout.reserve(flagBytes(most)),
    rows: layout.reserve(width * blockRows),
    contributions: layout.reserve(outWidth * blockRows),
  };
  const memory = layout.allocate();
  const numbers = new Float64Array(memory.buffer);
  const words = new Uint32Array(memory.buffer);
  const halves = new Uint16Array(memory.buffer);
  let treeCount = 0;
  for (let tree = 0, i = 0; tree < widths.length; tree++) {
    const [first, end] = [starts[tree], starts[tree + 1]];
    if (has[tree] === 1) {
      const entry = [at.splits + splitBytes * first, end - first, at.records + recordBytes * i, ends[tree] - i];
      words.set(entry, (at.trees + treeBytes * treeCount++) / 4);
    }
    const always = 3 * (end - first);
    for (let s = first; s < end; s++) {
      const split = at.splits + splitBytes * s;
      numbers[split / 8] = trees.threshold[nodes[s]];
      const depends = previous[s] < 0 ? always : previous[s] - 2 * first;
      words.set([8 * trees.feature[nodes[s]], trees.missingLeft[nodes[s]], depends], split / 4 + 2);
    }
    for (; i < ends[tree]; i++) {
      const { piece, column } = records[i];
      const [record, table] = [at.records + recordBytes * i, at.tables + 8 * tableStarts[i]];
      const features = piece.features.slice(column, column + recordColumns);
      words[record / 4] = table;
      words[record / 4 + 10] = 8 * features.length;
      const bits = record / 2 + 2;
      halves.fill(always + 1, bits, bits + recordBits).set(piece.bits, bits);
      for (let c = 0; c < recordColumns; c++) {
        halves[bits + recordBits + c] = c < features.length ? 8 * features[c] : width + 8 * c;
      }
      const whole = pieceTable(piece);
      for (let pattern = 0; pattern < 2 ** piece.bits.length; pattern++) {
        const from = pattern * piece.features.length + column;
        numbers.set(whole.subarray(from, from + features.length), table / 8 + pattern * features.length);
      }
    }
  }
  const { lookUp, lookUpGroups } = twin ? lookUpTwin(memory) : lookUpKernel(memory);

  /** Lays out the first rows of a block in groups, column by column, and the others one after the other. */
  function layOut(part: Float64Array, grouped: number): void {
    const { columns } = trees;
    for (let row = 0; row < grouped; row++) {
      const member = row % groupRows;
      const to = at.rows / 8 + (row - member) * columns + member;
      for (let j = 0; j < columns; j++) numbers[to + groupRows * j] = part[row * columns + j];
    }
    numbers.set(part.subarray(grouped * columns), at.rows / 8 + inGroups(grouped) * columns);
  }

  function add(rows: Float64Array, contributions: Float64Array): void {
    const block = blockRows * trees.columns;
    for (let from = 0; from < rows.length; from += block) {
      const part = rows.subarray(from, from + block);
      const count = part.length / trees.columns;
      const left = count % groupRows;
      const grouped = left < fewestInGroup ? count - left : count;
      layOut(part, grouped);
      numbers.fill(0, at.contributions / 8, (at.contributions + count * outWidth) / 8);
      const ofOthers = at.contributions + grouped * outWidth;
      const others = at.rows + width * inGroups(grouped);
      if (grouped > 0) lookUpGroups(at.trees, treeCount, at.flags, at.rows, width, grouped, at.contributions, outWidth);
      if (grouped < count) lookUp(at.trees, treeCount, at.flags, others, width, count - grouped, ofOthers, outWidth);
      for (let row = 0; row < count; row++) {
        const [to, found] = [from + row * trees.columns, (at.contributions + row * outWidth) / 8];
        for (let j = 0; j < trees.columns; j++) contributions[to + j] += numbers[found + j];
      }
    }
  }

  return { has, add };
}

/** Places that so many rows take in groups. */
function inGroups(rows: number): number {
  return Math.ceil(rows / groupRows) * groupRows;
}

/** A piece, or as many of its features as a record has room for, beginning with one of them. */
type LookUpRecord = { readonly piece: Piece; readonly column: number };

/** Trees in their order, as long as their tables fit; `ends`: the number of records up to and including each tree's. */
function chooseTrees(trees: TreeEnsemble, prepared: PreparedTrees) {
  const { starts, widths } = prepared;
  const has = new Uint8Array(widths.length);
  const records: LookUpRecord[] = [];
  const ends: number[] = [];
  let cells = 0;
  for (let tree = 0; tree < widths.length; tree++) {
    // flags and places in a row have 16-bit addresses
    const narrow = widths[tree] <= mostFactors && starts[tree + 1] - starts[tree] < 20_000 && trees.columns < 8_000;
    const cut = (narrow ? cutTree(trees, prepared, tree, mostBits) : []).flatMap(recordsOf);
    const more = cut.reduce((sum, { piece }) => sum + 2 ** piece.bits.length * recordColumns, 0);
    if (cut.length > 0 && cells + more <= mostCells) {
      has[tree] = 1;
      cells += more;
      records.push(...cut);
    }
    ends.push(records.length);
  }
  return { has, records, ends };
}

function recordsOf(piece: Piece): LookUpRecord[] {
  const count = Math.ceil(piece.features.length / recordColumns);
  return Array.from({ length: count }, (_, part) => ({ piece, column: part * recordColumns }));
}

function cellsOf({ piece, column }: LookUpRecord): number {
  return 2 ** piece.bits.length * Math.min(recordColumns, piece.features.length - column);
}

/** Where each item's part begins, and where the last one ends. */
function startsOf<Item>(items: readonly Item[], length: (item: Item) => number): Int32Array {
  const starts = new Int32Array(items.length + 1);
  for (const [at, item] of items.entries()) starts[at + 1] = starts[at] + length(item);
  return starts;
}
