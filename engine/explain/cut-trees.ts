import type { TreeEnsemble } from '../trees/tree-ensemble.ts';
import type { PreparedTrees } from './prepared-trees.ts';

/**
 * A part of a tree: all leaves below one edge. What they contribute for a row depends on a few bits only: for each feature
 * on the path to the piece, whether the row passes that path's edges, and for each split within the piece, which way the row
 * goes.
 */
export type Piece = {
  /**
   * Where each bit of a pattern is read among the flags of the tree, lowest bit first. The flags are two for each split
   * (whether the row passes its left or right edge and all edges of the same feature above it), then one for each split
   * (whether the row goes left).
   */
  readonly bits: readonly number[];
  /** Features that contribute: on the path or within the piece. */
  readonly features: readonly number[];
  readonly leaves: readonly PieceLeaf[];
};

export type PieceLeaf = { readonly value: number; readonly factors: readonly LeafFactor[] };

/** One feature of a leaf's path. */
export type LeafFactor = {
  /** Place in the piece's `features`. */
  readonly column: number;
  /** The row passes all its edges where the bits of `mask` in its pattern are those of `wanted`. */
  readonly mask: number;
  readonly wanted: number;
  /** Share of the training rows that pass these edges. */
  readonly share: number;
};

/**
 * Cuts a tree into pieces of at most this many bits where its splits allow it. A leaf below a longer path is a piece with
 * more. A tree without splits has no pieces.
 */
export function cutTree(trees: TreeEnsemble, prepared: PreparedTrees, tree: number, mostBits: number): Piece[] {
  const { feature, left, right, value } = trees;
  const { starts, nodes, above, below, shares } = prepared;
  const first = starts[tree];
  const splits = starts[tree + 1] - first;
  const pieces: Piece[] = [];
  if (splits > 0) cut(-1, first);
  return pieces;

  /** @param top the split below the edge, -1 for a leaf */
  function cut(edge: number, top: number): void {
    const path = lastEdges(edge);
    const within = splitsFrom(top);
    if (within.length === 0 || path.size + within.length <= mostBits) {
      pieces.push(pieceOf(path, within, edge));
      return;
    }
    cut(2 * top, below[2 * top]);
    cut(2 * top + 1, below[2 * top + 1]);
  }

  /** The nearest edge of each feature on the way up from here, this edge included. */
  function lastEdges(edge: number): Map<number, number> {
    const edges = new Map<number, number>();
    for (let at = edge; at >= 0; at = above[at >> 1]) {
      const by = feature[nodes[at >> 1]];
      if (!edges.has(by)) edges.set(by, at);
    }
    return edges;
  }

  function splitsFrom(top: number): number[] {
    if (top < 0) return [];
    return [top, ...splitsFrom(below[2 * top]), ...splitsFrom(below[2 * top + 1])];
  }

  function pieceOf(path: ReadonlyMap<number, number>, within: readonly number[], edge: number): Piece {
    const features = [...new Set([...path.keys(), ...within.map((s) => feature[nodes[s]])])];
    const bits = [...[...path.values()].map((at) => at - 2 * first), ...within.map((s) => 2 * splits + s - first)];
    const bitOfPath = new Map([...path.keys()].map((by, bit) => [by, 1 << bit]));
    const bitOfSplit = new Map(within.map((s, at) => [s, 1 << (path.size + at)]));
    const ends = within.length === 0 ? [edge] : within.flatMap((s) => [2 * s, 2 * s + 1].filter((e) => below[e] < 0));
    return { bits, features, leaves: ends.map(leafAt) };

    function leafAt(end: number): PieceLeaf {
      const node = nodes[end >> 1];
      const factors = [...lastEdges(end)].map(([by, last]) => {
        let mask = bitOfPath.get(by) ?? 0;
        let wanted = mask;
        for (let at = end; at !== edge; at = above[at >> 1]) {
          if (feature[nodes[at >> 1]] !== by) continue;
          const bit = bitOfSplit.get(at >> 1) ?? 0;
          mask |= bit;
          if ((at & 1) === 0) wanted |= bit;
        }
        return { column: features.indexOf(by), mask, wanted, share: shares[last] };
      });
      return { value: value[(end & 1) === 0 ? left[node] : right[node]], factors };
    }
  }
}
