import { PerennialError } from '../../domain/errors.ts';
import type { Split as Fold } from '../../engine/search/splits.ts';
import { stratify } from '../../engine/search/stratify.ts';
import { countColumn, type KindOptions, kindOfColumn } from '../../tables/columns/column-kinds.ts';
import type { RawTable } from '../../tables/read-table.ts';
import { momentsOf } from '../columns/prepare-columns.ts';
import type { Target } from '../columns/target.ts';
import type { FitRequest } from '../report/report.ts';
import { orderByContent } from './row-order.ts';
import { foldsByTime, type Split, splitByTime, splitStratified, stratifiedFolds } from './split.ts';

/** Fewer rows can't be cross-validated and tested. */
const leastRows = 20;

export type Division = Split & {
  readonly orderedBy: string | null;
  /** Rows that are exact copies of another one. */
  readonly copies: number;
  readonly notes: readonly string[];
};

/** Training and holdout rows, of those that have a target. @throws PerennialError `not_enough_training_data`. */
export function divideRows(
  table: RawTable,
  target: Target,
  left: ReadonlySet<number>,
  request: FitRequest,
  options: KindOptions,
): Division {
  const usable = usableRows(target, table.rows);
  requireRows(usable.length, table.rows);
  if (request.split === 'time') {
    const { rows, orderedBy, notes } = orderByTime(table, usable, left, options);
    return { ...splitByTime(rows, request.testSize), orderedBy, copies: 0, notes };
  }
  const order = orderByContent(table.columns, usable);
  const split = splitStratified(order, strataOf(target, order.rows), request.testSize, request.seed);
  return { ...split, orderedBy: null, copies: order.copies, notes: [] };
}

/** @throws PerennialError `not_enough_training_data`. */
export function requireRows(usable: number, rows: number): void {
  if (usable >= leastRows) return;
  throw new PerennialError(
    'not_enough_training_data',
    usable === rows ? `There are only ${rows} rows.` : `Only ${usable} of ${rows} rows have a target that can be used.`,
    `Bring ${leastRows} rows with a target at least${usable === rows ? '' : ', or name another column with --target'}.`,
    { rows: usable, needed: leastRows },
  );
}

export function foldsOf(training: Uint32Array, target: Target, { split, seed }: FitRequest, count: number): Fold[] {
  if (split === 'time') return foldsByTime(training.length, count);
  return stratifiedFolds(strataOf(target, training), count, seed);
}

/** The class, or for a number its decile. */
function strataOf(target: Target, rows: Uint32Array): Uint8Array {
  if (target.task === 'classification') return Uint8Array.from(rows, (row) => target.labels[row]);
  return stratify(
    Float64Array.from(rows, (row) => target.values[row]),
    'regression',
    10,
  );
}

function usableRows(target: Target, rows: number): Uint32Array {
  const all = Uint32Array.from({ length: rows }, (_, row) => row);
  return all.filter((row) =>
    target.task === 'classification' ? target.labels[row] >= 0 : !Number.isNaN(target.values[row]),
  );
}

/** Orders rows by the first date column, and rows of one moment as in the file. Without such a column the order of the file stays. */
function orderByTime(table: RawTable, usable: Uint32Array, left: ReadonlySet<number>, options: KindOptions) {
  for (const [at, raw] of table.columns.entries()) {
    if (left.has(at)) continue;
    const kind = kindOfColumn(raw, usable, countColumn(raw, usable), options);
    if (kind.kind !== 'date') continue;
    const { milliseconds } = momentsOf(raw, kind);
    const undated = usable.filter((row) => Number.isNaN(milliseconds[row]));
    const dated = usable
      .filter((row) => !Number.isNaN(milliseconds[row]))
      .sort((a, b) => milliseconds[a] - milliseconds[b] || a - b);
    const notes = undated.length === 0 ? [] : [`${undated.length} rows without ${raw.name} stand before all others.`];
    return { rows: Uint32Array.from([...undated, ...dated]), orderedBy: raw.name, notes };
  }
  return {
    rows: usable,
    orderedBy: null,
    notes: ['No column holds dates: the rows are taken to stand in order of time.'],
  };
}
