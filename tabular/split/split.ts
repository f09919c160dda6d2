import { hashSeed, mixWord } from '../../engine/random.ts';
import { type Split as Fold, rowsOfFold } from '../../engine/search/splits.ts';
import { orderByKey } from './radix-order.ts';
import type { RowOrder } from './row-order.ts';

/** Rows of the file. */
export type Split = { readonly training: Uint32Array; readonly holdout: Uint32Array };

/** Holds out the same share of each stratum, give or take a row. Both parts stay in the order of the rows' hashes. */
export function splitStratified(order: RowOrder, strata: Uint8Array, testSize: number, seed: number): Split {
  const count = order.rows.length;
  const ranked = rankWithinStrata(order.keys, strata, hashSeed(seed, 'holdout'));
  const held = Math.max(1, Math.round(count * testSize));
  const isHeld = new Uint8Array(count);
  // even steps through rows ordered by stratum take the same share of each
  for (let i = 0; i < held; i++) isHeld[ranked[Math.floor(((i + 0.5) * count) / held)]] = 1;
  return {
    training: order.rows.filter((_, at) => isHeld[at] === 0),
    holdout: order.rows.filter((_, at) => isHeld[at] === 1),
  };
}

/** The last rows are held out. @param rows in order of time. */
export function splitByTime(rows: Uint32Array, testSize: number): Split {
  const from = rows.length - Math.max(1, Math.round(rows.length * testSize));
  return { training: rows.slice(0, from), holdout: rows.slice(from) };
}

/** Folds as places in the training rows. @param strata of these rows; each stratum is spread evenly. */
export function stratifiedFolds(strata: Uint8Array, count: number, seed: number): Fold[] {
  const salt = hashSeed(seed, 'folds');
  const keys = Uint32Array.from(strata, (_, at) => mixWord(salt, at));
  const ranked = rankWithinStrata(keys, strata, salt);
  const foldOf = new Uint8Array(strata.length);
  ranked.forEach((at, rank) => {
    foldOf[at] = rank % count;
  });
  return Array.from({ length: count }, (_, fold) => rowsOfFold(foldOf, fold));
}

/** Forward chaining: each block of time is judged by what was learnt from all blocks before it. */
export function foldsByTime(rows: number, count: number): Fold[] {
  return Array.from({ length: count }, (_, fold) => {
    const from = Math.floor((rows * (fold + 1)) / (count + 1));
    const to = Math.floor((rows * (fold + 2)) / (count + 1));
    return {
      training: Uint32Array.from({ length: from }, (_, at) => at),
      validation: Uint32Array.from({ length: to - from }, (_, at) => from + at),
    };
  });
}

/** Places ordered by stratum, and within a stratum in a random order that the seed decides. */
function rankWithinStrata(keys: Uint32Array, strata: Uint8Array, salt: number): Uint32Array {
  const random = orderByKey(Uint32Array.from(keys, (key) => mixWord(salt, key)));
  return orderByKey(Uint32Array.from(strata), random);
}
