/**
 * Leads of both arms compete for the same salespeople: leads of the arm whose model scores higher would be called first,
 * however good its order is. So the challenger's score is replaced by the champion's score of the same rank, and both arms
 * offer equal shares of each tier.
 */
export type ScoreMap = {
  /** The challenger's scores, strictly ascending. */
  readonly from: readonly number[];
  /** The champion's scores of the same ranks, ascending, equally many. */
  readonly to: readonly number[];
};

const mostKnots = 101;

/** Builds the map from both models' scores of the same subjects, in any order. */
export function scoreMapOf(challenger: ArrayLike<number>, champion: ArrayLike<number>): ScoreMap {
  const ranked = [Float64Array.from(challenger).sort(), Float64Array.from(champion).sort()] as const;
  const knots = Math.min(mostKnots, challenger.length, champion.length);
  const from: number[] = [];
  const to: number[] = [];
  for (let at = 0; at < knots; ) {
    const score = quantile(ranked[0], share(at, knots));
    let sum = 0;
    let tied = 0;
    for (; at < knots && quantile(ranked[0], share(at, knots)) === score; at++, tied++)
      sum += quantile(ranked[1], share(at, knots));
    from.push(score);
    to.push(sum / tied);
  }
  return { from, to };
}

/**
 * Maps a score: monotone and piecewise linear between the knots, and the ends of `to` beyond them. A map of no subjects
 * changes nothing.
 */
export function mapScore(map: ScoreMap, score: number): number {
  const { from, to } = map;
  const above = from.findIndex((knot) => knot > score);
  if (from.length === 0) return score;
  if (above === 0) return to[0];
  if (above === -1) return to[to.length - 1];
  const [left, right] = [from[above - 1], from[above]];
  const [low, high] = [to[above - 1], to[above]];
  return Math.min(high, low + ((high - low) * (score - left)) / (right - left));
}

function share(at: number, knots: number): number {
  return knots === 1 ? 0.5 : at / (knots - 1);
}

/** Linear between the two nearest of the ascending values; equal neighbours give exactly their value. */
function quantile(ascending: Float64Array, q: number): number {
  const place = q * (ascending.length - 1);
  const below = Math.floor(place);
  const low = ascending[below];
  const high = ascending[Math.min(below + 1, ascending.length - 1)];
  return low + (high - low) * (place - below);
}
