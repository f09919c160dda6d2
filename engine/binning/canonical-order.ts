import type { Matrix } from '../data/matrix.ts';
import { sortNumbers } from './sort-numbers.ts';

/**
 * An order of the rows that depends on their content alone: by a hash of features, label and weight, and by the content
 * itself where hashes are equal. Equal rows are interchangeable, so whatever is computed in this order is the same however
 * the rows came. A hash is as good as random, so the first m rows are a random sample.
 *
 * @returns the source row at each place, length `x.rows`.
 */
export function canonicalOrder(x: Matrix, y: Float64Array, weights?: Float64Array): Uint32Array<ArrayBuffer> {
  const hashes = hashRows(x, y, weights);
  // Hash and row are packed into one number (53 bits): numbers sort much faster than with a comparator.
  const rowRange = 2 ** Math.ceil(Math.log2(Math.max(2, x.rows)));
  const shift = 2 ** Math.max(0, 32 + Math.log2(rowRange) - 53);
  const keys = new Float64Array(x.rows);
  for (let r = 0; r < x.rows; r++) keys[r] = Math.floor(hashes[r] / shift) * rowRange + r;
  sortNumbers(keys);
  const order = new Uint32Array(x.rows);
  for (let i = 0; i < x.rows; i++) {
    const hash = Math.floor(keys[i] / rowRange);
    order[i] = keys[i] - hash * rowRange;
    keys[i] = hash;
  }
  for (let start = 0; start < x.rows; ) {
    let end = start + 1;
    while (end < x.rows && keys[end] === keys[start]) end++;
    if (end - start > 1) orderRun(order.subarray(start, end), (a, b) => compareRows(x, y, weights, a, b));
    start = end;
  }
  return order;
}

/** Sorts rows of one hash. Nearly always they all have the same content, and need no sorting. */
function orderRun(run: Uint32Array, compare: (a: number, b: number) => number): void {
  if (run.some((row) => compare(run[0], row) !== 0)) run.sort(compare);
}

const multiplier = 0x5bd1e995;

/** 32 bits per row, mixed as MurmurHash2 does. */
function hashRows(x: Matrix, y: Float64Array, weights: Float64Array | undefined): Uint32Array {
  const hashes = new Uint32Array(x.rows);
  const width = 2 * x.columns;
  const words = new Uint32Array(x.values.buffer, x.values.byteOffset, 2 * x.values.length);
  const labels = new Uint32Array(y.buffer, y.byteOffset, 2 * y.length);
  const weightWords = weights && new Uint32Array(weights.buffer, weights.byteOffset, 2 * weights.length);
  for (let r = 0; r < x.rows; r++) {
    let hash = Math.imul(labels[2 * r] ^ 0x9e3779b9, multiplier);
    hash = Math.imul(hash ^ (hash >>> 15) ^ labels[2 * r + 1], multiplier);
    if (weightWords) hash = Math.imul(hash ^ weightWords[2 * r + 1] ^ (weightWords[2 * r] << 1), multiplier);
    hashes[r] = hash;
  }
  // Four rows at once: each step of a row waits for the one before it.
  let row = 0;
  for (; row + 4 <= x.rows; row += 4) {
    let [a, b, c, d] = [hashes[row] | 0, hashes[row + 1] | 0, hashes[row + 2] | 0, hashes[row + 3] | 0];
    let i = row * width;
    for (const end = i + width; i < end; i++) {
      a = Math.imul(a ^ (a >>> 15) ^ words[i], multiplier);
      b = Math.imul(b ^ (b >>> 15) ^ words[i + width], multiplier);
      c = Math.imul(c ^ (c >>> 15) ^ words[i + 2 * width], multiplier);
      d = Math.imul(d ^ (d >>> 15) ^ words[i + 3 * width], multiplier);
    }
    hashes[row] = a;
    hashes[row + 1] = b;
    hashes[row + 2] = c;
    hashes[row + 3] = d;
  }
  for (; row < x.rows; row++) {
    let hash = hashes[row] | 0;
    for (let i = row * width; i < (row + 1) * width; i++) {
      hash = Math.imul(hash ^ (hash >>> 15) ^ words[i], multiplier);
    }
    hashes[row] = hash;
  }
  for (let r = 0; r < x.rows; r++) {
    const hash = Math.imul(hashes[r] ^ (hashes[r] >>> 13), 0xc2b2ae35);
    hashes[r] = hash ^ (hash >>> 16);
  }
  return hashes;
}

function compareRows(x: Matrix, y: Float64Array, weights: Float64Array | undefined, a: number, b: number): number {
  for (let c = 0; c < x.columns; c++) {
    const difference = compareNumbers(x.values[a * x.columns + c], x.values[b * x.columns + c]);
    if (difference !== 0) return difference;
  }
  return compareNumbers(y[a], y[b]) || (weights ? compareNumbers(weights[a], weights[b]) : 0);
}

/** Ascending, -0 before 0, NaN last. */
function compareNumbers(a: number, b: number): number {
  if (Object.is(a, b)) return 0;
  if (a === b) return Object.is(a, -0) ? -1 : 1;
  if (Number.isNaN(a)) return 1;
  return Number.isNaN(b) || a < b ? -1 : 1;
}
