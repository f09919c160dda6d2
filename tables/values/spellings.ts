/** Texts that differ in case, accents' encoding or blanks alone are spellings of one value. */
export type MergedSpellings = {
  /** For each text the place of the one that stands for it, itself where it has no other spelling. */
  readonly place: readonly number[];
  /** Spellings of one value, the one that stands for all first. Only values of more than one spelling. */
  readonly groups: readonly (readonly string[])[];
};

/** @param rowsOf how often the text at a place occurs: the most frequent spelling stands for all, the first one where nothing is given. */
export function mergeSpellings(texts: readonly string[], rowsOf: (place: number) => number = () => 1): MergedSpellings {
  const placesOf = new Map<string, number[]>();
  for (const [at, text] of texts.entries()) {
    const key = spellingKey(text);
    const places = placesOf.get(key);
    if (places === undefined) placesOf.set(key, [at]);
    else places.push(at);
  }
  const place = texts.map((_, at) => at);
  const groups: string[][] = [];
  for (const places of placesOf.values()) {
    if (places.length === 1) continue;
    places.sort((a, b) => rowsOf(b) - rowsOf(a) || a - b);
    for (const at of places) place[at] = places[0];
    groups.push(places.map((at) => texts[at]));
  }
  return { place, groups };
}

/** Equal for texts that are one value. */
export function spellingKey(text: string): string {
  return text.normalize('NFC').trim().replaceAll(/\s+/g, ' ').toLowerCase();
}
