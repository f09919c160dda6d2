import type { Matrix } from '../data/matrix.ts';
import type { Task } from '../task.ts';
import type { EncodedColumn, EncodedFeature, EncodingStyle, LevelColumn } from './column.ts';
import { type Write, writeFeatures, writeOf } from './encode-rows.ts';
import { dealtParts, targetMeans, targetRanks } from './target-averages.ts';

/** Rows per level from which levels are ranked by their average. */
const rowsForRank = 200;

export type Encoded = {
  /** Plain data, stored with a model. `encodeRows` encodes other rows with it. */
  readonly features: readonly EncodedFeature[];
  /** Features of the rows that the encoding was fitted on. */
  readonly x: Matrix;
};

/** `writeTraining`: for the rows of the fit, where that differs. */
type Fitted = { readonly feature: EncodedFeature; readonly writeTraining?: Write };

/**
 * Fits an encoding on these rows alone.
 *
 * @param rows of the columns. @param y one per row of `rows`; finite. Classification: 0 or 1.
 * @param parts one per row of `rows`, 0 to 4: averages of a row come from the rows of other parts. Left out: rows are dealt one by one.
 */
export function fitEncoding(
  columns: readonly EncodedColumn[],
  rows: Uint32Array,
  y: Float64Array,
  task: Task,
  style: EncodingStyle,
  parts: Uint8Array = dealtParts(rows.length),
): Encoded {
  const fitted = columns.flatMap((column, at): Fitted[] =>
    column.kind === 'number'
      ? numberFeatures(column, at, rows, style).map((feature) => ({ feature }))
      : levelFeatures(column, at, rows, y, task, style, parts),
  );
  const writes = fitted.map(({ feature, writeTraining }) => writeTraining ?? writeOf(feature, columns[feature.column]));
  return { features: fitted.map(({ feature }) => feature), x: writeFeatures(writes, rows) };
}

function numberFeatures(
  { source, values, cycle, asItIs }: Extract<EncodedColumn, { kind: 'number' }>,
  column: number,
  rows: Uint32Array,
  { linear }: EncodingStyle,
): EncodedFeature[] {
  const plain: EncodedFeature = { column, source, kind: 'value' };
  if (!linear || asItIs) return [plain];
  const numbers: EncodedFeature[] =
    cycle === null
      ? [plain]
      : [
          { column, source, kind: 'sine', cycle },
          { column, source, kind: 'cosine', cycle },
        ];
  const missing = rows.some((row) => Number.isNaN(values[row]));
  return missing ? [...numbers, { column, source, kind: 'missing' }] : numbers;
}

function levelFeatures(
  levels: LevelColumn,
  column: number,
  rows: Uint32Array,
  y: Float64Array,
  task: Task,
  style: EncodingStyle,
  parts: Uint8Array,
): Fitted[] {
  const { source, codes, levelCount } = levels;
  const byLevel = (values: readonly (number | null)[]) => ({ column, source, kind: 'by level', values }) as const;
  const counts = new Int32Array(levelCount + 2);
  for (let i = 0; i < rows.length; i++) counts[codes[rows[i]]]++;
  let present = 0;
  for (let code = 1; code <= levelCount; code++) if (counts[code] > 0) present++;
  if (present <= style.oneHotLevels) {
    return oneHot(counts, rows.length, style).map((flags) => ({ feature: byLevel(flags) }));
  }
  const ranked = !style.linear && rows.length >= rowsForRank * present;
  if (ranked) return [{ feature: byLevel(targetRanks(levels, rows, y)) }];
  const { means, writeTraining } = targetMeans(levels, rows, y, task, style.linear, parts);
  return [{ feature: byLevel(means), writeTraining }];
}

/** Flags by code, for each feature. @param counts by code: missing, the levels, and unknown levels. */
function oneHot(counts: Int32Array, rows: number, { oneHotRows }: EncodingStyle): number[][] {
  const levelCount = counts.length - 2;
  const own: number[] = [];
  let others = 0;
  for (let code = 1; code <= levelCount; code++) {
    if (counts[code] >= Math.min(oneHotRows, rows / 4)) own.push(code);
    else if (counts[code] > 0) others++;
  }
  const missing = counts[0] > 0;
  // when there are only two groups, one flag says everything
  const two = own.length + (others > 0 ? 1 : 0) + (missing ? 1 : 0) === 2 && own.length > 0;
  const flags = (holds: (code: number) => boolean) => Array.from(counts, (_, code) => (holds(code) ? 1 : 0));
  const features = (two ? own.slice(-1) : own).map((level) => flags((code) => code === level));
  if (two) return features;
  if (missing) features.push(flags((code) => code === 0));
  if (others > 0) {
    const isOwn = new Set(own);
    features.push(flags((code) => code !== 0 && !isOwn.has(code)));
  }
  return features;
}
