import { chiSquareSurvival } from './chi-square.ts';

/**
 * Pearson's chi-square test that units fell into the arms as planned. Weights need not sum to 1. 1 without any unit, 0 with a unit in
 * an arm that should have none.
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
