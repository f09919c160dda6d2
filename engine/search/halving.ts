/**
 * Successive halving (Jamieson and Talwalkar 2016, arXiv 1502.07943), synchronous: all candidates get a small budget, the better part of
 * them a larger one, and the last ones the whole. Which go on depends on the losses of a finished rung alone, never on
 * who finished first or how long it took.
 */

export type Rung = {
  /** How many run at it. */
  readonly candidates: number;
  /** Share (0-1] of its own budget that each of them gets; 1 at the last rung. */
  readonly share: number;
};

export type HalvingOptions = {
  /** One of so many candidates goes on, and its budget grows by as much. */
  readonly reduction: number;
  readonly maximumRungs: number;
};

export const defaultHalving: HalvingOptions = { reduction: 3, maximumRungs: 3 };

/** The last rung compares two at the least, or there would be nothing left to choose. */
const finalists = 2;

/** The rungs of a search, first to last; one with the whole budget when there are too few candidates to drop any. */
export function planRungs(
  candidates: number,
  { reduction, maximumRungs }: HalvingOptions = defaultHalving,
): readonly Rung[] {
  const counts = [candidates];
  for (let next = Math.ceil(candidates / reduction); counts.length < maximumRungs; next = Math.ceil(next / reduction)) {
    if (next < finalists || next >= counts[counts.length - 1]) break;
    counts.push(next);
  }
  return counts.map((count, rung) => ({ candidates: count, share: reduction ** (rung + 1 - counts.length) }));
}

export type RungResult = { readonly index: number; readonly mean: number };

/**
 * The `count` candidates that go on, by ascending index: those with the least mean loss, of equal ones the lower index; and in any case
 * candidate 0, the defaults, which the others have to beat in the end.
 */
export function advance(results: readonly RungResult[], count: number): number[] {
  return results
    .toSorted((a, b) => Number(b.index === 0) - Number(a.index === 0) || a.mean - b.mean || a.index - b.index)
    .slice(0, count)
    .map(({ index }) => index)
    .sort((a, b) => a - b);
}
