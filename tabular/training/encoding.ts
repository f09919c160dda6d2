import type { Matrix } from '../../engine/data/matrix.ts';
import type { Task } from '../../engine/task.ts';
import type { PreparedColumn } from '../columns/prepare-columns.ts';
import { mix } from '../split/row-order.ts';

/** How columns become a learner's features. */
export type EncodingStyle = {
  /** A categorical column of at most so many levels gets a feature (0 or 1) for each; of more, one by what the target is on average. */
  readonly oneHotLevels: number;
  /** Rows that a level has at the least for a feature of its own; those of fewer share one. */
  readonly oneHotRows: number;
  /**
   * true, for linear models: a feature tells where a number is missing, a month, weekday or hour is a point on a circle, an average is
   * in log-odds.
   */
  readonly linear: boolean;
};

/** Weight, in rows, of the overall mean against a level's own (Micci-Barreca 2001). */
const priorRows = 10;
/** Rows a level from which levels are ranked by their average. */
const rowsForRank = 200;
/** Averages of training rows are those of the other fifths: no row sees its own target (as scikit-learn's TargetEncoder). */
const innerFolds = 5;

/** A fitted encoding: features are computed of any rows of the file, those that it was fitted on excepted (see `Encoded`). */
export type Encoder = {
  /** The file's column of each feature. */
  readonly sources: Int32Array;
  encode(rows: Uint32Array): Matrix;
};

export type Encoded = {
  readonly encoder: Encoder /** Features of the rows that it was fitted on. */;
  readonly x: Matrix;
};

/** Writes one feature of each row: element i of `into` from `at` on, `width` apart. Each kind has a loop of its own, for speed. */
type Write = (rows: Uint32Array, into: Float64Array, at: number, width: number) => void;

type Feature = {
  readonly source: number;
  readonly write: Write;
  /** For the rows of the fit, where that differs. */
  readonly writeTraining?: Write;
};

/**
 * @param rows of the file. @param y one a row of `rows`; finite. Classification: 0 or 1.
 */
export function fitEncoding(
  columns: readonly PreparedColumn[],
  rows: Uint32Array,
  y: Float64Array,
  task: Task,
  style: EncodingStyle,
): Encoded {
  const features = columns.flatMap((column) => {
    if (column.kind === 'number') return numberFeatures(column, rows, style);
    return levelFeatures(column, rows, y, task, style);
  });
  const encode = (of: Uint32Array, training: boolean): Matrix => {
    const width = features.length;
    const values = new Float64Array(of.length * width);
    features.forEach(({ write, writeTraining }, at) => {
      (training ? (writeTraining ?? write) : write)(of, values, at, width);
    });
    return { rows: of.length, columns: width, values };
  };
  const encoder: Encoder = {
    sources: Int32Array.from(features, ({ source }) => source),
    encode: (of) => encode(of, false),
  };
  return { encoder, x: encode(rows, true) };
}

function numberFeatures(
  { source, values, cycle }: Extract<PreparedColumn, { kind: 'number' }>,
  rows: Uint32Array,
  { linear }: EncodingStyle,
): Feature[] {
  const plain: Feature = { source, write: writeValues(values) };
  if (!linear) return [plain];
  const missing = rows.some((row) => Number.isNaN(values[row]));
  const indicator: Feature = { source, write: writeWhether((row) => Number.isNaN(values[row])) };
  if (cycle === null) return missing ? [plain, indicator] : [plain];
  const angles = values.map((value) => (2 * Math.PI * value) / cycle);
  const circle = [angles.map(Math.sin), angles.map(Math.cos)].map((of) => ({ source, write: writeValues(of) }));
  return missing ? [...circle, indicator] : circle;
}

function writeValues(values: Float64Array): Write {
  return (rows, into, at, width) => {
    for (let i = 0; i < rows.length; i++) into[i * width + at] = values[rows[i]];
  };
}

function writeWhether(holds: (row: number) => boolean): Write {
  return (rows, into, at, width) => {
    for (let i = 0; i < rows.length; i++) if (holds(rows[i])) into[i * width + at] = 1;
  };
}

/** @param flags 0 or 1 by code. */
function writeFlags(codes: Int32Array, flags: Uint8Array): Write {
  return (rows, into, at, width) => {
    for (let i = 0; i < rows.length; i++) into[i * width + at] = flags[codes[rows[i]]];
  };
}

function levelFeatures(
  column: Extract<PreparedColumn, { kind: 'levels' }>,
  rows: Uint32Array,
  y: Float64Array,
  task: Task,
  style: EncodingStyle,
): Feature[] {
  const { codes, levelCount } = column;
  const counts = new Int32Array(levelCount + 2);
  for (let i = 0; i < rows.length; i++) counts[codes[rows[i]]]++;
  let present = 0;
  for (let code = 1; code <= levelCount; code++) if (counts[code] > 0) present++;
  if (present <= style.oneHotLevels) return oneHot(column, counts, rows.length, style);
  const ranked = !style.linear && rows.length >= rowsForRank * present;
  return [ranked ? targetRank(column, rows, y) : targetMean(column, rows, y, task, style)];
}

/**
 * Levels in the order of their average target: each stays a value of its own, so that trees can tell all apart, while averages of other
 * rows blur levels that are alike on average. Of so many rows a level that one row's own target moves hardly anything.
 */
function targetRank(
  { source, codes, levelCount }: Extract<PreparedColumn, { kind: 'levels' }>,
  rows: Uint32Array,
  y: Float64Array,
): Feature {
  const counts = new Float64Array(levelCount + 2);
  const sums = new Float64Array(levelCount + 2);
  let total = 0;
  for (let i = 0; i < rows.length; i++) {
    counts[codes[rows[i]]]++;
    sums[codes[rows[i]]] += y[i];
    total += y[i];
  }
  const overall = total / rows.length;
  const means = sums.map((sum, code) => (sum + priorRows * overall) / (counts[code] + priorRows));
  const seen = Array.from(counts.keys()).filter((code) => counts[code] > 0);
  // a level that the rows don't have is as one that is missing among numbers
  const ranks = new Float64Array(levelCount + 2).fill(Number.NaN);
  seen
    .sort((a, b) => means[a] - means[b] || a - b)
    .forEach((code, rank) => {
      ranks[code] = rank;
    });
  return {
    source,
    write: (of, into, at, width) => {
      for (let i = 0; i < of.length; i++) into[i * width + at] = ranks[codes[of[i]]];
    },
  };
}

function oneHot(
  { source, codes, levelCount }: Extract<PreparedColumn, { kind: 'levels' }>,
  counts: Int32Array,
  rows: number,
  { oneHotRows }: EncodingStyle,
): Feature[] {
  const own: number[] = [];
  let others = 0;
  for (let code = 1; code <= levelCount; code++) {
    if (counts[code] >= Math.min(oneHotRows, rows / 4)) own.push(code);
    else if (counts[code] > 0) others++;
  }
  const missing = counts[0] > 0;
  // of two groups in all, one says everything
  const two = own.length + (others > 0 ? 1 : 0) + (missing ? 1 : 0) === 2 && own.length > 0;
  const feature = (holds: (code: number) => boolean): Feature => {
    const flags = Uint8Array.from({ length: levelCount + 2 }, (_, code) => (holds(code) ? 1 : 0));
    return { source, write: writeFlags(codes, flags) };
  };
  const features = (two ? own.slice(-1) : own).map((level) => feature((code) => code === level));
  if (two) return features;
  if (missing) features.push(feature((code) => code === 0));
  if (others > 0) {
    const isOwn = new Set(own);
    features.push(feature((code) => code !== 0 && !isOwn.has(code)));
  }
  return features;
}

/** What the target is on average where the column has this level, missing being one; the overall mean where it is new. */
function targetMean(
  { source, codes, levelCount }: Extract<PreparedColumn, { kind: 'levels' }>,
  rows: Uint32Array,
  y: Float64Array,
  task: Task,
  { linear }: EncodingStyle,
): Feature {
  const width = levelCount + 2;
  const counts = new Float64Array(innerFolds * width);
  const sums = new Float64Array(innerFolds * width);
  for (let i = 0; i < rows.length; i++) {
    const cell = innerFold(i) * width + codes[rows[i]];
    counts[cell]++;
    sums[cell] += y[i];
  }
  const total = new Float64Array(innerFolds + 1);
  const totalCount = new Float64Array(innerFolds + 1);
  // the last one is of all folds
  const levelCounts = new Float64Array(width);
  const levelSums = new Float64Array(width);
  for (let fold = 0; fold < innerFolds; fold++) {
    for (let code = 0; code < width; code++) {
      levelCounts[code] += counts[fold * width + code];
      levelSums[code] += sums[fold * width + code];
      total[fold] += sums[fold * width + code];
      totalCount[fold] += counts[fold * width + code];
    }
    total[innerFolds] += total[fold];
    totalCount[innerFolds] += totalCount[fold];
  }
  const finish = linear && task === 'classification' ? logOdds : (mean: number) => mean;
  const whole = total[innerFolds] / totalCount[innerFolds];
  const means = levelSums.map((sum, code) => finish((sum + priorRows * whole) / (levelCounts[code] + priorRows)));
  const innerMeans = counts.map((count, cell) => {
    const fold = Math.floor(cell / width);
    const code = cell % width;
    const rest = (total[innerFolds] - total[fold]) / Math.max(1, totalCount[innerFolds] - totalCount[fold]);
    return finish((levelSums[code] - sums[cell] + priorRows * rest) / (levelCounts[code] - count + priorRows));
  });
  return {
    source,
    write: (of, into, at, places) => {
      for (let i = 0; i < of.length; i++) into[i * places + at] = means[codes[of[i]]];
    },
    writeTraining: (of, into, at, places) => {
      for (let i = 0; i < of.length; i++) into[i * places + at] = innerMeans[innerFold(i) * width + codes[of[i]]];
    },
  };
}

function innerFold(place: number): number {
  return mix(0x2545f491, place) % innerFolds;
}

function logOdds(share: number): number {
  const inside = Math.min(1 - 1e-6, Math.max(1e-6, share));
  return Math.log(inside / (1 - inside));
}
