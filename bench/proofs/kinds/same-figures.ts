import type { Measurement } from '../../../domain/monitoring/measurement.ts';

/** How many of a day's figures are not the same in both, or are in one of them alone. */
export function differences(one: readonly Measurement[], other: readonly Measurement[]): number {
  const keyOf = ({ source, metric, segment }: Measurement) => `${source} ${metric} ${segment}`;
  const known = new Map(one.map((each) => [keyOf(each), each]));
  const alike = other.filter((each) => {
    const same = known.get(keyOf(each));
    return same !== undefined && isNear(same.value, each.value) && isNear(same.noise, each.noise);
  });
  return one.length + other.length - 2 * alike.length;
}

function isNear(one: number | null, other: number | null): boolean {
  if (one === null || other === null) return one === other;
  return Math.abs(one - other) <= 1e-9 * Math.max(1, Math.abs(one));
}
