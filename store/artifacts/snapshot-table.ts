import {
  type Data,
  Field,
  Float64,
  makeData,
  RecordBatch,
  Schema,
  Struct,
  Table,
  TimestampMillisecond,
  tableFromIPC,
  tableToIPC,
  Utf8,
  type Vector,
} from 'apache-arrow';
import { PerennialError } from '../../domain/errors.ts';
import type { ModelName } from '../../domain/models.ts';
import { categoryColumn, categoryType, numberColumn, numbersOf, textColumn, textsOf } from './arrow-columns.ts';

/**
 * The rows that a model is trained on: one per subject and moment, as known at that moment. Stored as an Arrow IPC file
 * ('Feather 2'), which pandas, polars, DuckDB and R open directly.
 *
 * Format 2 names subjects by their external ids and contains nothing of the database it comes from, so the same business has the same
 * bytes wherever it is imported. Whether it is simulated is stored beside it, in the row of `snapshots`. Older files have a column
 * `subject_id`, the subject's id in its database, and a column `synthetic`; those with columns for comparison call themselves format 2
 * too. They are still read.
 */
export type SnapshotTable = {
  readonly model: ModelName;
  /** ISO 8601, the moment of the extract. */
  readonly asOf: string;
  readonly horizonDays: number;
  readonly features: readonly string[];
  /** One per feature. */
  readonly units: readonly string[];
  /** External ids. One per row, as in all arrays below. */
  readonly subjects: readonly string[];
  /** External ids of the subjects' contacts: the grouping key of folds and holdout. */
  readonly contacts: readonly string[];
  /** Milliseconds since 1970 UTC. The features contain nothing that is dated at or after it. */
  readonly moments: Float64Array;
  /** NaN where unknown. */
  readonly labels: Float64Array;
  /** Row-major, rows x features; NaN is missing. */
  readonly values: Float64Array;
  /** The business's own columns, trained on beside the features. Left out: none. */
  readonly attributes?: readonly AttributeColumn[];
  /** Columns that only the champion reads, to compare both models on the same rows. Never trained on. Left out: none. */
  readonly compared?: SnapshotColumns;
};

/** `subjectKey`: whether its subjects are external ids or, in files of before, ids in the database. */
export type ReadSnapshot = SnapshotTable & { readonly subjectKey: 'external_id' | 'id' };

export type SnapshotColumns = Pick<SnapshotTable, 'features' | 'units' | 'values' | 'attributes'>;

/** One value per row, as it was imported: what a model makes of a text is its own (`engine/categories/`). */
export type AttributeColumn =
  /** `numbers`: NaN is missing. */
  | { readonly name: string; readonly kind: 'number'; readonly numbers: Float64Array }
  | { readonly name: string; readonly kind: 'category'; readonly texts: readonly (string | null)[] };

const format = 'perennial-snapshot';
/** With attributes 3, which releases before them refuse instead of taking attributes for features; otherwise 2. */
const formatVersions = ['3', '2', '1'] as const;
const roleOfCompared = 'comparison';
const roleOfAttribute = 'attribute';
/** The columns before the features. */
const keys = ['subject', 'contact', 'moment', 'label'] as const;
const keysOfBefore = ['subject_id', 'contact', 'moment', 'label', 'synthetic'] as const;

/** The same table gives the same bytes, because they contain no time, host or version. */
export function encodeSnapshot(table: SnapshotTable): Uint8Array {
  const rows = table.subjects.length;
  checkLengths(table, rows);
  const { compared } = table;
  const firstOfCompared = table.attributes?.length ?? 0;
  const schema = snapshotSchema(table);
  const children: Data[] = [
    textColumn(table.subjects),
    textColumn(table.contacts),
    makeData({ type: new TimestampMillisecond('UTC'), data: BigInt64Array.from(table.moments, BigInt) }),
    numberColumn(table.labels, 0, 1, rows),
    ...dataOf(table, 0, rows),
    ...(compared === undefined ? [] : dataOf(compared, firstOfCompared, rows)),
  ];
  const type = new Struct(schema.fields);
  const batch = new RecordBatch(schema, makeData({ type, length: rows, nullCount: 0, children }));
  return tableToIPC(new Table(schema, [batch]), 'file');
}

/** A snapshot without its rows. */
export type SnapshotHead = Pick<SnapshotTable, 'model' | 'asOf' | 'horizonDays'> &
  ColumnHeads & { readonly compared?: ColumnHeads };

export type ColumnHeads = Pick<SnapshotTable, 'features' | 'units'> & {
  readonly attributes?: readonly Pick<AttributeColumn, 'name' | 'kind'>[];
};

/** In the order of the file's columns: keys, features, attributes, then those for comparison. */
export function snapshotSchema(head: SnapshotHead): Schema {
  const { compared } = head;
  const firstOfCompared = head.attributes?.length ?? 0;
  const hasAttributes = firstOfCompared > 0 || (compared?.attributes?.length ?? 0) > 0;
  const fields = [
    new Field(keys[0], new Utf8(), false),
    new Field(keys[1], new Utf8(), false),
    new Field(keys[2], new TimestampMillisecond('UTC'), false),
    new Field(keys[3], new Float64(), true),
    ...fieldsOf(head, 0),
    ...(compared === undefined ? [] : fieldsOf(compared, firstOfCompared, roleOfCompared)),
  ];
  const metadata = new Map([
    ['format', format],
    ['format_version', formatVersions[hasAttributes ? 0 : 1]],
    ['model', head.model],
    ['as_of', head.asOf],
    ['horizon_days', String(head.horizonDays)],
  ]);
  return new Schema(fields, metadata);
}

export function decodeSnapshot(bytes: Uint8Array): ReadSnapshot {
  const table = readTable(bytes);
  const metadata = table.schema.metadata;
  const known: readonly string[] = formatVersions;
  if (metadata.get('format') !== format || !known.includes(metadata.get('format_version') ?? '')) {
    throw damaged(`it is not a ${format} of version ${known.toSorted().join(' or ')}`);
  }
  const [first] = keysOfBefore;
  const isOld = table.schema.fields[0]?.name === first;
  const fields = table.schema.fields.slice((isOld ? keysOfBefore : keys).length);
  const compared = fields.filter((field) => field.metadata.get('role') === roleOfCompared);
  return {
    model: metadata.get('model') as ModelName,
    asOf: metadata.get('as_of') ?? '',
    horizonDays: Number(metadata.get('horizon_days')),
    ...columnsOf(
      table,
      fields.filter((field) => !compared.includes(field)),
    ),
    ...(compared.length === 0 ? {} : { compared: columnsOf(table, compared) }),
    subjectKey: isOld ? 'id' : 'external_id',
    subjects: Array.from(column(table, isOld ? first : keys[0]), String),
    contacts: Array.from(column(table, 'contact'), String),
    moments: numbersOf(column(table, 'moment')),
    labels: numbersOf(column(table, 'label')),
  };
}

/** Rows x names, row-major, from any of the table's columns. @throws RangeError for a name without a column */
export function valuesByName(table: SnapshotTable, names: readonly string[]): Float64Array {
  const { features, values, compared } = table;
  if (names.length === features.length && names.every((name, at) => name === features[at])) return values;
  const rows = table.labels.length;
  const found = new Float64Array(rows * names.length);
  for (const [to, name] of names.entries()) {
    const from = features.includes(name) ? table : compared;
    const at = from?.features.indexOf(name) ?? -1;
    if (from === undefined || at < 0) throw new RangeError(`the snapshot has no column ${name}`);
    for (let row = 0; row < rows; row++) found[row * names.length + to] = from.values[row * from.features.length + at];
  }
  return found;
}

/** The attribute's column, whether it is trained on or only compared; undefined: the table has none. */
export function attributeColumn({ attributes, compared }: SnapshotTable, name: string): AttributeColumn | undefined {
  const named = (column: AttributeColumn) => column.name === name;
  return attributes?.find(named) ?? compared?.attributes?.find(named);
}

/** The names for which the table has no column. */
export function lackingColumns(table: SnapshotTable, names: readonly string[]): readonly string[] {
  const { features, compared } = table;
  return names.filter(
    (name) =>
      !features.includes(name) && !compared?.features.includes(name) && attributeColumn(table, name) === undefined,
  );
}

/** @param first the id of the first attribute's dictionary. */
function fieldsOf({ features, units, attributes = [] }: ColumnHeads, first: number, role?: string): Field[] {
  const numbers = features.map((name, at) => {
    const metadata = new Map([['unit', units[at] ?? '']]);
    if (role !== undefined) metadata.set('role', role);
    return new Field(name, new Float64(), true, metadata);
  });
  return [
    ...numbers,
    ...attributes.map(({ name, kind }, at) => {
      const metadata = new Map([
        ['role', role ?? roleOfAttribute],
        ['kind', kind],
      ]);
      return new Field(name, kind === 'number' ? new Float64() : categoryType(first + at), true, metadata);
    }),
  ];
}

function dataOf({ features, values, attributes = [] }: SnapshotColumns, first: number, rows: number): Data[] {
  return [
    ...features.map((_, at) => numberColumn(values, at, features.length, rows)),
    ...attributes.map((column, at) =>
      column.kind === 'number' ? numberColumn(column.numbers, 0, 1, rows) : categoryColumn(column.texts, first + at),
    ),
  ];
}

function columnsOf(table: Table, fields: readonly Field[]): SnapshotColumns {
  const features = fields.filter((field) => !field.metadata.has('kind'));
  const attributes = fields.filter((field) => field.metadata.has('kind'));
  const values = new Float64Array(table.numRows * features.length);
  features.forEach((field, at) => {
    const found = numbersOf(column(table, field.name));
    for (let row = 0, to = at; row < found.length; row++, to += features.length) values[to] = found[row] ?? Number.NaN;
  });
  return {
    features: features.map((field) => field.name),
    units: features.map((field) => field.metadata.get('unit') ?? ''),
    values,
    ...(attributes.length > 0 && { attributes: attributes.map((field) => attributeOf(table, field)) }),
  };
}

function attributeOf(table: Table, { name, metadata }: Field): AttributeColumn {
  const found = column(table, name);
  if (metadata.get('kind') === 'number') return { name, kind: 'number', numbers: numbersOf(found) };
  return { name, kind: 'category', texts: textsOf(found) };
}

function checkLengths(table: SnapshotTable, rows: number): void {
  const { compared } = table;
  const valueRows = ({ features, values }: SnapshotColumns) =>
    features.length === 0 && values.length === 0 ? rows : values.length / features.length;
  const attributes = [...(table.attributes ?? []), ...(compared?.attributes ?? [])];
  const found = {
    contacts: table.contacts.length,
    moments: table.moments.length,
    labels: table.labels.length,
    values: valueRows(table),
    ...(compared && { 'columns for comparison': valueRows(compared) }),
    ...Object.fromEntries(
      attributes.map((each) => [each.name, each.kind === 'number' ? each.numbers.length : each.texts.length]),
    ),
  };
  for (const [name, length] of Object.entries(found)) {
    if (length !== rows) throw new RangeError(`a snapshot of ${rows} rows has ${name} for ${length}`);
  }
  if (table.units.length !== table.features.length) throw new RangeError('a snapshot needs one unit per feature');
}

function readTable(bytes: Uint8Array): Table {
  try {
    return tableFromIPC(bytes);
  } catch (error) {
    throw damaged('it is not an Arrow file', error);
  }
}

function column(table: Table, name: string): Vector {
  const found = table.getChild(name);
  if (found === null) throw damaged(`it has no column ${name}`);
  return found;
}

function damaged(why: string, cause?: unknown): PerennialError {
  return new PerennialError(
    'artifact_damaged',
    `The training snapshot can't be read: ${why}.`,
    'Restore it from a backup, or train again.',
    {},
    cause,
  );
}
