import { hashSeed, mixWord } from '../../engine/random.ts';
import type { RawColumn } from '../../tables/columns/raw-column.ts';
import { orderByKey } from './radix-order.ts';

/**
 * Orders rows by a hash of their values, so that split, folds and sums don't depend on the order in the file. Copies of a row are
 * numbered.
 */
export type RowOrder = {
  /** The usable rows, in the order of their hashes. */
  readonly rows: Uint32Array;
  /** A hash of 32 bits for each of `rows`. */
  readonly keys: Uint32Array;
  /** How many of `rows` are exact copies of another. */
  readonly copies: number;
};

/** @param usable the rows to order. */
export function orderByContent(columns: readonly RawColumn[], usable: Uint32Array): RowOrder {
  const count = usable.length;
  const first = new Uint32Array(count).fill(0x9e3779b9);
  const second = new Uint32Array(count).fill(0x85ebca6b);
  for (const { values, codes, texts } of columns) {
    const hashOfText = Uint32Array.from([0, ...texts.map((text) => hashSeed(text))]);
    // float64 as two words
    const words = new Uint32Array(values.slice().buffer);
    for (let i = 0; i < count; i++) {
      const row = usable[i];
      const code = codes === null ? 0 : codes[row];
      const low = code > 0 ? hashOfText[code] : words[2 * row];
      const high = code > 0 ? 0x5bd1e995 : words[2 * row + 1];
      first[i] = mixWord(first[i], low + Math.imul(high, 0x9e3779b1));
      second[i] = mixWord(second[i], high ^ Math.imul(low, 0x27d4eb2f));
    }
  }
  const order = orderByKey(first, orderByKey(second));
  const keys = new Uint32Array(count);
  let copies = 0;
  let copy = 0;
  for (let i = 0; i < count; i++) {
    const at = order[i];
    const same = i > 0 && first[at] === first[order[i - 1]] && second[at] === second[order[i - 1]];
    copy = same ? copy + 1 : 0;
    if (same) copies++;
    keys[i] = mixWord(first[at] ^ second[at], copy);
  }
  return { rows: Uint32Array.from(order, (at) => usable[at]), keys, copies };
}
