/** Row-major matrix: element (r, c) is `values[r * columns + c]`. NaN is a missing value. */
export type Matrix = { readonly rows: number; readonly columns: number; readonly values: Float64Array };

/** Larger features and labels are refused: float32 learners overflow and variances lose their meaning. */
export const largestMagnitude = 1e30;

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

/** The elements at `indices`, in that order. */
export function selectValues(values: Float64Array, indices: ArrayLike<number>): Float64Array {
  const selected = new Float64Array(indices.length);
  for (let i = 0; i < indices.length; i++) selected[i] = values[indices[i]];
  return selected;
}
