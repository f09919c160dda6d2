import type { Piece, PieceLeaf } from './cut-trees.ts';
import { gaussLegendre } from './quadrature.ts';

/** What each of the piece's features contributes, for each pattern of bits in its order as a number: patterns x features. */
export function pieceTable({ bits, features, leaves }: Piece): Float64Array {
  const patterns = 2 ** bits.length;
  const width = features.length;
  const table = new Float64Array(patterns * width);
  for (const leaf of leaves) {
    const { factors } = leaf;
    const ofLeaf = leafTable(leaf);
    for (let pattern = 0; pattern < patterns; pattern++) {
      let passed = 0;
      for (let j = 0; j < factors.length; j++) {
        if ((pattern & factors[j].mask) === factors[j].wanted) passed |= 1 << j;
      }
      for (let j = 0; j < factors.length; j++) {
        table[pattern * width + factors[j].column] += ofLeaf[passed * factors.length + j];
      }
    }
  }
  return table;
}

/**
 * Shapley values of the game in which a leaf of value v is reached with probability prod_j (o_j or z_j), as in `tree-shap.ts`, for each set
 * of factors that a row passes (a bit each): sets x factors.
 */
function leafTable({ value, factors }: PieceLeaf): Float64Array {
  const count = factors.length;
  const { points, weights } = gaussLegendre(Math.max(1, Math.ceil(count / 2)));
  const table = new Float64Array(2 ** count * count);
  const q = new Float64Array(count);
  for (let passed = 0; passed < 2 ** count; passed++) {
    for (let k = 0; k < points.length; k++) {
      const t = points[k];
      let product = weights[k] * value;
      for (let j = 0; j < count; j++) {
        q[j] = factors[j].share * (1 - t) + ((passed >> j) & 1) * t;
        product *= q[j];
      }
      for (let j = 0; j < count; j++) {
        table[passed * count + j] += (product / q[j]) * (((passed >> j) & 1) - factors[j].share);
      }
    }
  }
  return table;
}
