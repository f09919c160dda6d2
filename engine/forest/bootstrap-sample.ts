import { createRandom } from '../random.ts';

/** Draws as many rows as there are with replacement. @param counts receives how often each row was drawn. */
export function drawSample(counts: Uint16Array, seed: number): void {
  const random = createRandom(seed);
  counts.fill(0);
  for (let drawn = 0; drawn < counts.length; drawn++) counts[random.integer(counts.length)]++;
}

/**
 * Opens a tree: the sampled rows come first among the entries, in order, and the table holds their weights.
 *
 * @param table pairs (weight, label) by row; labels stand already.
 * @returns how many rows are in the sample; a row of weight 0 is in neither part.
 */
export function openSample(
  counts: Uint16Array,
  weights: Float64Array,
  entries: Uint32Array,
  table: Float64Array,
): { readonly inside: number; readonly end: number } {
  let inside = 0;
  for (let r = 0; r < counts.length; r++) {
    const weight = counts[r] * weights[r];
    table[2 * r] = weight;
    entries[inside] = r;
    inside += weight > 0 ? 1 : 0;
  }
  let end = inside;
  for (let r = 0; r < counts.length && end < entries.length; r++) {
    entries[end] = r;
    end += counts[r] === 0 && weights[r] > 0 ? 1 : 0;
  }
  return { inside, end };
}
