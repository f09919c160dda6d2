import type { Attribute } from '../../domain/attributes.ts';
import type { ModelName } from '../../domain/models.ts';
import type { AttributeColumn, SnapshotColumns, SnapshotTable } from './snapshot-table.ts';

type Column = { readonly name: string; readonly unit: string };

/** By the attribute's name; a name that it lacks is missing. */
export type AttributeValues = Readonly<Record<string, number | string | null>>;

/** A row of `trainingQuery`: its keys, then the features by name. */
export type FeatureRow = Readonly<Record<string, number | null>> & {
  /** External id. */
  readonly subject: string;
  readonly contact: string;
  readonly moment: Date;
  readonly label: number;
  readonly synthetic: boolean;
  /** Left out: none was asked for. */
  readonly attributes?: AttributeValues;
};

/** The features of a table: those for the training, and those that only the comparison with the champion needs. */
export type TableFeatures<Feature extends Column = Column> = {
  readonly trained: readonly Feature[];
  readonly compared: readonly Feature[];
  /** Left out: none. */
  readonly attributes?: { readonly trained: readonly Attribute[]; readonly compared: readonly Attribute[] };
};

export function toTable(
  model: ModelName,
  { trained, compared, attributes = { trained: [], compared: [] } }: TableFeatures,
  rows: readonly FeatureRow[],
  asOf: Date,
  horizonDays: number,
): SnapshotTable {
  return {
    model,
    asOf: asOf.toISOString(),
    horizonDays,
    ...columnsOf(trained, attributes.trained, rows),
    ...(compared.length + attributes.compared.length > 0 && {
      compared: columnsOf(compared, attributes.compared, rows),
    }),
    subjects: rows.map((row) => row.subject),
    contacts: rows.map((row) => row.contact),
    moments: Float64Array.from(rows, (row) => row.moment.getTime()),
    labels: Float64Array.from(rows, (row) => row.label),
  };
}

function columnsOf(
  features: readonly Column[],
  attributes: readonly Attribute[],
  rows: readonly FeatureRow[],
): SnapshotColumns {
  const values = new Float64Array(rows.length * features.length);
  rows.forEach((row, at) => {
    features.forEach(({ name }, column) => {
      // -0 becomes 0: which of them a sum around nothing is rounded to depends on the last bits that a server's plan decides
      values[at * features.length + column] = (row[name] ?? Number.NaN) + 0;
    });
  });
  return {
    features: features.map(({ name }) => name),
    units: features.map(({ unit }) => unit),
    values,
    ...(attributes.length > 0 && { attributes: attributes.map((each) => attributeColumnOf(each, rows)) }),
  };
}

function attributeColumnOf({ name, kind }: Attribute, rows: readonly FeatureRow[]): AttributeColumn {
  const values = rows.map((row) => row.attributes?.[name] ?? null);
  if (kind === 'category') return { name, kind, texts: values.map((value) => (value === null ? null : String(value))) };
  return {
    name,
    kind,
    numbers: Float64Array.from(values, (value) => (value === null ? Number.NaN : Number(value) + 0)),
  };
}
