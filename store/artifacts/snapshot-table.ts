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
  /** Columns that only the champion reads, to compare both models on the same rows. Never trained on. Left out: none. */
  readonly compared?: SnapshotColumns;
};

/** `subjectKey`: whether its subjects are external ids or, in files of before, ids in the database. */
export type ReadSnapshot = SnapshotTable & { readonly subjectKey: 'external_id' | 'id' };

export type SnapshotColumns = Pick<SnapshotTable, 'features' | 'units' | 'values'>;

const format = 'perennial-snapshot';
/** The one that is written comes first. */
const formatVersions = ['2', '1'] as const;
const roleOfCompared = 'comparison';
/** The columns before the features. */
const keys = ['subject', 'contact', 'moment', 'label'] as const;
const keysOfBefore = ['subject_id', 'contact', 'moment', 'label', 'synthetic'] as const;

/** The same table gives the same bytes, because they contain no time, host or version. */
export function encodeSnapshot(table: SnapshotTable): Uint8Array {
  const rows = table.subjects.length;
  const { compared } = table;
  checkLengths(table, rows);
  const fields = [
    new Field(keys[0], new Utf8(), false),
    new Field(keys[1], new Utf8(), false),
    new Field(keys[2], new TimestampMillisecond('UTC'), false),
    new Field(keys[3], new Float64(), true),
    ...fieldsOf(table),
    ...(compared === undefined ? [] : fieldsOf(compared, roleOfCompared)),
  ];
  const metadata = new Map([
    ['format', format],
    ['format_version', formatVersions[0]],
    ['model', table.model],
    ['as_of', table.asOf],
    ['horizon_days', String(table.horizonDays)],
  ]);
  const children: Data[] = [
    textColumn(table.subjects),
    textColumn(table.contacts),
    makeData({ type: new TimestampMillisecond('UTC'), data: BigInt64Array.from(table.moments, BigInt) }),
    numberColumn(table.labels, 0, 1, rows),
    ...[table, ...(compared === undefined ? [] : [compared])].flatMap(({ features, values }) =>
      features.map((_, at) => numberColumn(values, at, features.length, rows)),
    ),
  ];
  const schema = new Schema(fields, metadata);
  const batch = new RecordBatch(schema, makeData({ type: new Struct(fields), length: rows, nullCount: 0, children }));
  return tableToIPC(new Table(schema, [batch]), 'file');
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
    moments: numbers(table, 'moment'),
    labels: numbers(table, 'label'),
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

/** The names for which the table has no column. */
export function lackingColumns({ features, compared }: SnapshotTable, names: readonly string[]): readonly string[] {
  return names.filter((name) => !features.includes(name) && !compared?.features.includes(name));
}

function fieldsOf({ features, units }: SnapshotColumns, role?: string): Field[] {
  return features.map((name, at) => {
    const metadata = new Map([['unit', units[at] ?? '']]);
    if (role !== undefined) metadata.set('role', role);
    return new Field(name, new Float64(), true, metadata);
  });
}

function columnsOf(table: Table, fields: readonly Field[]): SnapshotColumns {
  const values = new Float64Array(table.numRows * fields.length);
  fields.forEach((field, at) => {
    const column = numbers(table, field.name);
    for (let row = 0, to = at; row < column.length; row++, to += fields.length) values[to] = column[row] ?? Number.NaN;
  });
  return {
    features: fields.map((field) => field.name),
    units: fields.map((field) => field.metadata.get('unit') ?? ''),
    values,
  };
}

function checkLengths(table: SnapshotTable, rows: number): void {
  const found = {
    contacts: table.contacts.length,
    moments: table.moments.length,
    labels: table.labels.length,
    values: table.values.length / Math.max(1, table.features.length),
    ...(table.compared && {
      'columns for comparison': table.compared.values.length / Math.max(1, table.compared.features.length),
    }),
  };
  for (const [name, length] of Object.entries(found)) {
    if (length !== rows) throw new RangeError(`a snapshot of ${rows} rows has ${name} for ${length}`);
  }
  if (table.units.length !== table.features.length) throw new RangeError('a snapshot needs one unit per feature');
}

/** Least significant bit first, as in Arrow. */
function bitmap(length: number, isSet: (at: number) => boolean): Uint8Array {
  const bits = new Uint8Array(Math.ceil(length / 8));
  for (let at = 0; at < length; at++) if (isSet(at)) bits[at >> 3] = (bits[at >> 3] ?? 0) | (1 << (at & 7));
  return bits;
}

/** One column of a row-major matrix. NaN becomes Arrow's null over a 0, so the bytes don't depend on the NaN's bits. */
function numberColumn(matrix: Float64Array, at: number, columns: number, rows: number): Data<Float64> {
  const data = new Float64Array(rows);
  let nullCount = 0;
  for (let row = 0; row < rows; row++) {
    const value = matrix[row * columns + at] ?? Number.NaN;
    if (Number.isNaN(value)) nullCount++;
    else data[row] = value;
  }
  if (nullCount === 0) return makeData({ type: new Float64(), data });
  const nullBitmap = bitmap(rows, (row) => !Number.isNaN(matrix[row * columns + at] ?? Number.NaN));
  return makeData({ type: new Float64(), data, nullCount, nullBitmap });
}

function textColumn(texts: readonly string[]): Data<Utf8> {
  const bytes = Buffer.from(texts.join(''));
  const valueOffsets = new Int32Array(texts.length + 1);
  texts.forEach((text, at) => {
    valueOffsets[at + 1] = (valueOffsets[at] ?? 0) + Buffer.byteLength(text);
  });
  return makeData({ type: new Utf8(), length: texts.length, valueOffsets, data: bytes });
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

/** A column's numbers; NaN for null. It reads the buffers, because reading elements one by one is slow. */
function numbers(table: Table, name: string): Float64Array {
  const found = new Float64Array(table.numRows);
  let start = 0;
  for (const chunk of column(table, name).data) {
    const values: Float64Array | BigInt64Array = chunk.values;
    found.set(values instanceof BigInt64Array ? Array.from(values, Number) : values, start);
    const valid = chunk.nullBitmap;
    for (let at = 0; chunk.nullCount > 0 && at < chunk.length; at++) {
      const bit = chunk.offset + at;
      if (((valid[bit >> 3] ?? 0) & (1 << (bit & 7))) === 0) found[start + at] = Number.NaN;
    }
    start += chunk.length;
  }
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
