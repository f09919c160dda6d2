import { EngineError } from './engine-error.ts';
import { selectValues } from './matrix.ts';
import type { Metric } from './metrics/metric.ts';
import { quantile } from './preprocessor.ts';
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
  /** One key a row: whole groups (contacts) are drawn. Without it rows are. */
  readonly groups?: readonly string[];
  readonly replicates: number;
  /** Coverage in (0, 1). */
  readonly level: number;
  readonly seed: number;
};

export const defaultBootstrap = { replicates: 1000, level: 0.95 } as const;

type MetricFunction = (y: Float64Array, p: Float64Array) => Metric;

/** Percentile bootstrap interval (Efron 1979) of a metric over rows. */
export function bootstrapMetric(
  y: Float64Array,
  p: Float64Array,
  metric: MetricFunction,
  settings: BootstrapSettings,
): Interval {
  return bootstrapMetrics(y, p, (labels, outputs) => ({ metric: metric(labels, outputs) }), settings).metric;
}

/** As `bootstrapMetric` for several metrics at once: they share the resamples, so that each costs one measurement a resample. */
export function bootstrapMetrics<Name extends string>(
  y: Float64Array,
  p: Float64Array,
  measure: (y: Float64Array, p: Float64Array) => Readonly<Record<Name, Metric>>,
  settings: BootstrapSettings,
): Record<Name, Interval> {
  return bootstrapStatistics(y.length, (rows) => measure(selectValues(y, rows), selectValues(p, rows)), settings);
}

/**
 * Interval of metric(challenger) - metric(champion), both computed on the same resampled rows, so that what makes
 * a row hard for both cancels out.
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
  return bootstrapStatistics(y.length, (rows) => ({ difference: difference(rows) }), settings).difference;
}

function bootstrapStatistics<Name extends string>(
  count: number,
  measure: (rows: Uint32Array) => Readonly<Record<Name, Metric>>,
  { groups, replicates, level, seed }: BootstrapSettings,
): Record<Name, Interval> {
  if (groups !== undefined && groups.length !== count) {
    throw new EngineError(
      'invalid_input',
      `There are ${groups.length} group keys for ${count} rows.`,
      'Give one for each row.',
      {
        groups: groups.length,
        rows: count,
      },
    );
  }
  const units = unitsOf(count, groups);
  const estimates = measure(Uint32Array.from({ length: count }, (_, row) => row));
  const names = Object.keys(estimates) as Name[];
  const values = new Map<Name, number[]>(names.map((name) => [name, []]));
  const random = createRandom(hashSeed(seed, 'bootstrap'));
  for (let b = 0; b < replicates && count > 0; b++) {
    const rows: number[] = [];
    for (let u = 0; u < units.length; u++) rows.push(...units[random.integer(units.length)]);
    const measured = measure(Uint32Array.from(rows));
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

/** The rows of each unit that is drawn; groups in the order of their keys. */
function unitsOf(count: number, groups: readonly string[] | undefined): readonly (readonly number[])[] {
  if (groups === undefined) return Array.from({ length: count }, (_, row) => [row]);
  const rowsByGroup = new Map<string, number[]>();
  groups.forEach((key, row) => {
    const rows = rowsByGroup.get(key);
    if (rows === undefined) rowsByGroup.set(key, [row]);
    else rows.push(row);
  });
  return [...rowsByGroup.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, rows]) => rows);
}
