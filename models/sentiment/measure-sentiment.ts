import type { Entry, Lexicon, Phrase } from './compile-lexicon.ts';
import { type Language, lexicons, readLanguage, tellLanguage } from './lexicons.ts';
import { readWords, type TextPart } from './read-words.ts';

/** A sum of word weights at which the sentiment is about 0.7: two strong words without a contrary one. */
const halfway = 15;
/** What a negator leaves of a word: 'not good' is bad, 'not bad' is only just good. */
const negatedPositive = -0.7;
const negatedNegative = -0.4;
/** Of a negator that turns nothing: who says what isn't so is seldom content. Too little by itself to count as negative. */
const bareNegator = -0.5;
/** What counts of the clause before a 'but', and after it. */
const beforeContrast = 0.6;
const afterContrast = 1.2;
const loudness = 1.2;
const drawnOut = /(\p{L})\1\1/u;
const laughter = /^(?:[jh][aeiou]){2,}[jh]?$|^k{4,}$|^(?:rs){2,}$|^[jhka]{7,}$|^x+d+$/;

/** A word that counts. */
type Hit = { weight: number; readonly at: number; negator: Negator | null };
type Negator = { readonly until: number; turns: boolean };

/**
 * How friendly a text is, from -1 to 1, by the words of its language, emoji, negation and emphasis; 0: nothing in it says. `language` as
 * in the contact's profile; without one, or when that knows none of the words, the words decide. Null where nothing can be said: neither
 * letters nor emoji, or letters of a language without a lexicon.
 *
 * It reads words, not what is meant: irony, comparisons and who is spoken of are beyond it (docs/sentiment.md).
 */
export function measureSentiment(text: string, language: string | null = null): number | null {
  const parts = readWords(text);
  const words = parts.flatMap((part) => (part.kind === 'word' ? [part.word] : []));
  const signs = parts.filter((part) => part.kind === 'sign');
  if (words.length === 0 && signs.length === 0) return null;
  const spoken = languageOf(words, readLanguage(language));
  if (spoken === null && signs.length === 0 && words.length > 0 && !words.some((word) => latin.test(word))) return null;
  if (spoken === 'other' && signs.length === 0) return null;
  const lexicon = spoken === null || spoken === 'other' ? nothing : lexicons[spoken];
  const sum = (sumOfWords(parts, lexicon) + sumOfSigns(parts)) * emphasis(parts);
  return Math.round((1000 * sum) / Math.sqrt(sum * sum + halfway)) / 1000 + 0;
}

const latin = /[a-z]/;
const nothing: Lexicon = { words: [], fold: (word) => word, find: () => undefined };

function languageOf(words: readonly string[], profile: Language | 'other' | null): Language | 'other' | null {
  if (profile === 'other') return 'other';
  if (profile !== null && words.some((word) => lexicons[profile].find(word) !== undefined)) return profile;
  return tellLanguage(words) ?? profile;
}

function sumOfWords(parts: readonly TextPart[], lexicon: Lexicon): number {
  const hits: Hit[] = [];
  let clause = 0; // where in `hits` it begins
  const negators: Negator[] = [];
  let negator: Negator | null = null; // the last one of the clause
  let factor = 1;
  let after = 1;
  for (let at = 0; at < parts.length; at++) {
    const part = parts[at];
    if (part.kind === 'sign') continue;
    if (part.kind === 'break') {
      clause = hits.length;
      negator = null;
      factor = 1;
      continue;
    }
    const entry: Entry = lexicon.find(part.word) ?? (laughter.test(part.word) ? { weight: 1 } : {});
    const phrase = phraseAt(parts, at, lexicon, entry.phrases);
    const weight = phrase?.weight ?? entry.weight;
    if (weight !== undefined) {
      const loud = part.loud || drawnOut.test(part.word) ? loudness : 1;
      const turnedBy = phrase === undefined && negator !== null && at <= negator.until ? negator : null;
      if (turnedBy !== null) turnedBy.turns = true;
      hits.push({ weight: weight * factor * loud * after, at, negator: turnedBy });
      factor = 1;
    }
    if (phrase !== undefined) {
      at += phrase.rest.length;
      continue;
    }
    if (entry.contrast) {
      for (const hit of hits) hit.weight *= beforeContrast;
      after = afterContrast;
      clause = hits.length;
      negator = null;
    }
    if (entry.negates !== undefined) {
      const reached = hits
        .slice(clause)
        .filter((hit) => hit.negator === null && at - hit.at <= (entry.negates?.back ?? 0));
      negator = { until: at + entry.negates.ahead, turns: reached.length > 0 };
      negators.push(negator);
      for (const hit of reached) hit.negator = negator;
    }
    if (entry.factor !== undefined) factor *= entry.factor;
    else if (weight === undefined && entry.negates === undefined) factor = 1;
  }
  const said = hits.reduce((sum, { weight, negator }) => sum + (negator === null ? weight : turned(weight)), 0);
  return said + bareNegator * Math.min(2, negators.filter(({ turns }) => !turns).length);
}

function turned(weight: number): number {
  return weight * (weight > 0 ? negatedPositive : negatedNegative);
}

function phraseAt(
  parts: readonly TextPart[],
  at: number,
  lexicon: Lexicon,
  phrases: readonly Phrase[] = [],
): Phrase | undefined {
  return phrases.find(({ rest }) =>
    rest.every((word, index) => {
      const part = parts[at + 1 + index];
      return part?.kind === 'word' && lexicon.fold(part.word) === word;
    }),
  );
}

/** Each kind once, and a little for each repetition, three at most: a row of hearts is not ten compliments. */
function sumOfSigns(parts: readonly TextPart[]): number {
  const times = new Map<string, number>();
  let sum = 0;
  for (const part of parts) {
    if (part.kind !== 'sign') continue;
    const before = times.get(part.sign) ?? 0;
    times.set(part.sign, before + 1);
    if (before === 0) sum += part.weight;
    else if (before <= 3) sum += 0.2 * part.weight;
  }
  return sum;
}

/** Exclamation marks make what is said stronger, three at most. */
function emphasis(parts: readonly TextPart[]): number {
  const marks = parts.reduce((sum, part) => sum + (part.kind === 'break' ? part.mark.split('!').length - 1 : 0), 0);
  return 1 + 0.1 * Math.min(3, marks);
}
