/** Texts that differ in case, blanks or the encoding of their characters alone are spellings of one value. */
export type MergedSpellings = {
  /** The spelling that stands for all of a value; for a text that is no spelling of any, the text itself. */
  readonly spellingOf: (text: string) => string;
  /** Spellings of one value, the one that stands for all first. Only values of more than one spelling. */
  readonly groups: readonly (readonly string[])[];
};

/**
 * The most frequent spelling stands for all, of equally frequent ones the first in the alphabet: the order of the rows changes nothing.
 * @param rows by text: in how many rows it stands.
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

/** Equal for texts that are one value. Compatible characters are one too: full-width letters, non-breaking blanks. */
export function spellingKey(text: string): string {
  return text.normalize('NFKC').replaceAll(/\s+/g, ' ').trim().toLowerCase();
}
