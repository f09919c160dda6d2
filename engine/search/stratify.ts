import { createRandom, hashSeed } from '../random.ts';
import type { Task } from '../task.ts';

/**
 * The stratum of each row: its class, or for regression the quantile bin of its label, in bins of at least `minimumRows`
 * rows, at most ten. Equal labels share a bin, so the order of the rows doesn't matter.
 */
export function stratify(y: Float64Array, task: Task, minimumRows: number): Uint8Array {
  if (task === 'classification') return Uint8Array.from(y);
  const sorted = y.slice().sort();
  const bins = Math.max(1, Math.min(10, Math.floor(y.length / Math.max(1, minimumRows))));
  const edges: number[] = [];
  for (let b = 1; b < bins; b++) edges.push(sorted[Math.floor((b * sorted.length) / bins)]);
  return Uint8Array.from(y, (value) => edges.reduce((bin, edge) => bin + (value >= edge ? 1 : 0), 0));
}

/**
 * At most `count` of the rows, ascending, each stratum in its proportion: the sample for a learner with a limit
 * (`maximumRows`). All rows when there are no more than `count`.
 */
export function stratifiedSample(y: Float64Array, task: Task, count: number, seed: number): Uint32Array {
  if (y.length <= count) return everyRow(y.length);
  const strata = stratify(y, task, 1);
  const random = createRandom(hashSeed(seed, 'stratified-sample'));
  const shuffled = random.shuffle(everyRow(y.length));
  const ordered = shuffled.sort((a, b) => strata[a] - strata[b]);
  const chosen = new Uint32Array(count);
  // Even steps through rows ordered by stratum take each stratum in proportion, to within one row.
  for (let i = 0; i < count; i++) chosen[i] = ordered[Math.floor(((i + 0.5) * ordered.length) / count)];
  return chosen.sort();
}

function everyRow(count: number): Uint32Array {
  const rows = new Uint32Array(count);
  for (let row = 0; row < count; row++) rows[row] = row;
  return rows;
}
