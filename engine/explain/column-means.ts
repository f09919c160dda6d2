import type { AttributeEncoding } from '../categories/attribute-encoding.ts';
import { columnOf, type Matrix } from '../data/matrix.ts';

/**
 * The mean of each column over its values that aren't missing; 0 where all are missing. Values are rounded to a grid on
 * which their sum is exact, so that the order of the rows changes nothing. For a million rows the grid's step is 2^-32 of
 * the column's largest value.
 */
export function columnMeans({ rows, columns, values }: Matrix): number[] {
  const largest = new Float64Array(columns);
  for (let r = 0, i = 0; r < rows; r++) {
    for (let c = 0; c < columns; c++, i++) {
      const size = Math.abs(values[i]);
      if (size > largest[c]) largest[c] = size;
    }
  }
  // Every term is at most 2^(52 - bits of `rows`) steps, so a sum never exceeds 2^53.
  const bits = 51 - Math.ceil(Math.log2(rows + 1));
  const steps = largest.map((size) => 2 ** Math.max(-1000, Math.floor(Math.log2(size)) + 1 - bits));
  const sums = new Float64Array(columns);
  const counts = new Float64Array(columns);
  for (let r = 0, i = 0; r < rows; r++) {
    for (let c = 0; c < columns; c++, i++) {
      if (Number.isNaN(values[i])) continue;
      sums[c] += Math.round(values[i] / steps[c]);
      counts[c]++;
    }
  }
  return Array.from(sums, (sum, c) => (counts[c] === 0 ? 0 : (sum * steps[c]) / counts[c] + 0));
}

/** What is usual of each column: its mean, or a category's most frequent code, 0 where it is mostly missing. */
export function typicalValues(x: Matrix, encoding: AttributeEncoding | undefined): number[] {
  const typical = columnMeans(x);
  for (const { column, levels } of encoding?.attributes ?? []) {
    if (levels === null) continue;
    const counts = new Array<number>(levels.length + 2).fill(0);
    for (const code of columnOf(x, column)) counts[Number.isNaN(code) ? 0 : code]++;
    typical[column] = counts.indexOf(Math.max(...counts));
  }
  return typical;
}
