import { selectValues } from './data/matrix.ts';
import { quantile } from './data/preprocessor.ts';
import { EngineError } from './engine-error.ts';
import type { Metric } from './metrics/metric.ts';
import { createRandom, hashSeed } from './random.ts';

/** A percentile interval; `estimate` is the metric of the rows as they are. */
export type Interval = {
  readonly estimate: Metric;
  /** null when the metric is undefined for the rows or for most resamples. */
  readonly lower: number | null;
  readonly upper: number | null;
  readonly level: number;
  readonly replicates: number;
};

export type BootstrapSettings = {
  /** One key per row: whole groups (contacts) are drawn. Without it, single rows are. */
  readonly groups?: readonly string[];
  readonly replicates: number;
  /** Coverage in (0, 1). */
  readonly level: number;
  readonly seed: number;
};

export const defaultBootstrap = { replicates: 1000, level: 0.95 } as const;

/** Above this many rows intervals are narrow, and 200 resamples (Efron and Tibshirani 1993) tell as much as 1,000. */
const manyRows = 2_000;

/** The number of resamples that is enough for this many rows. */
export function replicatesFor(rows: number): number {
  return rows > manyRows ? 200 : defaultBootstrap.replicates;
}

type MetricFunction = (y: Float64Array, p: Float64Array) => Metric;

/** Percentile bootstrap intervals (Efron 1979) of metrics over rows. They share the resamples: each costs one measurement per resample. */
export function bootstrapMetrics<Name extends string>(
  y: Float64Array,
  p: Float64Array,
  measure: (y: Float64Array, p: Float64Array) => Readonly<Record<Name, Metric>>,
  settings: BootstrapSettings,
): Record<Name, Interval> {
  // By ascending prediction, so that metrics that rank find their resamples sorted.
  const order = Uint32Array.from(y.keys()).sort((a, b) => p[a] - p[b]);
  return bootstrapStatistics(order, (rows) => measure(selectValues(y, rows), selectValues(p, rows)), settings);
}

/**
 * Interval of metric(challenger) - metric(champion). Both are computed on the same resampled rows, so whatever makes a row
 * hard for both cancels out.
 */
export function bootstrapDifference(
  y: Float64Array,
  challenger: Float64Array,
  champion: Float64Array,
  metric: MetricFunction,
  settings: BootstrapSettings,
): Interval {
  function difference(rows: Uint32Array): Metric {
    const labels = selectValues(y, rows);
    const ofChallenger = metric(labels, selectValues(challenger, rows));
    const ofChampion = metric(labels, selectValues(champion, rows));
    if (ofChallenger.value === null) return ofChallenger;
    if (ofChampion.value === null) return ofChampion;
    return { value: ofChallenger.value - ofChampion.value };
  }
  const order = Uint32Array.from(y.keys());
  return bootstrapStatistics(order, (rows) => ({ difference: difference(rows) }), settings).difference;
}

/**
 * @param order every row once; resamples keep this order. @param measure gets the rows of a resample, each repeated as often
 * as it was drawn.
 */
function bootstrapStatistics<Name extends string>(
  order: Uint32Array,
  measure: (rows: Uint32Array) => Readonly<Record<Name, Metric>>,
  { groups, replicates, level, seed }: BootstrapSettings,
): Record<Name, Interval> {
  const count = order.length;
  if (groups !== undefined && groups.length !== count) {
    throw new EngineError(
      'invalid_input',
      `There are ${groups.length} group keys for ${count} rows.`,
      'Give one key for each row.',
      { groups: groups.length, rows: count },
    );
  }
  const { units, unitOf } = unitsOf(count, groups);
  const estimates = measure(Uint32Array.from({ length: count }, (_, row) => row));
  const names = Object.keys(estimates) as Name[];
  const values = new Map<Name, number[]>(names.map((name) => [name, []]));
  const random = createRandom(hashSeed(seed, 'bootstrap'));
  const drawn = new Uint32Array(units);
  for (let b = 0; b < replicates && count > 0; b++) {
    drawn.fill(0);
    for (let u = 0; u < units; u++) drawn[random.integer(units)]++;
    const measured = measure(resample(order, unitOf, drawn));
    for (const name of names) {
      const { value } = measured[name];
      if (value !== null) values.get(name)?.push(value);
    }
  }
  const tail = (1 - level) / 2;
  function intervalOf(name: Name): Interval {
    const estimate = estimates[name];
    const found = values.get(name)?.sort((a, b) => a - b) ?? [];
    const defined = estimate.value !== null && found.length > 0 && found.length >= replicates / 2;
    const [lower, upper] = defined ? [quantile(found, tail), quantile(found, 1 - tail)] : [null, null];
    return { estimate, lower, upper, level, replicates };
  }
  return Object.fromEntries(names.map((name) => [name, intervalOf(name)])) as Record<Name, Interval>;
}

/** @param drawn how often each unit was drawn. */
function resample(order: Uint32Array, unitOf: Uint32Array, drawn: Uint32Array): Uint32Array {
  let length = 0;
  for (let i = 0; i < order.length; i++) length += drawn[unitOf[i]];
  const rows = new Uint32Array(length);
  let at = 0;
  for (let i = 0; i < order.length; i++) {
    const row = order[i];
    for (let times = drawn[unitOf[row]]; times > 0; times--) rows[at++] = row;
  }
  return rows;
}

/** The unit of each row; groups are numbered in the order of their keys. */
function unitsOf(count: number, groups: readonly string[] | undefined) {
  if (groups === undefined) return { units: count, unitOf: Uint32Array.from({ length: count }, (_, row) => row) };
  const keys = [...new Set(groups)].sort();
  const numbers = new Map(keys.map((key, unit) => [key, unit]));
  return { units: keys.length, unitOf: Uint32Array.from(groups, (key) => numbers.get(key) ?? 0) };
}
