/** The levels of a column, ordered by their frequency in the training rows, then by their text; plain data. */
export type Levels = readonly string[];

/** @param frequency of the training rows. The order in which it was counted doesn't matter. */
export function fitLevels(frequency: ReadonlyMap<string, number>): Levels {
  return [...frequency.keys()].sort((a, b) => (frequency.get(b) ?? 0) - (frequency.get(a) ?? 0) || (a < b ? -1 : 1));
}

/** The code of a level's text; an unknown text gets the code after the last. 0 means missing, which the caller detects. */
export function codesOfLevels(levels: Levels): (text: string) => number {
  const codes = new Map(levels.map((level, at) => [level, at + 1]));
  const unknown = levels.length + 1;
  return (text) => codes.get(text) ?? unknown;
}

/**
 * What a matrix holds for a value of an attribute: the code of a category's level; without levels a number. NaN is missing, as is a text
 * that isn't a number where one is wanted.
 */
export function rawValueOf(levels: Levels | null): (value: string | number | null) => number {
  if (levels === null) return (value) => (value === null ? Number.NaN : Number(value));
  const codeOf = codesOfLevels(levels);
  return (value) => (value === null || Number.isNaN(value) ? Number.NaN : codeOf(String(value)));
}
