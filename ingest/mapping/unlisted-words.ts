/** A word of a file that a mapping leaves blank, for its `words` don't list it. */
export type UnlistedWord = {
  readonly column: string;
  /** As 'leads.stage'. */
  readonly field: string;
  readonly word: string;
  readonly times: number;
};

export type UnlistedWords = {
  note(field: string, column: string, word: string): void;
  /** The most frequent first. */
  list(): UnlistedWord[];
};

/** Different words that are kept: more aren't words but free text. */
const most = 200;

export function createUnlistedWords(): UnlistedWords {
  const found = new Map<string, { column: string; field: string; word: string; times: number }>();
  return {
    note(field, column, text) {
      const word = text.trim();
      const key = `${field}\n${word.toLowerCase()}`;
      const known = found.get(key);
      if (known !== undefined) known.times++;
      else if (found.size < most) found.set(key, { column, field, word, times: 1 });
    },
    list: () => [...found.values()].sort((a, b) => b.times - a.times),
  };
}

/** Words that are shown of each field. */
const shown = 5;

/** What a report says of them, a sentence for each field. */
export function unlistedNotes(words: readonly UnlistedWord[]): string[] {
  return [...Map.groupBy(words, ({ field }) => field)].map(([field, own]) => {
    const listed = own.slice(0, shown).map(({ word, times }) => `"${word}" (${times})`);
    const more = own.length > shown ? ` and ${own.length - shown} more` : '';
    return `${own[0].column}: it is not known what ${listed.join(', ')}${more} means, so ${field} is left blank there: list it under words in a mapping of your own.`;
  });
}
