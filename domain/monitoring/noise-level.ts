import { chiSquareSurvival } from '../experiment/chi-square.ts';
import { normalQuantile } from '../experiment/normal.ts';

/**
 * What two samples of one distribution stay below in 95% of comparisons of all `tests` features at once (Bonferroni): beyond it is more
 * than noise. `n` and `m` are the sizes of the samples.
 */
export type Comparison = { readonly n: number; readonly m: number; readonly tests: number };

const error = 0.05;

/** Of the population stability index: about chi-square with bins - 1 degrees of freedom, times (1/n + 1/m). */
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

/** Of the Kolmogorov-Smirnov distance, by the first term of its limit; ties only make the distance smaller. */
export function distanceNoise({ n, m, tests }: Comparison): number {
  return Math.sqrt((-Math.log(error / tests / 2) / 2) * (1 / n + 1 / m));
}

/** Of the difference of two shares around `share`. */
export function shareNoise(share: number, { n, m, tests }: Comparison): number {
  return normalQuantile(1 - error / tests / 2) * Math.sqrt(share * (1 - share) * (1 / n + 1 / m));
}
