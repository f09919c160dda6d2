import { PerennialError } from '../../domain/errors.ts';
import type { RawColumn } from '../../tables/columns/raw-column.ts';
import { spellingKey } from '../../tables/values/spellings.ts';
import { isMark, type Truth, truthSpellings, truthsOfKeys } from '../../tables/values/truth-text.ts';
import { leastRowsOfClass, listCounts, placeholderWords, targetRefusal } from './target-words.ts';

export const mostClasses = 50;
/** A target with more texts holds names or measured values. They aren't kept in memory. */
const mostTexts = 100_000;

export type TargetClasses = {
  /** Two: the negative, then the positive one. More: by frequency. */
  readonly classes: readonly string[];
  /** The class of each row, -1: not to be used. */
  readonly labels: Int32Array;
  readonly rareRows: number;
  readonly notes: readonly string[];
};

/** One class: one or more spellings that mean the same. */
type Group = { text: string; rows: number; truth: Truth | undefined; readonly spellings: Map<string, number> };

/** @throws PerennialError for fewer than two classes, or too many. */
export function readClasses(raw: RawColumn, numeric: boolean): TargetClasses {
  const keyOfText = raw.texts.map(spellingKey);
  const textOf = (row: number): string | undefined => {
    const code = raw.codes === null ? 0 : raw.codes[row];
    if (code > 0) return raw.texts[code - 1];
    return Number.isNaN(raw.values[row]) ? undefined : String(raw.values[row]);
  };
  const keyOf = (row: number): string | undefined => {
    const code = raw.codes === null ? 0 : raw.codes[row];
    return code > 0 ? keyOfText[code - 1] : textOf(row);
  };
  const byKey = new Map<string, Group>();
  for (let row = 0; row < raw.values.length; row++) {
    const key = keyOf(row);
    const text = textOf(row);
    if (key === undefined || text === undefined) continue;
    const group = byKey.get(key) ?? { text, rows: 0, truth: undefined, spellings: new Map<string, number>() };
    group.rows++;
    group.spellings.set(text, (group.spellings.get(text) ?? 0) + 1);
    byKey.set(key, group);
    if (byKey.size > mostTexts) throw tooManyClasses(raw, byKey.size, numeric);
  }
  const keys = new Set(byKey.keys());
  const { truths, unclear } = truthSpellings(keys);
  const groupOf = mergeTruth(byKey, truths);
  for (const group of groupOf.values()) group.text = shownSpelling(group.spellings);
  const all = [...new Set(groupOf.values())].sort((a, b) => b.rows - a.rows || (a.text < b.text ? -1 : 1));
  if (all.length === 1) throw oneValue(raw, all[0].text);
  const kept = all.filter(({ rows }) => rows >= leastRowsOfClass);
  if (kept.length < 2) throw tooFewClasses(raw, all.length, kept.length, numeric);
  if (kept.length > mostClasses) throw tooManyClasses(raw, all.length, numeric);
  const ordered = kept.length === 2 ? negativeFirst(kept) : kept;
  const place = new Map(ordered.map((group, at) => [group, at]));
  const labelOf = new Map([...groupOf].map(([key, group]) => [key, place.get(group) ?? -1]));
  const labels = Int32Array.from(raw.values, (_, row) => labelOf.get(keyOf(row) ?? '') ?? -1);
  const rare = all.slice(kept.length);
  return {
    classes: ordered.map(({ text }) => text),
    labels,
    rareRows: rare.reduce((sum, { rows }) => sum + rows, 0),
    notes: [...rareNote(rare), ...mergedNote(kept), ...unclearNote(unclear), ...placeholderNote(kept)],
  };
}

function mergeTruth(byKey: ReadonlyMap<string, Group>, merged: ReadonlyMap<string, Truth>): Map<string, Group> {
  const truths = truthsOfKeys(new Set(byKey.keys()));
  const groupOfTruth = new Map<Truth, Group>();
  return new Map(
    [...byKey].map(([key, group]) => {
      // needed even if nothing is merged: of yes and no, yes is positive
      group.truth = truths.get(key);
      const truth = merged.get(key);
      if (truth === undefined) return [key, group];
      const known = groupOfTruth.get(truth);
      if (known === undefined) groupOfTruth.set(truth, group);
      else {
        known.rows += group.rows;
        for (const [text, rows] of group.spellings) known.spellings.set(text, rows);
      }
      return [key, known ?? group];
    }),
  );
}

/** The most frequent spelling; words go before marks. */
function shownSpelling(spellings: ReadonlyMap<string, number>): string {
  const mark = (text: string) => (isMark(text) ? 1 : 0);
  const [[text]] = [...spellings].sort(([a, m], [b, n]) => mark(a) - mark(b) || n - m || (a < b ? -1 : 1));
  return text;
}

/** Pairs besides the truth values, [positive]: negative. */
const pairs: Readonly<Record<string, string>> = { positive: 'negative', pos: 'neg' };

/** Orders known pairs by their meaning. Of other pairs the rarer class is positive; of equally frequent ones the later in the alphabet. */
function negativeFirst([frequent, rarer]: readonly Group[]): [Group, Group] {
  const [a, b] = [frequent.text.toLowerCase(), rarer.text.toLowerCase()];
  const positive = (one: Group, other: Group) => one.truth === 1 && other.truth === 0;
  if (pairs[a] === b || positive(frequent, rarer)) return [rarer, frequent];
  if (pairs[b] === a || positive(rarer, frequent)) return [frequent, rarer];
  return frequent.rows === rarer.rows && frequent.text > rarer.text ? [rarer, frequent] : [frequent, rarer];
}

function rareNote(rare: readonly Group[]): string[] {
  if (rare.length === 0) return [];
  const rows = rare.reduce((sum, group) => sum + group.rows, 0);
  const names = rare.slice(0, 5).map(({ text }) => text);
  const more = rare.length > 5 ? `, and ${rare.length - 5} more` : '';
  return [`${rows} rows are left out: their class has fewer than ${leastRowsOfClass} (${names.join(', ')}${more}).`];
}

function mergedNote(kept: readonly Group[]): string[] {
  const merged = kept.filter(({ spellings }) => spellings.size > 1);
  if (merged.length === 0) return [];
  const listed = merged.map(({ rows, spellings }) => {
    const byRows = [...spellings].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1)).map(([text]) => text);
    return `${byRows.join(' = ')} (${rows} rows)`;
  });
  return [`Spellings were taken for one class: ${listed.join('; ')}.`];
}

function unclearNote(unclear: readonly string[]): string[] {
  if (unclear.length === 0) return [];
  return [`${unclear.join(', ')} may be spellings of true and false, or not: each is a class of its own.`];
}

function placeholderNote(kept: readonly Group[]): string[] {
  const found = kept.filter(({ text }) => placeholderWords.has(spellingKey(text)));
  if (found.length === 0 || found.length > kept.length - 2) return [];
  const listed = listCounts(found.map(({ text, rows }) => [text, rows]));
  const names = found.flatMap(({ spellings }) => [...spellings.keys()]).join(',');
  return [`Taken for a class: ${listed}. If it stands for a value that isn't known: --missing "${names}".`];
}

export function oneValue(raw: RawColumn, value: string): PerennialError {
  return targetRefusal(
    `The target ${raw.name} is ${value} in every row: there is nothing to tell apart.`,
    'Name another column, or bring rows with other outcomes.',
    raw,
  );
}

function tooFewClasses(raw: RawColumn, all: number, kept: number, numeric: boolean): PerennialError {
  const many = numeric
    ? 'Predict it as a number with --task regression.'
    : 'Name another column, or group the values in the file.';
  return targetRefusal(
    `Of the target ${raw.name}'s ${all} classes ${kept === 0 ? 'none has' : 'only one has'} ${leastRowsOfClass} rows or more.`,
    all > mostClasses || (numeric && all > 2) ? many : 'Collect more rows of each class.',
    raw,
  );
}

function tooManyClasses(raw: RawColumn, classes: number, numeric: boolean): PerennialError {
  return new PerennialError(
    'invalid_input',
    `The target ${raw.name} has ${classes > mostTexts ? 'more than 100,000' : classes} different values, more than the ${mostClasses} classes that can be told apart.`,
    numeric
      ? 'Predict it as a number with --task regression.'
      : 'Name another column, or group the values in the file: they are texts, not numbers.',
    { target: raw.name, classes },
  );
}
