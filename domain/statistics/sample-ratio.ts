import { chiSquareSurvival } from './chi-square.ts';
import { logGamma } from './log-gamma.ts';

/**
 * The p-value of Pearson's chi-square test that units fell into the arms as planned. Weights need not sum to 1. It is 1
 * without any unit, and 0 with a unit in an arm that should have none.
 */
export function sampleRatioP(observed: readonly number[], weights: readonly number[]): number {
  const units = observed.reduce((sum, each) => sum + each, 0);
  const weight = weights.reduce((sum, each) => sum + each, 0);
  const open = weights.filter((each) => each > 0).length;
  if (observed.some((count, arm) => count > 0 && weights[arm] === 0)) return 0;
  if (units === 0 || open < 2) return 1;
  let statistic = 0;
  for (const [arm, count] of observed.entries()) {
    const expected = (units * weights[arm]) / weight;
    if (expected > 0) statistic += (count - expected) ** 2 / expected;
  }
  return chiSquareSurvival(statistic, open - 1);
}

/**
 * The same test, valid however many looks there are (Lindon & Malek, arXiv 2011.03567). The p-value is 1 over the Bayes
 * factor of a Dirichlet alternative, centred on the planned shares and worth `prior` observations. A large prior finds small
 * deviations in many observations, a small one gross deviations in few.
 */
export function sequentialRatioP(observed: readonly number[], weights: readonly number[], prior: number): number {
  const weight = weights.reduce((sum, each) => sum + each, 0);
  const units = observed.reduce((sum, each) => sum + each, 0);
  if (units === 0) return 1;
  let logFactor = logGamma(prior) - logGamma(prior + units);
  for (const [arm, count] of observed.entries()) {
    const share = weights[arm] / weight;
    if (share === 0 && count > 0) return 0;
    if (share > 0) logFactor += logGamma(prior * share + count) - logGamma(prior * share) - count * Math.log(share);
  }
  return Math.min(1, Math.exp(-logFactor));
}
