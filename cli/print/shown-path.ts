import { isAbsolute, relative } from 'node:path';

/** As it can be typed from here: relative below the current folder, else whole. */
export function shownPath(path: string, from = process.cwd()): string {
  const way = relative(from, path);
  return way.startsWith('..') || isAbsolute(way) ? path : way;
}
