import { isAbsolute, relative } from 'node:path';

/** As it can be typed here: relative when it lies below the current folder, otherwise absolute. */
export function shownPath(path: string, from = process.cwd()): string {
  const way = relative(from, path);
  return way.startsWith('..') || isAbsolute(way) ? path : way;
}

/** Hexadecimal digits of a hash that are shown: a shell completes the rest of the name at the star. */
const shownDigits = 12;

/** A path with the hash in it shortened, `var/perennial/artifacts/ab/ab12cd34ef56*`. With --json it is whole. */
export function shownHashPath(path: string): string {
  return shownPath(path).replace(/[0-9a-f]{64}/, (hash) => `${hash.slice(0, shownDigits)}*`);
}
