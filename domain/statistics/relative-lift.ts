/** Of one arm: units, and how many of them converted. */
export type Counts = { readonly units: number; readonly conversions: number };
export type RelativeLift = { readonly lift: number; readonly standardError: number };

/**
 * pB / pA - 1 with its standard error by the delta method: se^2 = pB qB / (pA^2 nB) + pA qA pB^2 / (pA^4 nA). Null without
 * units in both arms or without a conversion of the champion: a lift needs a base.
 */
export function relativeLift(champion: Counts, challenger: Counts): RelativeLift | null {
  if (champion.units === 0 || challenger.units === 0 || champion.conversions === 0) return null;
  const pA = champion.conversions / champion.units;
  const pB = challenger.conversions / challenger.units;
  const varianceB = varianceOfRate(challenger) / pA ** 2;
  const varianceA = (varianceOfRate(champion) * pB ** 2) / pA ** 4;
  return { lift: pB / pA - 1, standardError: Math.sqrt(varianceA + varianceB) };
}

/**
 * p q / n, the variance of a rate. When none or all of the units convert, p q is 0, but nothing is certain. So half a
 * conversion and half a failure are added for the variance: ten units without a conversion then prove nothing, and ten
 * thousand do.
 */
function varianceOfRate({ units, conversions }: Counts): number {
  const certain = conversions === 0 || conversions === units;
  const p = certain ? (conversions + 0.5) / (units + 1) : conversions / units;
  return (p * (1 - p)) / units;
}
