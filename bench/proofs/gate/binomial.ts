import { logGamma } from '../../../domain/statistics/log-gamma.ts';
import type { Random } from '../../../engine/random.ts';

/**
 * Successes of n trials at rate p, exactly: the distribution function is inverted over the counts in the order of their distance from
 * the mode, so that a draw takes about as many steps as its standard deviation.
 */
export function binomial(random: Random, n: number, p: number): number {
  if (n === 0 || p <= 0) return 0;
  if (p >= 1) return n;
  const odds = p / (1 - p);
  const mode = Math.floor((n + 1) * p);
  const logPeak = logGamma(n + 1) - logGamma(mode + 1) - logGamma(n - mode + 1);
  const peak = Math.exp(logPeak + mode * Math.log(p) + (n - mode) * Math.log1p(-p));
  let left = random.next() - peak;
  let [below, above] = [peak, peak];
  for (let distance = 1; left >= 0 && distance <= n; distance++) {
    const [low, high] = [mode - distance, mode + distance];
    above *= ((n - high + 1) / high) * odds;
    if (high <= n) left -= above;
    if (left < 0) return high;
    if (low < 0) continue;
    below *= (low + 1) / (n - low) / odds;
    left -= below;
    if (left < 0) return low;
  }
  return mode;
}
