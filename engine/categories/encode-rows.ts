import type { Matrix } from '../data/matrix.ts';
import type { EncodedColumn, EncodedFeature } from './column.ts';

/** Writes one feature of each row: element i of `into` from `at` on, `width` apart. */
export type Write = (rows: Uint32Array, into: Float64Array, at: number, width: number) => void;

/**
 * Features of any rows except those that the encoding was fitted on, because the averages by level include their own
 * targets.
 *
 * @param columns the same columns that the encoding was fitted on, with any rows.
 */
export function encodeRows(
  features: readonly EncodedFeature[],
  columns: readonly EncodedColumn[],
  rows: Uint32Array,
): Matrix {
  return writeFeatures(
    features.map((feature) => writeOf(feature, columns[feature.column])),
    rows,
  );
}

export function writeFeatures(writes: readonly Write[], rows: Uint32Array): Matrix {
  const columns = writes.length;
  const values = new Float64Array(rows.length * columns);
  writes.forEach((write, at) => {
    write(rows, values, at, columns);
  });
  return { rows: rows.length, columns, values };
}

/** Each kind has a loop of its own, for speed. */
export function writeOf(feature: EncodedFeature, column: EncodedColumn): Write {
  if (feature.kind === 'by level') {
    if (column.kind !== 'levels') throw new Error('The encoding is of other columns.');
    const { codes } = column;
    const table = Float64Array.from(feature.values, (value) => value ?? Number.NaN);
    return (rows, into, at, width) => {
      for (let i = 0; i < rows.length; i++) into[i * width + at] = table[codes[rows[i]]];
    };
  }
  if (column.kind !== 'number') throw new Error('The encoding is of other columns.');
  const { values } = column;
  switch (feature.kind) {
    case 'value':
      return (rows, into, at, width) => {
        for (let i = 0; i < rows.length; i++) into[i * width + at] = values[rows[i]];
      };
    case 'missing':
      return (rows, into, at, width) => {
        for (let i = 0; i < rows.length; i++) into[i * width + at] = Number.isNaN(values[rows[i]]) ? 1 : 0;
      };
    case 'sine':
    case 'cosine': {
      const onCircle = feature.kind === 'sine' ? Math.sin : Math.cos;
      const { cycle } = feature;
      return (rows, into, at, width) => {
        for (let i = 0; i < rows.length; i++) into[i * width + at] = onCircle((2 * Math.PI * values[rows[i]]) / cycle);
      };
    }
  }
}
