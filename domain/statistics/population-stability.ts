/**
 * How far two distributions over the same bins lie apart: the sum of (p - q) ln(p / q), from shares or counts. Below 0.1
 * they count as the same, above 0.25 as different. A bin that is empty in only one of them counts as half a case there, so
 * that it weighs much but not infinitely; a bin that is empty in both is ignored.
 */
export function populationStability(expected: readonly number[], actual: readonly number[]): number {
  const [total, otherTotal] = [sum(expected), sum(actual)];
  let index = 0;
  for (const [bin, count] of expected.entries()) {
    const other = actual[bin] ?? 0;
    if (count === 0 && other === 0) continue;
    const p = (count || 0.5) / total;
    const q = (other || 0.5) / otherTotal;
    index += (p - q) * Math.log(p / q);
  }
  return index;
}

/**
 * The level that the index of two samples of one distribution stays below in 95% of cases: it is distributed about as
 * chi-square with bins - 1 degrees of freedom, times (1/N + 1/M). Takes 1 to 10 bins, counting only those with a unit in
 * them; throws RangeError for others.
 */
export function populationStabilityNoise(bins: number, units: number, otherUnits: number): number {
  const level = chiSquare95[bins - 1];
  if (level === undefined) throw new RangeError(`The noise of ${bins} bins is not known, only that of 1 to 10.`);
  return level * (1 / units + 1 / otherUnits);
}

/** 95th percentiles of chi-square with 0 to 9 degrees of freedom. */
const chiSquare95 = [
  0, 3.841458820694124, 5.991464547107979, 7.814727903251179, 9.487729036781154, 11.070497693516351, 12.591587243743977,
  14.067140449340169, 15.507313055865453, 16.918977604620448,
] as const;

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
