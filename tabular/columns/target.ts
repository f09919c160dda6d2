import { PerennialError } from '../../domain/errors.ts';
import type { Task } from '../../engine/task.ts';
import type { RawColumn } from '../../tables/columns/raw-column.ts';
import { numberStyleOf, parseNumberText } from '../../tables/values/number-text.ts';
import { spellingKey } from '../../tables/values/spellings.ts';
import { mostClasses, oneValue, readClasses } from './target-classes.ts';
import { listCounts, placeholderWords, targetRefusal } from './target-words.ts';
import { readTicks } from './tick-target.ts';

/** What is to be learnt: one value per row of the file. */
export type Target = {
  readonly name: string;
  /** How the task was found, for the report. */
  readonly why: string;
  /** Rows without a target. */
  readonly missing: number;
  /** Rows whose target is present but can't be used, and why. */
  readonly unusable: { readonly rows: number; readonly why: string };
  readonly notes: readonly string[];
} & (
  | { readonly task: 'regression' /** NaN: not to be used. */; readonly values: Float64Array }
  | {
      readonly task: 'classification';
      /** Two: the negative, then the positive one. More: by frequency. */
      readonly classes: readonly string[];
      /** The class of each row, -1: not to be used. */
      readonly labels: Int32Array;
    }
);

/** The number of rows of each class; empty for a regression. */
export function classCounts(target: Target, rows: Uint32Array): number[] {
  if (target.task === 'regression') return [];
  const counts = target.classes.map(() => 0);
  for (const row of rows) if (target.labels[row] >= 0) counts[target.labels[row]]++;
  return counts;
}

/** A target of so few whole numbers is taken for classes, as a rating of 1 to 5. */
const fewWholeNumbers = 5;
/** More different numbers measure something, even with words among them. */
const fewNumbers = 20;
/** The share of numbers that a regression needs: with few different numbers, with many, and with more than there can be classes. */
const shareOfFew = 0.95;
const shareOfMany = 0.8;
const shareOfVeryMany = 0.5;

/** @throws PerennialError `invalid_training_data` when there is nothing to tell apart, `invalid_input` when the task doesn't fit. */
export function readTarget(raw: RawColumn, task: Task | undefined, commaDecimal: boolean): Target {
  const ticks = task === 'regression' ? undefined : readTicks(raw);
  if (ticks !== undefined) {
    const { classes, labels, notes } = ticks;
    const why = task === undefined ? 'the target is ticked or empty' : 'as asked for';
    return {
      name: raw.name,
      task: 'classification',
      classes,
      labels,
      missing: 0,
      unusable: { rows: 0, why: '' },
      why,
      notes,
    };
  }
  const style = numberStyleOf(raw.texts, commaDecimal, raw.decimalComma);
  const ofText = Float64Array.from([Number.NaN, ...raw.texts.map((text) => parseNumberText(text, style))]);
  const rowsOfText = new Int32Array(ofText.length);
  const values = raw.values.map((value, row) => {
    const code = raw.codes === null ? 0 : raw.codes[row];
    rowsOfText[code]++;
    return code > 0 ? ofText[code] : value;
  });
  let readable = 0;
  for (const value of values) if (!Number.isNaN(value)) readable++;
  const words = raw.texts
    .map((text, at) => [text, rowsOfText[at + 1], ofText[at + 1]] as const)
    .filter(([, rows, value]) => rows > 0 && Number.isNaN(value));
  const unreadable = words.reduce((sum, [, rows]) => sum + rows, 0);
  const present = readable + unreadable;
  const missing = values.length - present;
  if (present === 0) {
    throw targetRefusal(`The target ${raw.name} has no value in any row.`, 'Name another column with --target.', raw);
  }
  const different = distinctUpTo(values, mostClasses + 1);
  const placeholders = words.reduce(
    (sum, [text, rows]) => sum + (placeholderWords.has(spellingKey(text)) ? rows : 0),
    0,
  );
  const numeric = isNumeric(different, readable, present, placeholders);
  const guess = guessTask(numeric, different, readable, present);
  const chosen = task ?? guess.task;
  const why = task === undefined ? guess.why : 'as asked for';
  if (chosen === 'classification') {
    const { classes, labels, rareRows, notes } = readClasses(raw, canBeRegression(different, readable, present));
    const unusable = { rows: rareRows, why: 'their class has too few rows' };
    return { name: raw.name, task: 'classification', classes, labels, missing, unusable, why, notes };
  }
  const listed = listCounts(words.map(([text, rows]) => [text, rows]));
  if (!canBeRegression(different, readable, present)) {
    if (different.length === 1 && unreadable === 0) throw oneValue(raw, String(different[0]));
    throw new PerennialError(
      'invalid_input',
      `The target ${raw.name} can't be predicted as a number: ${unreadable} of ${present} values are texts (${listed}).`,
      words.length + different.length > mostClasses
        ? 'Name another column, or write the values as numbers.'
        : 'Use --task classification, or name another column.',
      { target: raw.name, texts: unreadable },
    );
  }
  const notes =
    unreadable === 0 ? [] : [`${unreadable} rows are left out: their ${raw.name} is not a number (${listed}).`];
  const unusable = { rows: unreadable, why: `their ${raw.name} is not a number` };
  return { name: raw.name, task: 'regression', values, missing, unusable, why, notes };
}

function canBeRegression(different: readonly number[], readable: number, present: number): boolean {
  return different.length > 1 && readable >= 0.5 * present;
}

/** True when the words are strays among numbers; false when the numbers are names among other names. */
function isNumeric(different: readonly number[], readable: number, present: number, placeholders: number): boolean {
  const share = readable / present;
  if (different.length > mostClasses) return share >= shareOfVeryMany;
  const measured =
    different.length > fewNumbers || (different.length > fewWholeNumbers && !different.every(Number.isInteger));
  if (measured && share >= shareOfMany) return true;
  return (
    share >= shareOfFew || (readable + placeholders === present && share >= shareOfVeryMany && different.length > 2)
  );
}

function guessTask(
  numeric: boolean,
  different: readonly number[],
  readable: number,
  present: number,
): { readonly task: Task; readonly why: string } {
  if (!numeric) return { task: 'classification', why: 'the target is text' };
  if (different.length <= 2) return { task: 'classification', why: 'the target has two values' };
  const words = readable === present ? '' : ` in ${readable} of ${present} rows`;
  if (!different.every(Number.isInteger)) return { task: 'regression', why: `the target is a number${words}` };
  const count = different.length;
  if (count <= fewWholeNumbers) {
    return { task: 'classification', why: `the target has ${count} whole numbers only; else: --task regression` };
  }
  const classes = count <= 20 ? `; its ${count} values as classes: --task classification` : '';
  return { task: 'regression', why: `the target is a number${words}${classes}` };
}

/** The different values, ascending; at most one more than `limit`. */
function distinctUpTo(values: Float64Array, limit: number): number[] {
  const seen = new Set<number>();
  for (const value of values) {
    if (!Number.isNaN(value)) seen.add(value);
    if (seen.size > limit) break;
  }
  return [...seen].sort((a, b) => a - b);
}
