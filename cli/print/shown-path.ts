import { isAbsolute, relative } from 'node:path';

/** As it can be typed here: relative when it lies below the current folder, otherwise absolute. */
export function shownPath(path: string, from = process.cwd()): string {
  const way = relative(from, path);
  return way.startsWith('..') || isAbsolute(way) ? path : way;
}
