import { createRandom } from '../random.ts';
import type { SampleRange } from './grow-tree.ts';

/** Draws as many of these rows as there are, with replacement. @param counts receives how often each row was drawn. */
export function drawSample(counts: Uint16Array, rows: Uint32Array, seed: number): void {
  const random = createRandom(seed);
  counts.fill(0);
  for (let drawn = 0; drawn < rows.length; drawn++) counts[rows[random.integer(rows.length)]]++;
}

/**
 * Opens a tree: the sampled rows come first among the entries, then the others, both in order, and the table holds their weights.
 *
 * @param rows those of a weight above 0
 * @param table pairs (weight, label) by row; labels stand already.
 */
export function openSample(
  counts: Uint16Array,
  rows: Uint32Array,
  weights: Float64Array,
  entries: Uint32Array,
  table: Float64Array,
): SampleRange {
  let inside = 0;
  for (const row of rows) {
    table[2 * row] = counts[row] * weights[row];
    entries[inside] = row;
    inside += counts[row] > 0 ? 1 : 0;
  }
  let end = inside;
  for (let i = 0; end < rows.length; i++) {
    entries[end] = rows[i];
    end += counts[rows[i]] === 0 ? 1 : 0;
  }
  return { inside, end };
}
