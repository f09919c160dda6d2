import { sortNumbers } from '../binning/sort-numbers.ts';
import { EngineError } from '../engine-error.ts';
import type { Matrix } from './matrix.ts';
import { columnOf, largestMagnitude, rowsFrom } from './matrix.ts';

/** What the training rows teach about one column, in the column's unit. Plain data: it is saved as JSON in the model. */
export type ColumnTreatment = {
  /** Replaces missing values: the median, or 0 for a column without any value; null: they stay missing. */
  readonly fill: number | null;
  /** Values are clipped to [lower, upper]; null where the column isn't clipped. */
  readonly lower: number | null;
  readonly upper: number | null;
  /**
   * After clipping, the first is subtracted and the result divided by the second; 0 and 1 without scaling or for a constant
   * column.
   */
  readonly mean: number;
  readonly deviation: number;
  readonly note?: 'all values missing';
};

export type Preprocessor = { readonly columns: readonly ColumnTreatment[] };

export type PreprocessorOptions = {
  /** False: missing values stay NaN. */
  readonly impute: boolean;
  /** Quantiles (0-1) of the training rows below and above which values are clipped; null: no clipping. */
  readonly clipQuantiles: readonly [number, number] | null;
  readonly scale: boolean;
};

export const defaultPreprocessing: PreprocessorOptions = {
  impute: true,
  clipQuantiles: [0.005, 0.995],
  scale: false,
};

/** For learners that take bins: outliers and units don't matter to them, and missing values have a bin of their own. */
export const untouched: PreprocessorOptions = { impute: false, clipQuantiles: null, scale: false };

const untouchedColumn: ColumnTreatment = { fill: null, lower: null, upper: null, mean: 0, deviation: 1 };

/** Quantiles of fewer values are the extremes themselves, and columns of few levels (flags, counts) have no outliers. */
const minimumValuesForClipping = 50;
const minimumLevelsForClipping = 11;

/**
 * Fit on training rows only. NaN is missing.
 * @throws EngineError `invalid_training_data` for an infinite or huge value, `not_enough_training_data` without rows.
 */
export function fitPreprocessor(x: Matrix, options: PreprocessorOptions = defaultPreprocessing): Preprocessor {
  if (x.rows === 0) {
    throw new EngineError(
      'not_enough_training_data',
      'There are no training rows.',
      'Collect or import some history first.',
    );
  }
  requireMeasurable(x, 'invalid_training_data');
  if (!options.impute && options.clipQuantiles === null && !options.scale) {
    return { columns: Array.from({ length: x.columns }, () => untouchedColumn) };
  }
  return { columns: Array.from({ length: x.columns }, (_, c) => fitColumn(columnOf(x, c), options)) };
}

/**
 * A matrix of the same shape, imputed, clipped and scaled; the matrix itself when no column is changed.
 * @throws EngineError `invalid_input` for another number of columns, an infinite or huge value.
 */
export function applyPreprocessor(preprocessor: Preprocessor, x: Matrix): Matrix {
  requireColumns(preprocessor, x);
  const untouched = preprocessor.columns.every(isUntouched);
  const values = untouched ? x.values : new Float64Array(x.values.length);
  if (untouched || !treatValues(unboxed(preprocessor), x.values, values)) requireMeasurable(x, 'invalid_input');
  if (untouched) return x;
  return { rows: x.rows, columns: x.columns, values };
}

/**
 * The same for many rows, a block of up to `blockRows` at a time, in one array that is reused: the memory of a big matrix
 * costs more than the treatment.
 */
export function eachTreatedBlock(
  preprocessor: Preprocessor,
  x: Matrix,
  blockRows: number,
  take: (block: Matrix, from: number) => void,
): void {
  requireColumns(preprocessor, x);
  if (preprocessor.columns.every(isUntouched)) {
    requireMeasurable(x, 'invalid_input');
    for (let from = 0; from < x.rows; from += blockRows) take(rowsFrom(x, from, blockRows), from);
    return;
  }
  const room = new Float64Array(Math.min(blockRows, x.rows) * x.columns);
  for (let from = 0; from < x.rows; from += blockRows) {
    const { rows, columns, values: raw } = rowsFrom(x, from, blockRows);
    const values = room.subarray(0, raw.length);
    if (!treatValues(unboxed(preprocessor), raw, values)) requireMeasurable(x, 'invalid_input');
    take({ rows, columns, values }, from);
  }
}

/**
 * `treat` as a bare loop, because millions of values pass here: a column at a time, in blocks that stay in the cache.
 * @returns false when a value is infinite or huge.
 */
function treatValues(treatments: UnboxedTreatments, raw: Float64Array, values: Float64Array): boolean {
  const { fill, lower, upper, mean, deviation, scaled } = treatments;
  const columns = fill.length;
  let measurable = true;
  for (let start = 0; start < raw.length; start += cacheRows * columns) {
    const end = Math.min(raw.length, start + cacheRows * columns);
    for (let c = 0; c < columns; c++) {
      const filling = fill[c];
      const least = lower[c];
      const most = upper[c];
      for (let i = start + c; i < end; i += columns) {
        const value = raw[i];
        if (value >= least && value <= most) {
          values[i] = value;
        } else {
          values[i] = value < least ? least : value > most ? most : filling;
          if (Math.abs(value) > largestMagnitude) measurable = false;
        }
      }
      if (!scaled) continue;
      for (let i = start + c; i < end; i += columns) values[i] = (values[i] - mean[c]) / deviation[c];
    }
  }
  return measurable;
}

function requireColumns({ columns }: Preprocessor, x: Matrix): void {
  if (x.columns === columns.length) return;
  throw new EngineError(
    'invalid_input',
    `The model was trained on ${columns.length} features, the rows have ${x.columns}.`,
    'Compute the features with the definition that the model was trained with.',
    { expected: columns.length, found: x.columns },
  );
}

const cacheRows = 64;

type UnboxedTreatments = ReturnType<typeof unbox>;
const unboxedTreatments = new WeakMap<Preprocessor, UnboxedTreatments>();

function unboxed(preprocessor: Preprocessor): UnboxedTreatments {
  const known = unboxedTreatments.get(preprocessor);
  if (known !== undefined) return known;
  const made = unbox(preprocessor);
  unboxedTreatments.set(preprocessor, made);
  return made;
}

/** Numbers by column, with no null: a fill of NaN leaves values missing, and infinite limits clip nothing. */
function unbox({ columns }: Preprocessor) {
  return {
    fill: Float64Array.from(columns, ({ fill }) => fill ?? Number.NaN),
    lower: Float64Array.from(columns, ({ lower }) => lower ?? -largestMagnitude),
    upper: Float64Array.from(columns, ({ upper }) => upper ?? largestMagnitude),
    mean: Float64Array.from(columns, ({ mean }) => mean),
    deviation: Float64Array.from(columns, ({ deviation }) => deviation),
    scaled: columns.some(({ mean, deviation }) => mean !== 0 || deviation !== 1),
  };
}

function isUntouched({ fill, lower, upper, mean, deviation }: ColumnTreatment): boolean {
  return fill === null && lower === null && upper === null && mean === 0 && deviation === 1;
}

/** One value of a column, treated; never decreasing in `raw`. */
export function treat(column: ColumnTreatment, raw: number): number {
  let value = Number.isNaN(raw) && column.fill !== null ? column.fill : raw;
  if (column.lower !== null && value < column.lower) value = column.lower;
  if (column.upper !== null && value > column.upper) value = column.upper;
  return (value - column.mean) / column.deviation;
}

function fitColumn(values: Float64Array, options: PreprocessorOptions): ColumnTreatment {
  const present = sortedPresent(values);
  if (present.length === 0) {
    return {
      fill: options.impute ? 0 : null,
      lower: null,
      upper: null,
      mean: 0,
      deviation: 1,
      note: 'all values missing',
    };
  }
  const { impute, clipQuantiles } = options;
  const clipped =
    clipQuantiles !== null &&
    present.length >= minimumValuesForClipping &&
    hasLevels(present, minimumLevelsForClipping);
  const unscaled: ColumnTreatment = {
    fill: impute ? quantile(present, 0.5) : null,
    lower: clipped ? quantile(present, clipQuantiles[0]) : null,
    upper: clipped ? quantile(present, clipQuantiles[1]) : null,
    mean: 0,
    deviation: 1,
  };
  if (!options.scale) return unscaled;
  const treated = (impute ? values : present).map((value) => treat(unscaled, value));
  const mean = treated.reduce((sum, value) => sum + value / treated.length, 0);
  const variance = treated.reduce((sum, value) => sum + (value - mean) ** 2 / treated.length, 0);
  const deviation = Math.sqrt(variance);
  // Rounding leaves a constant column a deviation of about 1e-16 of its size. Dividing by that would blow its values up.
  const constant = deviation <= 1e-12 * Math.max(1, Math.abs(mean));
  return { ...unscaled, mean, deviation: constant ? 1 : deviation };
}

function sortedPresent(values: Float64Array): Float64Array {
  const present = new Float64Array(values.length);
  let count = 0;
  for (let i = 0; i < values.length; i++) if (!Number.isNaN(values[i])) present[count++] = values[i];
  return sortNumbers(present.slice(0, count));
}

/** @param sorted ascending. */
function hasLevels(sorted: Float64Array, wanted: number): boolean {
  let levels = 1;
  for (let i = 1; i < sorted.length && levels < wanted; i++) if (sorted[i] !== sorted[i - 1]) levels++;
  return levels >= wanted;
}

/** By linear interpolation between order statistics (numpy's default, type 7). `sorted` ascending, not empty; `share` in [0, 1]. */
export function quantile(sorted: ArrayLike<number>, share: number): number {
  const position = share * (sorted.length - 1);
  const below = Math.floor(position);
  const above = Math.min(below + 1, sorted.length - 1);
  return sorted[below] + (position - below) * (sorted[above] - sorted[below]);
}

/** Checks what was read from a model's header. @throws EngineError `artifact_damaged`. */
export function preprocessorFromJson(json: unknown): Preprocessor {
  const columns = (json as { columns?: unknown } | null)?.columns;
  if (!Array.isArray(columns)) throw damaged('it has no list of columns');
  return { columns: columns.map(columnFromJson) };
}

function columnFromJson(json: unknown, index: number): ColumnTreatment {
  const { fill, lower, upper, mean, deviation, note } = (json ?? {}) as Record<string, unknown>;
  const numbers = [mean, deviation].every(Number.isFinite) && deviation !== 0;
  const limits = [fill, lower, upper].every((limit) => limit === null || Number.isFinite(limit));
  if (!numbers || !limits || (note !== undefined && note !== 'all values missing')) {
    throw damaged(`column ${index} is not a valid treatment`);
  }
  return json as ColumnTreatment;
}

function damaged(what: string): EngineError {
  return new EngineError(
    'artifact_damaged',
    `The model's preprocessing can't be read: ${what}.`,
    'Restore another version of the model, or train it again.',
  );
}

function requireMeasurable(x: Matrix, code: 'invalid_training_data' | 'invalid_input'): void {
  const { values } = x;
  let at = 0;
  while (at < values.length && !(Math.abs(values[at]) > largestMagnitude)) at++;
  if (at === values.length) return;
  const row = Math.floor(at / x.columns);
  const column = at % x.columns;
  throw new EngineError(
    code,
    `Row ${row}, column ${column} is ${x.values[at]}.`,
    `A feature is missing, or a number up to ${largestMagnitude} in size. Correct how this one is computed.`,
    { row, column, value: String(x.values[at]) },
  );
}
