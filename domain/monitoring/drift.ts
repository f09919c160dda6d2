import { populationStability } from '../statistics/population-stability.ts';
import { kolmogorovSmirnov, wasserstein } from '../statistics/sample-distance.ts';
import { type Measurement, noData } from './measurement.ts';
import { type Comparison, distanceNoise, periodNoise, shareNoise, stabilityNoise, usualCourse } from './noise-level.ts';
import { countInBins, referenceEdges } from './reference-bins.ts';

/** Above this a distribution counts as changed, if the sample is large enough to tell. */
export const driftLimit = 0.25;

const distanceMetrics = ['ks', 'ks_p', 'wasserstein'];

/** What a column did without drift, for comparison. */
export type Usual = {
  /** The reference's values week by week, where it holds several weeks: see `periodNoise`. */
  readonly periods?: readonly Float64Array[];
  /** What the periods are of, where it isn't the reference. */
  readonly whole?: Float64Array;
  /** Its values as long before the reference as today is after it: see `usualCourse`. */
  readonly earlier?: { readonly values: Float64Array; readonly distance: number };
};

/**
 * How one column has changed since the reference: psi, ks with its probability without drift, wasserstein (in standard
 * deviations of the reference) and missing (share now minus share then). Samples have one value per contact, so that values
 * are independent, as the noise levels assume. NaN is missing.
 *
 * @param tests number of columns that are compared at once.
 */
export function columnDrift(
  reference: Float64Array,
  current: Float64Array,
  segment: string,
  tests: number,
  usual: Usual = {},
): Measurement[] {
  const lacking = whatLacks(reference, current);
  if (lacking !== null) {
    return ['psi', ...distanceMetrics, 'missing'].map((metric) => noData('drift', metric, segment, lacking));
  }
  const edges = referenceEdges(reference);
  const count = (values: Float64Array) => countInBins(values, edges);
  const [psi, missing] = frequencyDrift(count(reference), count(current), segment, tests, countUsual(usual, count));
  return [psi, ...distances(present(reference), present(current), segment, tests), missing];
}

/** More levels than these, which are the most frequent ones of the training, share a bin with unknown ones. */
const ownBins = 8;

/**
 * How the levels of a category have changed: psi of their frequencies, and missing, as `columnDrift`. Codes have no distances.
 *
 * @param reference codes of `engine/categories/levels.ts`; NaN is missing, and so is 0.
 */
export function levelDrift(
  reference: Float64Array,
  current: Float64Array,
  segment: string,
  tests: number,
  usual: Usual = {},
): Measurement[] {
  const lacking = whatLacks(reference, current);
  if (lacking !== null) return ['psi', 'missing'].map((metric) => noData('drift', metric, segment, lacking));
  const counted = countUsual(usual, countLevels);
  return frequencyDrift(countLevels(reference), countLevels(current), segment, tests, counted);
}

type UsualCounts = {
  readonly periods: readonly (readonly number[])[];
  /** null: the reference. */
  readonly whole: readonly number[] | null;
  readonly earlier: { readonly counts: readonly number[]; readonly distance: number } | null;
};

function countUsual({ periods = [], whole, earlier }: Usual, count: (values: Float64Array) => number[]): UsualCounts {
  return {
    periods: periods.map(count),
    whole: whole === undefined ? null : count(whole),
    earlier: earlier === undefined ? null : { counts: count(earlier.values), distance: earlier.distance },
  };
}

function whatLacks(reference: Float64Array, current: Float64Array): string | null {
  if (reference.length === 0) return 'the reference has no rows';
  return current.length === 0 ? 'there are no rows' : null;
}

function countLevels(codes: Float64Array): number[] {
  const counts = new Array<number>(ownBins + 2).fill(0);
  for (const code of codes) counts[code > 0 ? Math.min(code - 1, ownBins) : ownBins + 1]++;
  return counts;
}

/** Of counts by bin; the last bin is of missing values. */
function frequencyDrift(
  before: readonly number[],
  now: readonly number[],
  segment: string,
  tests: number,
  { periods, whole, earlier }: UsualCounts,
): [Measurement, Measurement] {
  const [n, m] = [before, now].map((counts) => counts.reduce((sum, count) => sum + count, 0));
  const comparison = { n, m, tests };
  const filled = before.filter((count, bin) => count + now[bin] > 0).length;
  const [gone, missing] = [before.at(-1) ?? 0, now.at(-1) ?? 0];
  const course = earlier === null ? 0 : usualCourse(before, earlier.counts, earlier.distance);
  const noise = stabilityNoise(filled, comparison) + Math.max(course, periodNoise(whole ?? before, periods));
  return [
    measured('psi', segment, populationStability(before, now), noise, m),
    measured('missing', segment, missing / m - gone / n, shareNoise((missing + gone) / (m + n), comparison), m),
  ];
}

function distances(a: Float64Array, b: Float64Array, segment: string, tests: number): Measurement[] {
  if (a.length === 0 || b.length === 0) {
    const reason = `every value is missing in the ${a.length === 0 ? 'reference' : 'current rows'}`;
    return distanceMetrics.map((metric) => noData('drift', metric, segment, reason, b.length));
  }
  const comparison: Comparison = { n: a.length, m: b.length, tests };
  const deviation = standardDeviation(a);
  const { distance, p } = kolmogorovSmirnov(a, b);
  return [
    measured('ks', segment, distance, distanceNoise(comparison), b.length),
    measured('ks_p', segment, p, null, b.length),
    deviation === 0
      ? noData('drift', 'wasserstein', segment, 'every value of the reference is equal', b.length)
      : measured('wasserstein', segment, wasserstein(a, b) / deviation, null, b.length),
  ];
}

/** The share of features whose index counts as a changed distribution and lies above its noise. */
export function driftedShare(features: readonly Measurement[], samples: number): Measurement {
  const indexes = features.filter(({ metric, value }) => metric === 'psi' && value !== null);
  if (indexes.length === 0) return noData('drift', 'drifted_features', 'all', 'there are no rows');
  const beyond = indexes.filter(({ value, noise }) => (value ?? 0) > Math.max(driftLimit, noise ?? 0));
  return measured('drifted_features', 'all', beyond.length / indexes.length, null, samples);
}

function measured(metric: string, segment: string, value: number, noise: number | null, samples: number): Measurement {
  return { source: 'drift', metric, segment, value, low: null, high: null, noise, samples, reason: null };
}

function present(values: Float64Array): Float64Array {
  return values.filter((value) => !Number.isNaN(value));
}

function standardDeviation(values: Float64Array): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
}
