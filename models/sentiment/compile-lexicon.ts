import { type Folding, foldWord, spellings } from './fold-word.ts';
import type { LexiconSource } from './lexicons/lexicon.ts';
import { remembered } from './remembered.ts';

/** All that a lexicon knows of a word. */
export type Entry = {
  readonly weight?: number;
  /** How many words after and before it it turns. */
  readonly negates?: { readonly ahead: number; readonly back: number };
  /** Makes what follows stronger (above 1) or weaker. */
  readonly factor?: number;
  readonly contrast?: true;
  /** Phrases that begin with it, the longest first. */
  readonly phrases?: readonly Phrase[];
};

export type Phrase = { readonly rest: readonly string[]; readonly weight: number };

export type Lexicon = {
  /** Every word that it knows by itself, folded. */
  readonly words: Iterable<string>;
  fold(word: string): string;
  /** In whatever spelling. */
  find(word: string): Entry | undefined;
};

const shortestStem = 3;

export function compileLexicon(source: LexiconSource, folding: Folding = 'plain'): Lexicon {
  const entries = new Map<string, Entry>();
  const stems = new Map<string, number>();
  const fold = (word: string) => foldWord(word, folding);
  const add = (word: string, entry: Entry) => entries.set(word, { ...entries.get(word), ...entry });
  function addPhrase(words: readonly string[], weight: number): void {
    const [first, ...rest] = words;
    const known = entries.get(first)?.phrases ?? [];
    add(first, { phrases: [...known, { rest, weight }].toSorted((one, other) => other.rest.length - one.rest.length) });
  }
  for (const word of split(source.markers)) add(fold(word), {});
  for (const word of split(source.stronger)) add(fold(word), { factor: 1.3 });
  for (const word of split(source.weaker)) add(fold(word), { factor: 0.6 });
  for (const word of split(source.contrast)) add(fold(word), { contrast: true });
  const negates = { ahead: source.negatesAhead, back: source.negatesBack };
  for (const word of split(source.negators)) add(fold(word), { negates });
  for (const [weight, list] of source.words) {
    for (const word of split(list)) {
      if (word.endsWith('*')) stems.set(fold(word.slice(0, -1)), weight);
      else if (word.includes('_')) addPhrase(word.split('_').map(fold), weight);
      else add(fold(word), { weight });
    }
  }
  return {
    words: [...entries.keys()],
    fold,
    find: remembered((word) => {
      for (const spelling of spellings(fold(word))) {
        const entry = entries.get(spelling) ?? stemOf(stems, spelling);
        if (entry !== undefined) return entry;
      }
      return undefined;
    }),
  };
}

/** What both know, the first one's word where they differ. */
export function joinLexicons(first: Lexicon, second: Lexicon): Lexicon {
  return { ...first, words: [...first.words, ...second.words], find: (word) => first.find(word) ?? second.find(word) };
}

function stemOf(stems: ReadonlyMap<string, number>, word: string): Entry | undefined {
  for (let length = word.length; length >= shortestStem; length--) {
    const weight = stems.get(word.slice(0, length));
    if (weight !== undefined) return { weight };
  }
  return undefined;
}

function split(list: string): string[] {
  return list.split(/\s+/).filter((word) => word !== '');
}
