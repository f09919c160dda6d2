import { spellingKey } from './spellings.ts';
import { tickMarks, truthLetters, truthSigns, truthWords } from './truth-words.ts';

/** 1 is true. */
export type Truth = 0 | 1;

function truthsOf(pairs: readonly (readonly [string, string])[]): ReadonlyMap<string, Truth> {
  return new Map(
    pairs.flatMap(([yes, no]): [string, Truth][] => [
      [spellingKey(yes), 1],
      [spellingKey(no), 0],
    ]),
  );
}

const words = truthsOf(truthWords);
const wordsAndSigns = truthsOf([...truthWords, ...truthSigns]);
const letters = truthsOf(truthLetters);
const ticks: ReadonlySet<string> = new Set(tickMarks);

/** The meaning of a cell that is known to hold a truth value; undefined for an unknown word. */
export function truthOfCell(text: string): Truth | undefined {
  const key = spellingKey(text);
  return wordsAndSigns.get(key) ?? letters.get(key) ?? (ticks.has(key) ? 1 : undefined);
}

/** True for x and the other marks that tick a box. */
export function isTick(text: string): boolean {
  return ticks.has(spellingKey(text));
}

/** The meaning of each text of a column, when all of them are words for true or false and both occur; else undefined. */
export function truthOfTexts(texts: readonly string[]): ReadonlyMap<string, Truth> | undefined {
  // so many different texts aren't truth values
  if (texts.length < 2 || texts.length > 40) return undefined;
  const ofKeys = truthsOfKeys(new Set(texts.map(spellingKey)));
  const truths = new Map<string, Truth>();
  for (const text of texts) {
    const truth = ofKeys.get(spellingKey(text));
    if (truth === undefined) return undefined;
    truths.set(text, truth);
  }
  return new Set(truths.values()).size === 2 ? truths : undefined;
}

/** The meaning of a column's keys, without those that are not truth values or may be something else. @param keys those of all its texts. */
export function truthsOfKeys(keys: ReadonlySet<string>): ReadonlyMap<string, Truth> {
  const truths = new Map<string, Truth>();
  for (const key of keys) {
    const truth = wordsAndSigns.get(key);
    if (truth !== undefined) truths.set(key, truth);
  }
  // some columns write -1 for false
  if (keys.has('-1') && keys.has('1') && !keys.has('0')) truths.set('-1', 0);
  const found = [...keys].filter((key) => letters.has(key));
  const backed = found.filter((letter) => wordBeginsWith(keys, letter, letters.get(letter)));
  const alone = found.filter((letter) => !backed.includes(letter));
  for (const letter of [...backed, ...alone.filter((one) => isHalfOfPair(one, alone, keys))]) {
    truths.set(letter, letters.get(letter) ?? 0);
  }
  return truths;
}

/** A letter that begins no word counts only beside its counterpart: S and N are yes and no; N, S, O and W are directions. */
function isHalfOfPair(letter: string, alone: readonly string[], keys: ReadonlySet<string>): boolean {
  const truth = letters.get(letter);
  if (alone.some((other) => other !== letter && letters.get(other) === truth)) return false;
  return truthLetters.some((pair) => {
    const other = pair[truth === 1 ? 1 : 0];
    return pair.includes(letter) && (keys.has(other) || wordBeginsWith(keys, other, letters.get(other)));
  });
}

function wordBeginsWith(keys: ReadonlySet<string>, letter: string, truth: Truth | undefined): boolean {
  return [...keys].some((key) => words.get(key) === truth && key.startsWith(letter));
}

/**
 * Which keys mean true and which mean false, when one of the two has several spellings. `unclear` are marks that may be spellings of
 * these or something else, such as 1 and 2 beside yes and no.
 */
export function truthSpellings(keys: ReadonlySet<string>): {
  readonly truths: ReadonlyMap<string, Truth>;
  readonly unclear: readonly string[];
} {
  const truths = truthsOfKeys(keys);
  if (truths.size < 3 || new Set(truths.values()).size < 2) return { truths: new Map(), unclear: [] };
  const others = [...keys].filter((key) => !truths.has(key) && isMark(key));
  const sameSort = (key: string) => others.some((other) => isNumber(other) === isNumber(key));
  const unclear = [...truths.keys()].filter((key) => isMark(key) && sameSort(key));
  return {
    truths: new Map([...truths].filter(([key]) => !unclear.includes(key))),
    unclear: unclear.length === 0 ? [] : [...unclear, ...others],
  };
}

/** A single character or a number, rather than a word. */
export function isMark(key: string): boolean {
  return /^.$/u.test(key) || isNumber(key);
}

function isNumber(key: string): boolean {
  return Number.isFinite(Number(key));
}

/** The opposite word in the same language; undefined when the text isn't a word for a truth value. */
export function oppositeTruth(text: string): string | undefined {
  const key = spellingKey(text);
  for (const [yes, no] of [...truthWords, ...truthLetters]) {
    if (key === spellingKey(yes)) return no;
    if (key === spellingKey(no)) return yes;
  }
  return undefined;
}
