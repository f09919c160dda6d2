import { createLayout } from '../kernel/kernel.ts';
import type { TreeEnsemble } from '../trees/tree-ensemble.ts';
import { cutTree, type Piece } from './cut-trees.ts';
import { lookUpKernel, lookUpTwin } from './look-up-shap.ts';
import { pieceTable } from './piece-table.ts';
import type { PreparedTrees } from './prepared-trees.ts';

/**
 * Exact Shapley values of trees by look-up (Yang 2021, Fast TreeSHAP v2, carried from leaves to pieces of trees): a row's decisions make
 * patterns of bits, and what each pattern contributes is computed once for all rows.
 */
export type TabulatedShap = {
  /** Of the prepared trees, which of them: the others were too large. */
  readonly has: Uint8Array;
  /** Adds the contributions of these trees. `rows` and `contributions` are rows x columns, rounded as the trees' precision asks. */
  add(rows: Float64Array, contributions: Float64Array): void;
};

/** Pieces of 128 patterns: a tree of depth 3 is one. */
const mostBits = 7;
/** A leaf below more different features would take longer to tabulate than to explain many rows. */
const mostFactors = 10;
/** Numbers in all tables, 8 bytes each. */
const mostCells = 2 ** 21;
/** Rows that pass a tree while its tables are near. */
const blockRows = 128;

/** @param twin true: the kernel in TypeScript. */
export function tabulateShap(trees: TreeEnsemble, prepared: PreparedTrees, twin = false): TabulatedShap {
  const { starts, nodes, previous, widths } = prepared;
  const { has, pieces, ends } = chooseTrees(trees, prepared);
  const bitStarts = startsOf(pieces, ({ bits }) => bits.length);
  const columnStarts = startsOf(pieces, ({ features }) => features.length);
  const tableStarts = startsOf(pieces, cellsOf);
  const most = widths.reduce((found, _, tree) => Math.max(found, starts[tree + 1] - starts[tree]), 0);

  const width = 8 * trees.columns;
  const layout = createLayout();
  const at = {
    splits: layout.reserve(24 * nodes.length),
    pieces: layout.reserve(12 * pieces.length),
    bits: layout.reserve(2 * bitStarts[pieces.length]),
    columns: layout.reserve(2 * columnStarts[pieces.length]),
    tables: layout.reserve(8 * tableStarts[pieces.length]),
    flags: layout.reserve(3 * most + 1),
    rows: layout.reserve(width * blockRows),
    contributions: layout.reserve(width * blockRows),
  };
  const memory = layout.allocate();
  const numbers = new Float64Array(memory.buffer);
  const words = new Uint32Array(memory.buffer);
  const halves = new Uint16Array(memory.buffer);
  for (let tree = 0; tree < widths.length; tree++) {
    const [first, end] = [starts[tree], starts[tree + 1]];
    for (let s = first; s < end; s++) {
      const split = at.splits + 24 * s;
      numbers[split / 8] = trees.threshold[nodes[s]];
      const depends = previous[s] < 0 ? 3 * (end - first) : previous[s] - 2 * first;
      words.set([8 * trees.feature[nodes[s]], trees.missingLeft[nodes[s]], depends], split / 4 + 2);
    }
  }
  for (const [p, piece] of pieces.entries()) {
    const table = at.tables + 8 * tableStarts[p];
    words.set([piece.bits.length, piece.features.length, table], at.pieces / 4 + 3 * p);
    halves.set(piece.bits, at.bits / 2 + bitStarts[p]);
    halves.set(
      piece.features.map((feature) => 8 * feature),
      at.columns / 2 + columnStarts[p],
    );
    numbers.set(pieceTable(piece), table / 8);
  }
  const { lookUp } = twin ? lookUpTwin(memory) : lookUpKernel(memory);

  function add(rows: Float64Array, contributions: Float64Array): void {
    const block = blockRows * trees.columns;
    for (let from = 0; from < rows.length; from += block) {
      const part = rows.subarray(from, from + block);
      numbers.set(part, at.rows / 8);
      numbers.set(contributions.subarray(from, from + block), at.contributions / 8);
      for (let tree = 0, piece = 0; tree < ends.length; piece = ends[tree++]) {
        if (has[tree] === 0) continue;
        lookUp(
          at.splits + 24 * starts[tree],
          starts[tree + 1] - starts[tree],
          at.pieces + 12 * piece,
          ends[tree] - piece,
          at.bits + 2 * bitStarts[piece],
          at.columns + 2 * columnStarts[piece],
          at.flags,
          at.rows,
          width,
          part.length / trees.columns,
          at.contributions,
        );
      }
      contributions.set(numbers.subarray(at.contributions / 8, at.contributions / 8 + part.length), from);
    }
  }

  return { has, add };
}

/** Trees in their order, as long as their tables fit; `ends`: pieces up to and with each tree's. */
function chooseTrees(trees: TreeEnsemble, prepared: PreparedTrees) {
  const { starts, widths } = prepared;
  const has = new Uint8Array(widths.length);
  const pieces: Piece[] = [];
  const ends: number[] = [];
  let cells = 0;
  for (let tree = 0; tree < widths.length; tree++) {
    // flags and places in a row are addressed by 16 bits
    const narrow = widths[tree] <= mostFactors && starts[tree + 1] - starts[tree] < 20_000 && trees.columns < 8_000;
    const cut = narrow ? cutTree(trees, prepared, tree, mostBits) : [];
    const more = cut.reduce((sum, piece) => sum + cellsOf(piece), 0);
    if (cut.length > 0 && cells + more <= mostCells) {
      has[tree] = 1;
      cells += more;
      pieces.push(...cut);
    }
    ends.push(pieces.length);
  }
  return { has, pieces, ends };
}

function cellsOf({ bits, features }: Piece): number {
  return 2 ** bits.length * features.length;
}

/** Where each item's part begins, and the end. */
function startsOf<Item>(items: readonly Item[], length: (item: Item) => number): Int32Array {
  const starts = new Int32Array(items.length + 1);
  for (const [at, item] of items.entries()) starts[at + 1] = starts[at] + length(item);
  return starts;
}
