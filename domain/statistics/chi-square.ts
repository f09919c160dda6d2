import { upperGamma } from './incomplete-gamma.ts';

/** P(X > x) of a chi-square with k degrees of freedom: Q(k/2, x/2). Relative error about 1e-14. */
export function chiSquareSurvival(x: number, degreesOfFreedom: number): number {
  return upperGamma(degreesOfFreedom / 2, x / 2);
}
