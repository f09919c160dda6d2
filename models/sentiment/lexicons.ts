import { compileLexicon, joinLexicons, type Lexicon } from './compile-lexicon.ts';
import { foldWord, spellings } from './fold-word.ts';
import { english } from './lexicons/english.ts';
import { german } from './lexicons/german.ts';
import { hindi } from './lexicons/hindi.ts';
import { portuguese } from './lexicons/portuguese.ts';
import { spanish } from './lexicons/spanish.ts';
import { remembered } from './remembered.ts';

export const languages = ['en', 'es', 'pt', 'de', 'hi'] as const;
export type Language = (typeof languages)[number];

/**
 * Stands beside every sentiment that these lexicons measured. Raise it with each change to words or rules: the next filling measures anew
 * what an older one did.
 */
export const lexiconVersion = 'lexicon-1';

const inEnglish = compileLexicon(english);
const inHindi = compileLexicon(hindi);
const alone: Readonly<Record<Language, Lexicon>> = {
  en: inEnglish,
  es: compileLexicon(spanish),
  pt: compileLexicon(portuguese),
  de: compileLexicon(german, 'german'),
  hi: inHindi,
};

/** Who writes Hindi on a phone mixes English in: 'delivery bahut late hai, very bad'. */
export const lexicons: Readonly<Record<Language, Lexicon>> = { ...alone, hi: joinLexicons(inHindi, inEnglish) };

const tongues = new Map<string, Language>(
  Object.entries({
    en: 'en english inglés ingles inglês englisch',
    es: 'es spa spanish español espanol castellano espanhol spanisch',
    pt: 'pt por portuguese português portugues portugués portugiesisch',
    de: 'de deu ger german deutsch alemán aleman alemão alemao',
    hi: 'hi hin hindi hinglish हिन्दी हिंदी',
  }).flatMap(([language, names]) => names.split(' ').map((name) => [name, language as Language] as const)),
);

/** Of what stands in a profile: `pt-BR`, `Hindi`. `other`: a language without a lexicon; null: none is said. */
export function readLanguage(profile: string | null): Language | 'other' | null {
  const name =
    profile
      ?.trim()
      .toLowerCase()
      .split(/[-_ (]/)[0] ?? '';
  return name === '' || name === 'und' ? null : (tongues.get(name) ?? 'other');
}

/** A bit for each language that knows the word. */
const known = new Map<string, number>();
languages.forEach((language, index) => {
  for (const word of alone[language].words) known.set(word, (known.get(word) ?? 0) | (1 << index));
});

/**
 * The language with most of the words, the first of the list where several have as many; Hindi from two words of its own on that English
 * doesn't know, for it reads English too. Null when no word is known.
 */
export function tellLanguage(words: readonly string[]): Language | null {
  const counts = languages.map(() => 0);
  let onlyHindi = 0;
  for (const word of words) {
    const bits = knownTo(word);
    for (let index = 0; index < languages.length; index++) if (bits & (1 << index)) counts[index]++;
    if (bits === hindiBit) onlyHindi++;
  }
  const most = Math.max(...counts);
  if (most === 0) return null;
  const found = languages[counts.indexOf(most)];
  return found === 'en' && onlyHindi >= 2 ? 'hi' : found;
}

const hindiBit = 1 << languages.indexOf('hi');

const knownTo = remembered((word: string): number =>
  spellings(word).reduce((bits, spelling) => {
    const plain = foldWord(spelling, 'plain');
    const folded = foldWord(spelling, 'german');
    return bits | (known.get(plain) ?? 0) | (folded === plain ? 0 : (known.get(folded) ?? 0));
  }, 0),
);
