import { PerennialError } from '../../domain/errors.ts';
import type { Task } from '../../engine/task.ts';
import type { RawColumn } from '../../tables/columns/raw-column.ts';
import { numberStyleOf, parseNumberText } from '../../tables/values/number-text.ts';

/** What is to be learnt, a value a row of the file. */
export type Target = {
  readonly name: string;
  /** How the task was found, for the report. */
  readonly why: string;
  /** Rows without a target. */
  readonly missing: number;
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

export const mostClasses = 50;
/** A class of fewer rows can be neither learnt nor tested. */
const leastRowsOfClass = 5;
/** Whole numbers of at most so many values are taken for classes, a rating of 1 to 5 for one. */
const fewWholeNumbers = 5;
/** Of the present values, how many must be numbers for a regression. */
const numericShare = 0.95;

/** @throws PerennialError `invalid_training_data` when there is nothing to tell apart, `invalid_input` when the task doesn't fit. */
export function readTarget(raw: RawColumn, task: Task | undefined, commaDecimal: boolean): Target {
  const style = numberStyleOf(raw.texts, commaDecimal, raw.decimalComma);
  const ofText = Float64Array.from([Number.NaN, ...raw.texts.map((text) => parseNumberText(text, style))]);
  const values = raw.values.map((value, row) =>
    raw.codes !== null && raw.codes[row] > 0 ? ofText[raw.codes[row]] : value,
  );
  let present = 0;
  let readable = 0;
  for (let r = 0; r < values.length; r++) {
    const numeric = !Number.isNaN(values[r]);
    if (numeric) readable++;
    if (numeric || (raw.codes !== null && raw.codes[r] > 0)) present++;
  }
  const missing = values.length - present;
  if (present === 0) {
    throw refusal(`The target ${raw.name} has no value in any row.`, 'Name another column, or see --missing.', raw);
  }
  const numeric = readable >= numericShare * present;
  const different = numeric ? distinctUpTo(values, mostClasses + 1) : [];
  const guess = guessTask(numeric, different);
  const chosen = task ?? guess.task;
  if (chosen === 'classification') {
    const why = task === undefined ? guess.why : 'as asked for';
    return { ...classification(raw, missing), why };
  }
  if (readable < 0.5 * present) {
    throw new PerennialError(
      'invalid_input',
      `The target ${raw.name} can't be predicted as a number: ${present - readable} of ${present} values are texts, ${raw.texts.slice(0, 3).join(', ')} for example.`,
      'Use --task classification, or name another column.',
      { target: raw.name, texts: present - readable },
    );
  }
  if (different.length === 1) throw oneValue(raw, String(different[0]));
  const unreadable = present - readable;
  const notes = unreadable === 0 ? [] : [`${unreadable} rows are left out: their ${raw.name} is no number.`];
  const why = task === undefined ? guess.why : 'as asked for';
  return { name: raw.name, task: 'regression', values, missing, why, notes };
}

function guessTask(numeric: boolean, different: readonly number[]): { readonly task: Task; readonly why: string } {
  if (!numeric) return { task: 'classification', why: 'the target is text' };
  if (different.length <= 2) return { task: 'classification', why: 'the target has two values' };
  if (!different.every(Number.isInteger)) return { task: 'regression', why: 'the target is a number' };
  const count = different.length;
  if (count <= fewWholeNumbers) {
    return { task: 'classification', why: `the target has ${count} whole numbers only; else: --task regression` };
  }
  const classes = count <= 20 ? `; its ${count} values as classes: --task classification` : '';
  return { task: 'regression', why: `the target is a number${classes}` };
}

/** The different values, ascending; when there are more than `limit`, that many and one. */
function distinctUpTo(values: Float64Array, limit: number): number[] {
  const seen = new Set<number>();
  for (const value of values) {
    if (!Number.isNaN(value)) seen.add(value);
    if (seen.size > limit) break;
  }
  return [...seen].sort((a, b) => a - b);
}

type Spelling = { text: string; rows: number; readonly spellings: Map<string, number> };

function classification(raw: RawColumn, missing: number): Omit<Extract<Target, { task: 'classification' }>, 'why'> {
  const textOfRow = (row: number): string | undefined => {
    const code = raw.codes === null ? 0 : raw.codes[row];
    if (code > 0) return raw.texts[code - 1];
    return Number.isNaN(raw.values[row]) ? undefined : String(raw.values[row]);
  };
  const found = new Map<string, Spelling>();
  for (let r = 0; r < raw.values.length; r++) {
    const text = textOfRow(r);
    if (text === undefined) continue;
    const key = text.toLowerCase();
    const known = found.get(key) ?? { text, rows: 0, spellings: new Map<string, number>() };
    known.rows++;
    known.spellings.set(text, (known.spellings.get(text) ?? 0) + 1);
    found.set(key, known);
    // a name or a measured value: the memory isn't filled with them
    if (found.size > 100_000) throw tooManyClasses(raw, found.size);
  }
  for (const one of found.values()) one.text = mostFrequent(one.spellings);
  const all = [...found.values()].sort((a, b) => b.rows - a.rows || (a.text < b.text ? -1 : 1));
  if (all.length === 1) throw oneValue(raw, all[0].text);
  const kept = all.filter(({ rows }) => rows >= leastRowsOfClass);
  if (kept.length < 2) {
    throw refusal(
      `Of the target ${raw.name}'s ${all.length} classes ${kept.length === 0 ? 'none has' : 'only one has'} ${leastRowsOfClass} rows or more.`,
      all.length > mostClasses
        ? 'Is it the right column? A number is predicted with --task regression.'
        : 'Collect more rows of each class.',
      raw,
    );
  }
  if (kept.length > mostClasses) throw tooManyClasses(raw, all.length);
  const classes = kept.length === 2 ? negativeFirst(kept) : kept.map(({ text }) => text);
  const place = new Map(classes.map((text, at) => [text.toLowerCase(), at]));
  const labels = Int32Array.from(raw.values, (_, row) => place.get(textOfRow(row)?.toLowerCase() ?? '') ?? -1);
  const rare = all.slice(kept.length);
  const rareRows = rare.reduce((sum, { rows }) => sum + rows, 0);
  const merged = kept.filter(({ spellings }) => spellings.size > 1);
  const notes = [
    ...(rare.length > 0
      ? [
          `${rareRows} rows are left out: their class has fewer than ${leastRowsOfClass} (${rare
            .slice(0, 5)
            .map(({ text }) => text)
            .join(', ')}).`,
        ]
      : []),
    ...(merged.length > 0
      ? [
          `Spellings were taken for one class: ${merged.map(({ spellings }) => [...spellings.keys()].join(' = ')).join('; ')}.`,
        ]
      : []),
  ];
  return { name: raw.name, task: 'classification', classes, labels, missing, notes };
}

function mostFrequent(spellings: ReadonlyMap<string, number>): string {
  const [first] = [...spellings].sort(([a, many], [b, few]) => few - many || (a < b ? -1 : 1));
  return first[0];
}

/** Known pairs by what they mean; of others the rarer one is what is looked for, of equal ones the later in the alphabet. */
const positiveOf: Readonly<Record<string, string>> = {
  '1': '0',
  yes: 'no',
  true: 'false',
  y: 'n',
  t: 'f',
  on: 'off',
  positive: 'negative',
  pos: 'neg',
  ja: 'nein',
  oui: 'non',
  sí: 'no',
  si: 'no',
  sim: 'não',
  wahr: 'falsch',
  vrai: 'faux',
};

function negativeFirst([frequent, rarer]: readonly Spelling[]): [string, string] {
  const [a, b] = [frequent.text.toLowerCase(), rarer.text.toLowerCase()];
  if (positiveOf[a] === b || (a === '1' && b === '-1')) return [rarer.text, frequent.text];
  if (positiveOf[b] === a || (b === '1' && a === '-1')) return [frequent.text, rarer.text];
  if (frequent.rows === rarer.rows && frequent.text > rarer.text) return [rarer.text, frequent.text];
  return [frequent.text, rarer.text];
}

function oneValue(raw: RawColumn, value: string): PerennialError {
  return refusal(
    `The target ${raw.name} is ${value} in every row: there is nothing to tell apart.`,
    'Name another column, or bring rows with other outcomes.',
    raw,
  );
}

function tooManyClasses(raw: RawColumn, classes: number): PerennialError {
  return new PerennialError(
    'invalid_input',
    `The target ${raw.name} has ${classes > 100_000 ? 'more than 100,000' : classes} different values, more than the ${mostClasses} classes that can be told apart.`,
    'Predict a number with --task regression, or group the values in the file.',
    { target: raw.name, classes },
  );
}

function refusal(message: string, remedy: string, raw: RawColumn): PerennialError {
  return new PerennialError('invalid_training_data', message, remedy, { target: raw.name });
}
