import { alwaysValidInterval, type Interval } from './always-valid.ts';

/** Differences of two models' losses on the same subjects. */
export type PairedNumbers = { readonly units: number; readonly mean: number; readonly standardDeviation: number };

/** Always-valid interval of the mean difference; null with fewer than two subjects, which have no spread. */
export function pairedInterval(
  { units, mean, standardDeviation }: PairedNumbers,
  plannedTotal: number,
  alpha: number,
): Interval | null {
  if (units < 2) return null;
  const standardError = standardDeviation / Math.sqrt(units);
  return alwaysValidInterval({ estimate: mean, standardError, units, plannedTotal, alpha });
}
