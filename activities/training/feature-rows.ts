import type { ModelDefinition } from '../../models/definition.ts';
import type { SnapshotTable } from '../../store/artifacts/snapshot-table.ts';

/** A row of `trainingQuery`: its keys, then the features by name. */
export type FeatureRow = Readonly<Record<string, number | null>> & {
  readonly subject_id: number;
  readonly contact: string;
  readonly moment: Date;
  readonly label: number;
  readonly synthetic: boolean;
};

export function toTable(
  definition: ModelDefinition,
  rows: readonly FeatureRow[],
  asOf: Date,
  horizonDays: number,
): SnapshotTable {
  const names = definition.features.map((feature) => feature.name);
  const values = new Float64Array(rows.length * names.length);
  rows.forEach((row, at) => {
    names.forEach((name, column) => {
      values[at * names.length + column] = row[name] ?? Number.NaN;
    });
  });
  return {
    model: definition.name,
    asOf: asOf.toISOString(),
    horizonDays,
    features: names,
    units: definition.features.map((feature) => feature.unit),
    subjectIds: Float64Array.from(rows, (row) => row.subject_id),
    contacts: rows.map((row) => row.contact),
    moments: Float64Array.from(rows, (row) => row.moment.getTime()),
    labels: Float64Array.from(rows, (row) => row.label),
    synthetic: rows.map((row) => row.synthetic),
    values,
  };
}
