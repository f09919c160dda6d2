import { spellingKey } from './spellings.ts';

/** Words for true and false, as [true, false]: a language or a habit each. */
const pairs = [
  ['true', 'false'],
  ['yes', 'no'],
  ['on', 'off'],
  ['ja', 'nein'],
  ['wahr', 'falsch'],
  ['oui', 'non'],
  ['vrai', 'faux'],
  ['sí', 'no'],
  ['si', 'no'],
  ['verdadero', 'falso'],
  ['sim', 'não'],
  ['sim', 'nao'],
  ['verdadeiro', 'falso'],
  ['sì', 'no'],
  ['vero', 'falso'],
  ['ja', 'nee'],
  ['waar', 'onwaar'],
  ['tak', 'nie'],
  ['prawda', 'fałsz'],
  ['да', 'нет'],
  ['истина', 'ложь'],
  ['evet', 'hayır'],
  ['ja', 'nej'],
  ['ano', 'ne'],
  ['是', '否'],
  ['はい', 'いいえ'],
] as const;

/** Letters that stand for a pair; each needs the other, or a word that begins with it. */
const letters = [
  ['y', 'n'],
  ['t', 'f'],
  ['j', 'n'],
  ['s', 'n'],
  ['o', 'n'],
  ['д', 'н'],
] as const;

const truthOfWord: ReadonlyMap<string, 0 | 1> = new Map(
  [...pairs, ['1', '0'] as const].flatMap(([yes, no]) => [[yes, 1] as const, [no, 0] as const]),
);

/**
 * What each text of a column means when all of them are words for true or false, and both occur; else undefined.
 * By the text as it stands.
 */
export function truthOfTexts(texts: readonly string[]): ReadonlyMap<string, 0 | 1> | undefined {
  // a column of so many different texts is none of truth values
  if (texts.length < 2 || texts.length > 40) return undefined;
  const keys = new Set(texts.map(spellingKey));
  const truths = new Map<string, 0 | 1>();
  for (const text of texts) {
    const truth = truthOfKey(spellingKey(text), keys);
    if (truth === undefined) return undefined;
    truths.set(text, truth);
  }
  const different = new Set(truths.values());
  return different.size === 2 ? truths : undefined;
}

/** The word for the other truth value in the language of this one; undefined for no such word. */
export function oppositeTruth(text: string): string | undefined {
  const key = spellingKey(text);
  for (const [yes, no] of [...pairs, ...letters]) {
    if (key === yes) return no;
    if (key === no) return yes;
  }
  return undefined;
}

function truthOfKey(key: string, keys: ReadonlySet<string>): 0 | 1 | undefined {
  const ofWord = truthOfWord.get(key);
  if (ofWord !== undefined) return ofWord;
  for (const [yes, no] of letters) {
    if (key !== yes && key !== no) continue;
    const other = key === yes ? no : yes;
    const wordBeginsSo = [...keys].some((one) => one.length > 1 && one.startsWith(key) && truthOfWord.has(one));
    if (keys.has(other) || wordBeginsSo) return key === yes ? 1 : 0;
  }
  return undefined;
}
