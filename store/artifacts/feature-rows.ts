import type { ModelName } from '../../domain/models.ts';
import type { SnapshotColumns, SnapshotTable } from './snapshot-table.ts';

type Column = { readonly name: string; readonly unit: string };

/** A row of `trainingQuery`: its keys, then the features by name. */
export type FeatureRow = Readonly<Record<string, number | null>> & {
  /** External id. */
  readonly subject: string;
  readonly contact: string;
  readonly moment: Date;
  readonly label: number;
  readonly synthetic: boolean;
};

/** The features of a table: those for the training, and those that only the comparison with the champion needs. */
export type TableFeatures<Feature extends Column = Column> = {
  readonly trained: readonly Feature[];
  readonly compared: readonly Feature[];
};

export function toTable(
  model: ModelName,
  { trained, compared }: TableFeatures,
  rows: readonly FeatureRow[],
  asOf: Date,
  horizonDays: number,
): SnapshotTable {
  return {
    model,
    asOf: asOf.toISOString(),
    horizonDays,
    ...columnsOf(trained, rows),
    ...(compared.length > 0 && { compared: columnsOf(compared, rows) }),
    subjects: rows.map((row) => row.subject),
    contacts: rows.map((row) => row.contact),
    moments: Float64Array.from(rows, (row) => row.moment.getTime()),
    labels: Float64Array.from(rows, (row) => row.label),
  };
}

function columnsOf(features: readonly Column[], rows: readonly FeatureRow[]): SnapshotColumns {
  const values = new Float64Array(rows.length * features.length);
  rows.forEach((row, at) => {
    features.forEach(({ name }, column) => {
      // -0 becomes 0: which of them a sum around nothing is rounded to depends on the last bits that a server's plan decides
      values[at * features.length + column] = (row[name] ?? Number.NaN) + 0;
    });
  });
  return { features: features.map(({ name }) => name), units: features.map(({ unit }) => unit), values };
}
