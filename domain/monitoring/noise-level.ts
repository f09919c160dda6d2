import { chiSquareSurvival } from '../statistics/chi-square.ts';
import { normalQuantile } from '../statistics/normal.ts';
import { populationStability } from '../statistics/population-stability.ts';

/**
 * The level that two samples of one distribution stay below in 95% of comparisons of all `tests` features at once
 * (Bonferroni): a value above it is more than noise. `n` and `m` are the sizes of the samples.
 */
export type Comparison = { readonly n: number; readonly m: number; readonly tests: number };

const error = 0.05;

/** The level of the population stability index: about chi-square with bins - 1 degrees of freedom, times (1/n + 1/m). */
export function stabilityNoise(filledBins: number, { n, m, tests }: Comparison): number {
  if (filledBins < 2) return 0;
  let [low, high] = [0, 1_000];
  while (high - low > 1e-9) {
    const middle = (low + high) / 2;
    if (chiSquareSurvival(middle, filledBins - 1) > error / tests) low = middle;
    else high = middle;
  }
  return high * (1 / n + 1 / m);
}

/** The level of the Kolmogorov-Smirnov distance, by the first term of its limit; ties only make the distance smaller. */
export function distanceNoise({ n, m, tests }: Comparison): number {
  return Math.sqrt((-Math.log(error / tests / 2) / 2) * (1 / n + 1 / m));
}

/** The level of the difference of two shares around `share`. */
export function shareNoise(share: number, { n, m, tests }: Comparison): number {
  return normalQuantile(1 - error / tests / 2) * Math.sqrt(share * (1 - share) * (1 / n + 1 / m));
}

/** Fewer reference periods don't show how much one differs from another. */
const leastPeriods = 4;

/**
 * The largest distance of a period of the reference from the whole reference, beyond what the chance of its rows explains. A
 * cause that everybody shares for a week, such as the campaign that brought its leads, moves all values together, and no
 * number of rows evens that out.
 *
 * @param whole counts by bin of the reference.
 * @param periods counts by bin of each of its weeks.
 * @returns what to add to `stabilityNoise`; 0 with fewer than four periods.
 */
export function periodNoise(whole: readonly number[], periods: readonly (readonly number[])[]): number {
  if (periods.length < leastPeriods) return 0;
  const size = (counts: readonly number[]) => counts.reduce((sum, count) => sum + count, 0);
  const excesses = periods.map((counts) => {
    const filled = whole.filter((count, bin) => count + (counts[bin] ?? 0) > 0).length;
    // the mean of the index's distribution when there is no shared cause
    return populationStability(whole, counts) - (filled - 1) * (1 / size(whole) + 1 / size(counts));
  });
  return Math.max(0, ...excesses);
}

/**
 * How far the rows at an equal distance before the reference are from it, which is how far an undisturbed business moves in that time.
 *
 * @param whole counts by bin of the reference.
 * @param distance of those rows, over that of today's: a shift that goes on grows the index by the square.
 */
export function usualCourse(whole: readonly number[], earlier: readonly number[], distance: number): number {
  return populationStability(whole, earlier) / distance ** 2;
}
