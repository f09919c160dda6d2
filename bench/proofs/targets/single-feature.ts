import type { Matrix } from '../../../engine/data/matrix.ts';
import { columnOf } from '../../../engine/data/matrix.ts';
import { rocAuc } from '../../../engine/metrics/ranking.ts';
import { r2 } from '../../../engine/metrics/regression.ts';
import type { Task } from '../../../engine/task.ts';

const bins = 20;

/** What models are compared by here: R² of a score, ROC AUC of a class. */
export function strength(task: Task, y: Float64Array, p: Float64Array): number {
  return (task === 'regression' ? r2(y, p) : rocAuc(y, p)).value ?? Number.NaN;
}

/**
 * The best that one feature alone can do: the mean label in each of 20 quantile bins (missing values a bin of their own), fitted on the
 * very rows that it is judged on, which flatters it.
 */
export function bestSingleFeature(
  task: Task,
  x: Matrix,
  y: Float64Array,
  names: readonly string[],
): { readonly name: string; readonly strength: number } {
  return names
    .map((name, column) => ({ name, strength: strength(task, y, stepFunction(columnOf(x, column), y)) }))
    .reduce((best, each) => (each.strength > best.strength ? each : best));
}

function stepFunction(values: Float64Array, y: Float64Array): Float64Array {
  const order = Array.from(values.keys()).sort((a, b) => place(values[a]) - place(values[b]));
  const fitted = new Float64Array(y.length);
  for (let from = 0; from < order.length; ) {
    let until = Math.min(order.length, from + Math.ceil(order.length / bins));
    // equal values, and missing ones, stay together
    while (until < order.length && place(values[order[until]]) === place(values[order[until - 1]])) until++;
    const rows = order.slice(from, until);
    const mean = rows.reduce((sum, row) => sum + y[row], 0) / rows.length;
    for (const row of rows) fitted[row] = mean;
    from = until;
  }
  return fitted;
}

function place(value: number): number {
  return Number.isNaN(value) ? Number.MAX_VALUE : value;
}
