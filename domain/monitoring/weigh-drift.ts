import { type Measurement, noData } from './measurement.ts';

/** The version's permutation importance: shares of 1. */
export type Importance = readonly { readonly feature: string; readonly share: number }[];

/** A shift of the inputs or of the outputs, after chance and the usual course were taken off. */
export type JudgedDrift = {
  /** The index; 0 where chance and the usual course explain it, or where it doesn't move the outputs. */
  readonly value: number;
  readonly low: number;
  readonly samples: number;
};

/**
 * The features' indexes, each by the share that the model gives it: a shift of a feature that the model makes nothing of is none of its
 * inputs' drift. Without known importance all count alike.
 */
export function weighDrift(features: readonly Measurement[], importance: Importance, samples: number): Measurement {
  const known = features.filter(({ metric, value }) => metric === 'psi' && value !== null);
  if (known.length === 0) return noData('drift', 'weighted_psi', 'all', whyUnknown(features), samples);
  const shares = new Map(importance.map(({ feature, share }) => [`feature=${feature}`, Math.max(0, share)]));
  const total = [...shares.values()].reduce((sum, share) => sum + share, 0);
  const weighed = (of: (measurement: Measurement) => number) =>
    known.reduce((sum, each) => {
      const share = total > 0 ? (shares.get(each.segment) ?? 0) / total : 1 / known.length;
      return sum + share * of(each);
    }, 0);
  return {
    source: 'drift',
    metric: 'weighted_psi',
    segment: 'all',
    value: weighed(({ value }) => value ?? 0),
    noise: weighed(({ noise }) => noise ?? 0),
    low: null,
    high: null,
    samples,
    reason: null,
  };
}

/**
 * Drift is what moves the model's outputs: by itself, or together with the inputs that it is made of. Inputs that move while the outputs
 * stay where they were raise nothing.
 *
 * @returns null: there is nothing to compare with.
 */
export function judgeDrift(measurements: readonly Measurement[]): JudgedDrift | null {
  const find = (metric: string, segment: string) =>
    measurements.find((each) => each.source === 'drift' && each.metric === metric && each.segment === segment);
  const output = find('psi', 'prediction');
  if (output === undefined || output.value === null) return null;
  const { samples } = output;
  const still = { value: 0, low: 0, samples };
  if (output.value <= (output.noise ?? 0)) return still;
  const shifts = [output, find('weighted_psi', 'all')].flatMap((each) =>
    each === undefined || each.value === null ? [] : [{ value: each.value, low: each.value - (each.noise ?? 0) }],
  );
  const [furthest = still] = shifts.toSorted((a, b) => b.low - a.low);
  return { ...furthest, samples };
}

function whyUnknown(features: readonly Measurement[]): string {
  return features.find(({ metric }) => metric === 'psi')?.reason ?? 'there are no rows';
}
