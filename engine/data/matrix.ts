import { EngineError } from '../engine-error.ts';

/** Row-major matrix: element (r, c) is `values[r * columns + c]`. NaN is a missing value. */
export type Matrix = { readonly rows: number; readonly columns: number; readonly values: Float64Array };

/** Larger features and labels are refused: float32 learners overflow and variances lose their meaning. */
export const largestMagnitude = 1e30;

/** @param values row-major, length `rows * columns`; kept, not copied. */
export function createMatrix(rows: number, columns: number, values: Float64Array): Matrix {
  if (values.length !== rows * columns) {
    throw new EngineError(
      'invalid_input',
      `A matrix of ${rows} rows and ${columns} columns needs ${rows * columns} values, got ${values.length}.`,
      'Pass one value for each row and column.',
      { rows, columns, values: values.length },
    );
  }
  return { rows, columns, values };
}

/** @param columns the width, needed when there are no rows. */
export function matrixFromRows(rows: readonly ArrayLike<number>[], columns = rows[0]?.length ?? 0): Matrix {
  const values = new Float64Array(rows.length * columns);
  rows.forEach((row, index) => {
    requireLength(row, columns, `row ${index}`);
    values.set(row, index * columns);
  });
  return { rows: rows.length, columns, values };
}

/** @param rows the height, needed when there are no columns. */
export function matrixFromColumns(columns: readonly ArrayLike<number>[], rows = columns[0]?.length ?? 0): Matrix {
  const values = new Float64Array(rows * columns.length);
  columns.forEach((column, index) => {
    requireLength(column, rows, `column ${index}`);
    for (let r = 0; r < rows; r++) values[r * columns.length + index] = column[r];
  });
  return { rows, columns: columns.length, values };
}

/** A view of one row, length `columns`: writing to it changes the matrix. */
export function rowOf(x: Matrix, row: number): Float64Array {
  return x.values.subarray(row * x.columns, (row + 1) * x.columns);
}

/** A view of up to `count` rows, beginning with row `from`. */
export function rowsFrom({ rows, columns, values }: Matrix, from: number, count: number): Matrix {
  const to = Math.min(rows, from + count);
  return { rows: to - from, columns, values: values.subarray(from * columns, to * columns) };
}

/** A copy of one column, length `rows`. */
export function columnOf(x: Matrix, column: number): Float64Array {
  const values = new Float64Array(x.rows);
  for (let r = 0; r < x.rows; r++) values[r] = x.values[r * x.columns + column];
  return values;
}

/** The rows at `indices`, in that order; a repeated index repeats its row. */
export function selectRows(x: Matrix, indices: ArrayLike<number>): Matrix {
  const values = new Float64Array(indices.length * x.columns);
  // Number by number, because a view of each row would take longer than copying it.
  for (let i = 0, to = 0; i < indices.length; i++) {
    const from = indices[i] * x.columns;
    for (let c = 0; c < x.columns; c++) values[to++] = x.values[from + c];
  }
  return { rows: indices.length, columns: x.columns, values };
}

/** The columns at `indices`, in that order. */
export function selectColumns(x: Matrix, indices: ArrayLike<number>): Matrix {
  const values = new Float64Array(x.rows * indices.length);
  for (let r = 0; r < x.rows; r++) {
    for (let c = 0; c < indices.length; c++) values[r * indices.length + c] = x.values[r * x.columns + indices[c]];
  }
  return { rows: x.rows, columns: indices.length, values };
}

/** The elements at `indices`, in that order. */
export function selectValues(values: Float64Array, indices: ArrayLike<number>): Float64Array {
  const selected = new Float64Array(indices.length);
  for (let i = 0; i < indices.length; i++) selected[i] = values[indices[i]];
  return selected;
}

function requireLength(values: ArrayLike<number>, expected: number, what: string): void {
  if (values.length === expected) return;
  throw new EngineError(
    'invalid_input',
    `The matrix is ragged: ${what} has ${values.length} values where ${expected} are expected.`,
    'Give every row the same number of values.',
    { what, expected, found: values.length },
  );
}
