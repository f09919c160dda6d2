/** Texts are spellings of one value when they differ only in case, in blanks or in how characters are encoded. */
export type MergedSpellings = {
  /** The spelling that represents the value of a text; an unknown text represents itself. */
  readonly spellingOf: (text: string) => string;
  /** The values with more than one spelling. In each group the spelling that represents the value comes first. */
  readonly groups: readonly (readonly string[])[];
};

/**
 * The most frequent spelling represents the value. Ties go by the alphabet, so that the order of the rows doesn't matter.
 * @param rows the number of rows of each text.
 */
export function mergeSpellings(rows: ReadonlyMap<string, number>): MergedSpellings {
  const byKey = new Map<string, string[]>();
  for (const [text] of [...rows].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1))) {
    const key = spellingKey(text);
    const known = byKey.get(key);
    if (known === undefined) byKey.set(key, [text]);
    else known.push(text);
  }
  return {
    spellingOf: (text) => byKey.get(spellingKey(text))?.[0] ?? text,
    groups: [...byKey.values()].filter(({ length }) => length > 1),
  };
}

/** Texts with the same key are one value. Full-width letters and non-breaking blanks equal the usual ones. */
export function spellingKey(text: string): string {
  return text.normalize('NFKC').replaceAll(/\s+/g, ' ').trim().toLowerCase();
}
