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
  return bootstrapStatistic(y.length, (rows) => metric(selectValues(y, rows), selectValues(p, rows)), settings);
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
  return bootstrapStatistic(y.length, difference, settings);
}

function bootstrapStatistic(
  count: number,
  statistic: (rows: Uint32Array) => Metric,
  { groups, replicates, level, seed }: BootstrapSettings,
): Interval {
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
  const estimate = statistic(Uint32Array.from({ length: count }, (_, row) => row));
  const random = createRandom(hashSeed(seed, 'bootstrap'));
  const values: number[] = [];
  for (let b = 0; b < replicates && estimate.value !== null; b++) {
    const rows: number[] = [];
    for (let u = 0; u < units.length; u++) rows.push(...units[random.integer(units.length)]);
    const { value } = statistic(Uint32Array.from(rows));
    if (value !== null) values.push(value);
  }
  if (values.length < replicates / 2 || values.length === 0)
    return { estimate, lower: null, upper: null, level, replicates };
  values.sort((a, b) => a - b);
  const tail = (1 - level) / 2;
  return { estimate, lower: quantile(values, tail), upper: quantile(values, 1 - tail), level, replicates };
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
