import type { Measurement } from './measurement.ts';
import type { Importance } from './weigh-drift.ts';

/** A feature with at least this PSI is named as a likely cause. */
const notable = 0.1;
const named = 5;

/** What moved further than chance and the usual course explain, in the order of what the model makes of it. */
export function driftCauses(measurements: readonly Measurement[], importance: Importance): string[] {
  const shares = new Map(importance.map(({ feature, share }) => [`feature=${feature}`, share]));
  return measurements
    .filter(({ source, metric, segment }) => source === 'drift' && metric === 'psi' && segment !== 'prediction')
    .flatMap(({ segment, value, noise }) =>
      value !== null && value > Math.max(notable, noise ?? 0)
        ? [{ segment, value, share: shares.get(segment) ?? 0, weight: (shares.get(segment) ?? 0) * value }]
        : [],
    )
    .toSorted((a, b) => b.weight - a.weight || b.value - a.value)
    .slice(0, named)
    .map(
      ({ segment, value, share }) =>
        `${segment} has drifted: PSI ${value.toFixed(2)}, ${(100 * share).toFixed(1)}% of the importance.`,
    );
}
