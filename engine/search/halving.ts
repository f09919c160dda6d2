/**
 * Synchronous successive halving (Jamieson and Talwalkar 2016, arXiv 1502.07943): all candidates get a small budget, the
 * better ones a larger one, and the last ones the whole. Which candidates go on depends only on the losses of a finished
 * rung, never on which finished first or how long it took.
 */

export type Rung = {
  /** Number of candidates at this rung. */
  readonly candidates: number;
  /** Share (0-1] of its own budget that each of them gets; 1 at the last rung. */
  readonly share: number;
};

export type HalvingOptions = {
  /** One of this many candidates goes on, and its budget grows by the same factor. */
  readonly reduction: number;
  readonly maximumRungs: number;
};

export const defaultHalving: HalvingOptions = { reduction: 3, maximumRungs: 3 };

/** The last rung compares at least two candidates; otherwise nothing would be left to choose. */
const finalists = 2;

/**
 * The rungs of a search, first to last; a single one with the whole budget when there are too few candidates to drop any.
 */
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
 * The `count` candidates that go on, by ascending index: those with the lowest mean loss, where ties go to the lower
 * index. Candidate 0, the defaults, always goes on, because the others have to beat it in the end.
 */
export function advance(results: readonly RungResult[], count: number): number[] {
  return results
    .toSorted((a, b) => Number(b.index === 0) - Number(a.index === 0) || a.mean - b.mean || a.index - b.index)
    .slice(0, count)
    .map(({ index }) => index)
    .sort((a, b) => a - b);
}
