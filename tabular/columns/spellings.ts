/** Which truth value a text stands for, whatever the language. */
export type Side = 'true' | 'false';

const trueWords =
  'yes true on ja wahr jo oui vrai si sí sì verdadero sim verdadeiro vero tak prawda waar да истина evet doğru kyllä 是 はい 예';
const falseWords =
  'no false off nein falsch nej non faux falso não nao nie fałsz nee onwaar нет ложь hayır hayir yanlış ei ne 否 いいえ 아니요';
/** These say little alone: they count where nothing else of their sort stands beside them (M and F aren't true and false). */
const trueMarks = 'y t j o s w v 1';
const falseMarks = 'n f 0';

const sides = new Map<string, Side>([
  ...`${trueWords} ${trueMarks}`.split(' ').map((text): [string, Side] => [text, 'true']),
  ...`${falseWords} ${falseMarks}`.split(' ').map((text): [string, Side] => [text, 'false']),
]);

/** The same for all spellings that differ in case, in blanks, or in how their characters are encoded. */
export function spellingKey(text: string): string {
  return text.normalize('NFKC').replaceAll(/\s+/g, ' ').trim().toLowerCase();
}

/** @param keys all that the column has: -1 is false beside 1 where there is no 0. */
export function sideOf(key: string, keys: ReadonlySet<string>): Side | undefined {
  if (key === '-1' && keys.has('1') && !keys.has('0')) return 'false';
  return sides.get(key);
}

/** A single character or a number, rather than a word. */
export function isMark(key: string): boolean {
  return /^.$/u.test(key) || Number.isFinite(Number(key));
}

/**
 * Which keys mean true and which false, where one of the two is written in more than one way. `unclear` are marks that may be
 * spellings of these, but needn't be: 1 and 2 beside yes and no.
 */
export function truthSpellings(keys: ReadonlySet<string>): {
  readonly side: ReadonlyMap<string, Side>;
  readonly unclear: readonly string[];
} {
  const found = [...keys].flatMap((key) => {
    const side = sideOf(key, keys);
    return side === undefined ? [] : [{ key, side }];
  });
  const none = { side: new Map<string, Side>(), unclear: [] };
  const twice = (['true', 'false'] as const).some((side) => found.filter((one) => one.side === side).length > 1);
  if (!twice || new Set(found.map(({ side }) => side)).size < 2) return none;
  const others = [...keys].filter((key) => sideOf(key, keys) === undefined && isMark(key));
  const sameSort = (key: string) => others.some((other) => isNumber(other) === isNumber(key));
  const unclear = found.map(({ key }) => key).filter((key) => isMark(key) && sameSort(key));
  const side = new Map(found.filter(({ key }) => !unclear.includes(key)).map((one) => [one.key, one.side]));
  return { side, unclear: unclear.length === 0 ? [] : [...unclear, ...others] };
}

function isNumber(key: string): boolean {
  return Number.isFinite(Number(key));
}

/** The spelling that stands for all that differ in case, blanks or encoding: the most frequent one. @param rows by text. */
export function commonSpellings(rows: ReadonlyMap<string, number>): {
  readonly spellingOf: (text: string) => string;
  /** `Male = male = MALE`, one for each that has more than one. */
  readonly merged: readonly string[];
} {
  const byKey = new Map<string, string[]>();
  for (const text of [...rows.keys()].sort((a, b) => (rows.get(b) ?? 0) - (rows.get(a) ?? 0) || (a < b ? -1 : 1))) {
    const key = spellingKey(text);
    const known = byKey.get(key);
    if (known === undefined) byKey.set(key, [text]);
    else known.push(text);
  }
  const merged = [...byKey.values()].filter(({ length }) => length > 1).map((texts) => texts.join(' = '));
  return { spellingOf: (text) => byKey.get(spellingKey(text))?.[0] ?? text, merged };
}
