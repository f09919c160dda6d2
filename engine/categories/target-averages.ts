import { mixWord } from '../random.ts';
import type { Task } from '../task.ts';
import type { LevelColumn } from './column.ts';
import type { Write } from './encode-rows.ts';

/** Weight of the overall mean, in rows, against a level's own mean (Micci-Barreca 2001). */
const priorRows = 10;
/**
 * Number of parts: averages for training rows come from the other parts, so no row sees its own target (as in scikit-learn's
 * TargetEncoder).
 */
export const innerFolds = 5;

/**
 * Ranks levels by their average target. Each level stays a value of its own, so that trees can tell them all apart, whereas
 * averages of other rows blur levels with similar averages. This is for levels with so many rows that one row's own target
 * changes hardly anything.
 */
export function targetRanks({ codes, levelCount }: LevelColumn, rows: Uint32Array, y: Float64Array): (number | null)[] {
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
  // a level that the rows don't have is treated like a missing number
  const ranks: (number | null)[] = Array.from(counts, () => null);
  seen
    .sort((a, b) => means[a] - means[b] || a - b)
    .forEach((code, rank) => {
      ranks[code] = rank;
    });
  return ranks;
}

/** The average target for each level of the column, where missing counts as a level; the overall mean for a new level. */
export function targetMeans(
  { codes, levelCount }: LevelColumn,
  rows: Uint32Array,
  y: Float64Array,
  task: Task,
  linear: boolean,
  parts: Uint8Array,
): { readonly means: number[]; readonly writeTraining: Write } {
  const width = levelCount + 2;
  const counts = new Float64Array(innerFolds * width);
  const sums = new Float64Array(innerFolds * width);
  for (let i = 0; i < rows.length; i++) {
    const cell = parts[i] * width + codes[rows[i]];
    counts[cell]++;
    sums[cell] += y[i];
  }
  const total = new Float64Array(innerFolds + 1);
  const totalCount = new Float64Array(innerFolds + 1);
  // the last one covers all folds
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
  const means = Array.from(levelSums, (sum, code) =>
    finish((sum + priorRows * whole) / (levelCounts[code] + priorRows)),
  );
  const innerMeans = counts.map((count, cell) => {
    const fold = Math.floor(cell / width);
    const code = cell % width;
    const rest = (total[innerFolds] - total[fold]) / Math.max(1, totalCount[innerFolds] - totalCount[fold]);
    return finish((levelSums[code] - sums[cell] + priorRows * rest) / (levelCounts[code] - count + priorRows));
  });
  return {
    means,
    writeTraining: (of, into, at, places) => {
      for (let i = 0; i < of.length; i++) into[i * places + at] = innerMeans[parts[i] * width + codes[of[i]]];
    },
  };
}

/** Rows dealt to parts one by one. */
export function dealtParts(rows: number): Uint8Array {
  return Uint8Array.from({ length: rows }, (_, place) => mixWord(0x2545f491, place) % innerFolds);
}

function logOdds(share: number): number {
  const inside = Math.min(1 - 1e-6, Math.max(1e-6, share));
  return Math.log(inside / (1 - inside));
}
