import { logBeta, logGamma } from './log-gamma.ts';
import type { Counts } from './relative-lift.ts';

/** Terms below this share of the sum no longer show in it. */
const negligible = 1e-17;

/** P(rate of the challenger > rate of the champion) with posteriors Beta(1 + conversions, 1 + failures) of independent arms. */
export function chanceToWin(champion: Counts, challenger: Counts): number {
  const ahead = posteriorMean(challenger) > posteriorMean(champion);
  // summed from the side that is behind, the terms soon fade, however many units there are
  return ahead ? 1 - chanceOfTheWorse(challenger, champion) : chanceOfTheWorse(champion, challenger);
}

function posteriorMean({ units, conversions }: Counts): number {
  return (conversions + 1) / (units + 2);
}

/**
 * With whole numbers a, b of A and c, d of B, P(B > A) is P(X < c) of the beta negative binomial X, the successes at A's rate before d
 * failures: sum over i < c of Gamma(d + i) / (i! Gamma(d)) * B(a + i, b + d) / B(a, b). Summed from i = c - 1 downwards, exactly.
 */
function chanceOfTheWorse(better: Counts, worse: Counts): number {
  const [a, b] = [better.conversions + 1, better.units - better.conversions + 1];
  const [c, d] = [worse.conversions + 1, worse.units - worse.conversions + 1];
  let term = Math.exp(logGamma(d + c - 1) - logGamma(c) - logGamma(d) + logBeta(a + c - 1, b + d) - logBeta(a, b));
  let sum = term;
  for (let i = c - 1; i > 0 && term > sum * negligible; i--) {
    term *= (i * (a + b + d + i - 1)) / ((d + i - 1) * (a + i - 1));
    sum += term;
  }
  return Math.min(1, sum);
}
