import type { FeatureProfile, TableProfile } from '../domain/quality/facts.ts';
import { rankAssociation } from '../domain/statistics/rank-association.ts';
import { decodeSnapshot, lackingColumns, type ReadSnapshot } from '../store/artifacts/snapshot-table.ts';
import { featureDrift, firstRows } from './measure-drift.ts';
import { columnsToTrain, withoutColumns } from './raw-columns.ts';

export type ProfileInput = {
  readonly snapshot: Uint8Array;
  /** The champion's snapshot. */
  readonly reference: Uint8Array | null;
};

/**
 * The profile of a snapshot, which readiness is judged by. danfojs does the table work: missing values, unique values, mean, deviation,
 * range and median of each column. Loading it takes 0.95 s, hence the import inside the function. Its statistics throw on missing values,
 * so they get the present ones. Its `describe` is not used, because it sorts equal values in quadratic time: 2.8 s for a constant column
 * of 23,570 rows, where the figures themselves take milliseconds.
 */
export async function profileSnapshot({ snapshot, reference }: ProfileInput): Promise<TableProfile> {
  const danfo = await import('danfojs-node');
  const table = decodeSnapshot(snapshot);
  const rows = table.contacts.length;
  const width = table.features.length;
  const isClasses = table.model !== 'lead_scoring';
  const labels = new danfo.Series(Array.from(table.labels));
  return {
    rows,
    samples: new Set(table.subjects).size,
    label: {
      mean: Number(labels.mean()),
      deviation: rows > 1 ? Number(labels.std()) : 0,
      minimum: Number(labels.min()),
      maximum: Number(labels.max()),
    },
    positives: table.labels.reduce((sum, label) => sum + (label === 1 ? 1 : 0), 0),
    duplicates: countDuplicates(table),
    ...momentsOf(table),
    features: table.features.map((name, at) =>
      profileColumn(
        danfo.Series,
        name,
        Float64Array.from({ length: rows }, (_, row) => table.values[row * width + at]),
        {
          labels: table.labels,
          isClasses,
        },
      ),
    ),
    drift: reference === null ? null : driftSince(decodeSnapshot(reference), table),
  };
}

type SeriesClass = typeof import('danfojs-node')['Series'];

function profileColumn(
  Series: SeriesClass,
  name: string,
  values: Float64Array,
  { labels, isClasses }: { readonly labels: Float64Array; readonly isClasses: boolean },
): FeatureProfile {
  const column = new Series(Array.from(values));
  const missing = Number(column.isNa().sum());
  const numbers = Array.from(values.filter((value) => !Number.isNaN(value)));
  const known = numbers.length === 0 ? null : new Series(numbers);
  const unique = known === null ? 0 : known.nUnique();
  return {
    name,
    nullShare: values.length === 0 ? 0 : missing / values.length,
    unique,
    constant: unique < 2,
    mean: known && Number(known.mean()),
    deviation: numbers.length < 2 || known === null ? null : Number(known.std()),
    minimum: known && Number(known.min()),
    median: known && Number(known.median()),
    maximum: known && Number(known.max()),
    outliers: countOutliers(numbers),
    alone: rankAssociation(values, labels, isClasses),
  };
}

function momentsOf({ moments }: ReadSnapshot): Pick<TableProfile, 'oldest' | 'newest'> {
  const [oldest, newest] = moments.reduce(
    ([least, most], moment) => [Math.min(least, moment), Math.max(most, moment)],
    [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY],
  );
  return { oldest: new Date(oldest).toISOString(), newest: new Date(newest).toISOString() };
}

/** Of the columns that both have, each subject at its first moment; categories by the reference's levels. */
function driftSince(reference: ReadSnapshot, table: ReadSnapshot): TableProfile['drift'] {
  const learnt = columnsToTrain(reference, [...reference.subjects.keys()]);
  const columns = withoutColumns(learnt, lackingColumns(table, learnt.names));
  return featureDrift(firstRows(reference), firstRows(table), columns, columns.names.length).filter(
    ({ metric }) => metric === 'psi',
  );
}

function countOutliers(present: readonly number[]): number {
  const sorted = present.toSorted((a, b) => a - b);
  const low = sorted[Math.floor(0.25 * (sorted.length - 1))] ?? 0;
  const high = sorted[Math.ceil(0.75 * (sorted.length - 1))] ?? 0;
  const fence = 3 * (high - low);
  // A feature that is mostly one value has no spread, so nothing is outside it.
  return fence === 0 ? 0 : sorted.filter((value) => value < low - fence || value > high + fence).length;
}

function countDuplicates({ values, labels, features, attributes = [] }: ReadSnapshot): number {
  const width = features.length;
  const seen = new Set<string>();
  for (let row = 0; row < labels.length; row++) {
    const own = attributes.map((each) => (each.kind === 'number' ? each.numbers[row] : each.texts[row]));
    seen.add(`${values.subarray(row * width, (row + 1) * width).join(',')}|${labels[row]}|${own.join('\n')}`);
  }
  return labels.length - seen.size;
}
