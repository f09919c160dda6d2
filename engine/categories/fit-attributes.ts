import { columnOf, type Matrix } from '../data/matrix.ts';
import type { Task } from '../task.ts';
import type { AttributeEncoding, RawAttribute } from './attribute-encoding.ts';
import type { EncodedColumn, EncodedFeature, EncodingStyle } from './column.ts';
import { fitEncoding } from './fit-encoding.ts';

/** The attributes among the columns of a training matrix. */
export type TrainingAttributes = {
  readonly columns: readonly RawAttribute[];
  /**
   * One per row, 0 to 4: a row's average by level comes from the rows of the other parts. Rows that share their target, such as those of
   * one contact, are in one part.
   */
  readonly parts: Uint8Array;
};

export type EncodedRows = {
  readonly encoding: AttributeEncoding;
  /** The rows of the fit. */
  readonly x: Matrix;
};

/** For the rows at `indices`, in that order. */
export function selectAttributes({ columns, parts }: TrainingAttributes, indices: Uint32Array): TrainingAttributes {
  return { columns, parts: Uint8Array.from(indices, (row) => parts[row]) };
}

/** Flags of all categories together: many columns of a hundred levels would take more memory than they tell. */
const mostFlags = 240;

/** Fits on these rows alone. @param y one per row. */
export function fitAttributes(
  x: Matrix,
  y: Float64Array,
  task: Task,
  { columns, parts }: TrainingAttributes,
  style: EncodingStyle,
): EncodedRows {
  const rows = Uint32Array.from({ length: x.rows }, (_, row) => row);
  const oneHotLevels = fewEnough(columns, style.oneHotLevels);
  const encoded = fitEncoding(columnsOf(x, columns), rows, y, task, { ...style, oneHotLevels }, parts);
  return { encoding: { attributes: columns, features: encoded.features.map(rounded) }, x: encoded.x };
}

/** As many levels at most as give few enough flags. */
function fewEnough(columns: readonly RawAttribute[], wanted: number): number {
  const counts = columns.flatMap(({ levels }) => (levels === null ? [] : [levels.length]));
  let most = wanted;
  while (counts.reduce((sum, count) => sum + (count <= most ? count : 1), 0) > mostFlags && most > 0) most--;
  return most;
}

function columnsOf(x: Matrix, attributes: readonly RawAttribute[]): EncodedColumn[] {
  const byColumn = new Map(attributes.map((attribute) => [attribute.column, attribute]));
  return Array.from({ length: x.columns }, (_, column): EncodedColumn => {
    const values = columnOf(x, column);
    const levels = byColumn.get(column)?.levels ?? null;
    if (levels === null) {
      return { kind: 'number', source: column, values, cycle: null, asItIs: !byColumn.has(column) };
    }
    const codes = Int32Array.from(values, (value) => (Number.isNaN(value) ? 0 : value));
    return { kind: 'levels', source: column, codes, levelCount: levels.length };
  });
}

/** Averages are float32 numbers, so that an ONNX model, whose trees compare float32 numbers, answers as this one does. */
function rounded(feature: EncodedFeature): EncodedFeature {
  if (feature.kind !== 'by level') return feature;
  return { ...feature, values: feature.values.map((value) => (value === null ? null : Math.fround(value))) };
}
