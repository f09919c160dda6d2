import { mergeSpellings, spellingKey } from '../values/spellings.ts';
import { oppositeTruth, truthOfTexts } from '../values/truth-text.ts';
import type { CellTally, RawColumn } from './raw-column.ts';

/** A column with more different texts doesn't hold categories. Names and free texts keep their case. */
const mostTexts = 1000;
/** The texts of a category occur in at least this many rows on average. */
const rowsOfCategory = 2;
const groupsShown = 3;

/** Merges the spellings of a truth value or a category into the most frequent one, with a note. */
export function settleSpellings(raw: RawColumn, { numbers }: CellTally): { column: RawColumn; notes: string[] } {
  const { codes, texts } = raw;
  if (codes === null || texts.length === 0 || texts.length > mostTexts) return { column: raw, notes: [] };
  if (texts.length === 1 && numbers === 0) return { column: raw, notes: [] };
  return mergeTruths(raw, codes, numbers) ?? mergeCategories(raw, codes);
}

function mergeCategories(raw: RawColumn, codes: Int32Array): { column: RawColumn; notes: string[] } {
  const { name, texts } = raw;
  if (new Set(texts.map(spellingKey)).size === texts.length) return { column: raw, notes: [] };
  const rows = rowsOfTexts(codes, texts.length);
  const all = rows.reduce((sum, count) => sum + count, 0);
  if (all < rowsOfCategory * texts.length) return { column: raw, notes: [] };
  const { spellingOf, groups } = mergeSpellings(new Map(texts.map((text, at) => [text, rows[at + 1]])));
  const shown = groups.slice(0, groupsShown).map((group) => group.join(' = '));
  const more = groups.length > groupsShown ? `; and ${groups.length - groupsShown} more` : '';
  return {
    column: recode(raw, codes, spellingOf),
    notes: [`${name}: spellings were taken for one value: ${shown.join('; ')}${more}.`],
  };
}

/** Merges Yes, Y, 1 and TRUE into the column's most frequent word. A column with only two spellings stays as it is. */
function mergeTruths(
  raw: RawColumn,
  codes: Int32Array,
  numbers: number,
): ReturnType<typeof mergeCategories> | undefined {
  const { name, texts, values } = raw;
  const digits = numbers === 0 ? [] : truthDigits(values);
  if (digits === undefined || texts.length + digits.length < 3) return undefined;
  const truths = truthOfTexts([...texts, ...digits]);
  if (truths === undefined) return undefined;
  const rows = rowsOfTexts(codes, texts.length);
  const places = texts.map((_, at) => at).sort((a, b) => rows[b + 1] - rows[a + 1] || a - b);
  const words = places.filter((at) => oppositeTruth(texts[at]) !== undefined);
  if (words.length === 0) return undefined;
  const first = texts[words[0]];
  const opposite = oppositeTruth(first) ?? '';
  const truthOfFirst = truths.get(first);
  const second =
    places.map((at) => texts[at]).find((text) => text.toLowerCase() === opposite) ?? inCaseOf(first, opposite);
  const merged = truthOfFirst === 1 ? [first, second] : [second, first];
  const codeOf = Int32Array.from([0, ...texts.map((text) => (truths.get(text) === 1 ? 1 : 2))]);
  const newCodes = Int32Array.from(codes, (code, row) => {
    if (code > 0) return codeOf[code];
    return Number.isNaN(values[row]) ? 0 : values[row] === 1 ? 1 : 2;
  });
  const spelled = (truth: 0 | 1) => [...truths].filter(([, one]) => one === truth).map(([text]) => text);
  const groups = [spelled(1), spelled(0)].filter((group) => group.length > 1).map((group) => group.join(' = '));
  return {
    column: { ...raw, values: new Float64Array(values.length).fill(Number.NaN), codes: newCodes, texts: merged },
    notes: [`${name}: spellings were taken for one truth value: ${groups.join('; ')}.`],
  };
}

/** undefined: there are other numbers than 1 and 0. */
function truthDigits(values: Float64Array): string[] | undefined {
  const found = new Set<string>();
  for (const value of values) {
    if (value === 0 || value === 1) found.add(String(value));
    else if (!Number.isNaN(value)) return undefined;
  }
  return [...found];
}

function inCaseOf(pattern: string, word: string): string {
  if (pattern === pattern.toUpperCase() && pattern !== pattern.toLowerCase()) return word.toUpperCase();
  const capital = pattern[0] !== pattern[0].toLowerCase();
  return capital ? word[0].toUpperCase() + word.slice(1) : word;
}

/** The number of rows by code. */
function rowsOfTexts(codes: Int32Array, texts: number): Int32Array {
  const rows = new Int32Array(texts + 1);
  for (const code of codes) rows[code]++;
  rows[0] = 0;
  return rows;
}

/** @param spellingOf the text of the column that replaces each text. */
function recode(raw: RawColumn, codes: Int32Array, spellingOf: (text: string) => string): RawColumn {
  const texts = raw.texts.filter((text) => spellingOf(text) === text);
  const codeOf = new Map(texts.map((text, at) => [text, at + 1]));
  const newCode = Int32Array.from([0, ...raw.texts.map((text) => codeOf.get(spellingOf(text)) ?? 0)]);
  return { ...raw, codes: codes.map((code) => newCode[code]), texts };
}
