import type { Matrix } from '../../engine/data/matrix.ts';

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

/** The columns at `indices`, in that order. */
export function selectColumns(x: Matrix, indices: ArrayLike<number>): Matrix {
  const values = new Float64Array(x.rows * indices.length);
  for (let r = 0; r < x.rows; r++) {
    for (let c = 0; c < indices.length; c++) values[r * indices.length + c] = x.values[r * x.columns + indices[c]];
  }
  return { rows: x.rows, columns: indices.length, values };
}

function requireLength(values: ArrayLike<number>, expected: number, what: string): void {
  if (values.length === expected) return;
  throw new Error(`${what} has ${values.length} values where ${expected} are expected`);
}
