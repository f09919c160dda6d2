import type { FindColumn } from './column-finder.ts';
import { type CompiledCondition, compileGate, wordKey } from './compile-condition.ts';
import type { FieldKind } from './field-kinds.ts';
import type { MappingProblem, ReadColumn } from './mapped-row.ts';
import type { FieldSource, MappedTable } from './mapping-schema.ts';
import { multiplied } from './multiplied.ts';
import type { UnlistedWords } from './unlisted-words.ts';

/** Readers of columns by their place in the header. */
export type Readers = readonly (ReadColumn | undefined)[];
export type ReportProblem = (problem: MappingProblem) => void;

/** '' is blank. */
type Fill = (cells: readonly string[], readers: Readers, report: ReportProblem) => string;

export type CompiledField = {
  readonly name: string;
  /** The columns that fill it, as the file names them; '' for a constant. */
  readonly label: string;
  readonly fill: Fill;
  /** Of `take: each`: all items, which make a row each. */
  readonly fillEach?: (cells: readonly string[], readers: Readers, report: ReportProblem) => readonly string[];
  /** A cell fills it, not the mapping alone. */
  readonly fromFile: boolean;
  /** What fills it where the cells are blank; '' for nothing. */
  readonly standIn: string;
  readonly isBlank: (cells: readonly string[]) => boolean;
  /** False: the file has none of its columns, and nothing stands in for them. */
  readonly available: boolean;
  readonly filledFrom: readonly number[];
  /** With those of its conditions. */
  readonly places: readonly number[];
  /** Those whose style the whole file decides. */
  readonly styled: readonly number[];
  readonly missing: readonly string[];
  /** Of its conditions. */
  readonly missingInConditions: CompiledCondition['missing'];
};

export type FieldContext = {
  readonly table: MappedTable;
  readonly find: FindColumn;
  readonly header: readonly string[];
  readonly unlisted: UnlistedWords;
};

/** The long form of what a mapping says of a field. */
export function sourceOf(field: string | readonly string[] | FieldSource): FieldSource {
  if (typeof field === 'string') return { column: field };
  return Array.isArray(field) ? { columns: field } : (field as FieldSource);
}

/** Takes a cell's text, not yet blank-checked, to the field's. */
type Step = (text: string, cells: readonly string[], readers: Readers, report: ReportProblem) => string;

/**
 * In this order: the columns are joined, or the first that isn't blank is taken; `default` fills what is blank; `split`, `pattern`, `words`
 * and `prefix` apply to each item; then a number or a moment is read as its column writes it. What `words` translates isn't read any more.
 */
export function compileField(name: string, source: FieldSource, kind: FieldKind, context: FieldContext): CompiledField {
  const { header } = context;
  const names = [source.column, ...(source.columns ?? []), ...(source.first ?? []), ...(source.multiply ?? [])];
  const asked = names.filter((column) => column !== undefined);
  const found = asked.flatMap((column) => context.find(column) ?? []);
  const complete = source.multiply === undefined || found.length === asked.length;
  const filled = found.length > 0 && complete;
  const gate = compileGate(source.when, source.unless, context.find);
  const label = found.map((at) => header[at]).join(source.multiply === undefined ? ' + ' : ' x ');
  const isStyled = kind === 'number' || kind === 'moment' || kind === 'date';
  const raw = filled ? rawText(source, found) : () => '';
  const item = withPrefix(source.prefix, itemSteps(name, source, isStyled, found, { ...context, label }));
  const standIn = source.value ?? source.default;
  const constant = standIn === undefined ? '' : String(standIn);
  const open = gate?.holds ?? (() => true);

  const fill: Fill =
    source.value !== undefined
      ? (cells) => (open(cells) ? constant : '')
      : (cells, readers, report) => {
          if (!open(cells)) return '';
          const text = raw(cells, readers, report);
          return text === '' ? constant : item(one(text, source), cells, readers, report);
        };
  const each = source.take === 'each' && source.value === undefined;
  return {
    ...{ name, label, fill, fromFile: filled && source.value === undefined, available: filled || constant !== '' },
    standIn: constant,
    isBlank: (cells) => found.every((at) => cellAt(cells, at) === ''),
    fillEach: each
      ? (cells, readers, report) => {
          if (!open(cells)) return [];
          const items = itemsOf(raw(cells, readers, report), source.split);
          if (items.length === 0) return constant === '' ? [] : [constant];
          return items.map((text) => item(text, cells, readers, report));
        }
      : undefined,
    filledFrom: found,
    places: [...found, ...(gate?.places ?? [])],
    // of joined columns the first says how a date is written: date and time of day
    styled: !isStyled || !filled ? [] : source.columns === undefined ? found : found.slice(0, 1),
    missing: asked.filter((column) => context.find(column) === undefined),
    missingInConditions: gate?.missing ?? [],
  };
}

function rawText(source: FieldSource, found: readonly number[]): Fill {
  if (source.multiply !== undefined) {
    return (cells, readers) => {
      const factors = found.map((at) => {
        const cell = cellAt(cells, at);
        return readers[at]?.(cell) ?? cell;
      });
      if (factors.includes('')) return '';
      // a factor that isn't a number stands for the product, and is refused as one
      return multiplied(factors) ?? factors.find((factor) => multiplied([factor]) === undefined) ?? '';
    };
  }
  if (source.columns !== undefined) {
    const between = source.join ?? ' ';
    return (cells) => {
      let joined = '';
      for (const at of found) {
        const cell = cellAt(cells, at).trim();
        if (cell !== '') joined = joined === '' ? cell : joined + between + cell;
      }
      return joined;
    };
  }
  const [only] = found;
  if (found.length === 1) return (cells) => cellAt(cells, only);
  return (cells) => {
    for (const at of found) {
      const cell = cellAt(cells, at);
      if (cell !== '') return cell;
    }
    return '';
  };
}

/** '' for a blank cell. Spreadsheets put an apostrophe before text that they would take for a number or a formula. */
function cellAt(cells: readonly string[], at: number): string {
  const cell = cells[at];
  if (cell === undefined || cell === '') return '';
  const first = cell.charCodeAt(0);
  // most cells neither begin with a blank nor with an apostrophe
  if (first === 39) return /^'[+=\-@\d]/.test(cell) ? cell.slice(1) : cell;
  return first > 32 && first < 128 ? cell : cell.trim() === '' ? '' : cell;
}

function one(text: string, { split, take }: FieldSource): string {
  if (split === undefined) return text;
  const items = itemsOf(text, split);
  return (take === 'last' ? items[items.length - 1] : items[0]) ?? '';
}

function itemsOf(text: string, split: string | undefined): string[] {
  if (text === '') return [];
  if (split === undefined) return [text];
  return text
    .split(split)
    .map((item) => item.trim())
    .filter((item) => item !== '');
}

function withPrefix(prefix: string | undefined, item: Step): Step {
  if (prefix === undefined) return item;
  return (text, cells, readers, report) => {
    const made = item(text, cells, readers, report);
    return made === '' || made.startsWith(prefix) ? made : prefix + made;
  };
}

/** What becomes of one item. */
function itemSteps(
  name: string,
  source: FieldSource,
  styled: boolean,
  found: readonly number[],
  context: FieldContext & { readonly label: string },
): Step {
  const pattern = source.pattern === undefined ? undefined : new RegExp(source.pattern, 'u');
  const translate = wordStep(name, source, context);
  const read: Step = !styled || source.multiply !== undefined ? (text) => text : readStep(source, found);
  if (pattern === undefined && translate === undefined) return read;
  return (text, cells, readers, report) => {
    let taken = text;
    if (pattern !== undefined) {
      const match = pattern.exec(text);
      taken = match?.[1] ?? match?.[0] ?? '';
    }
    if (taken.trim() === '') return '';
    return translate?.(taken, cells, readers, report) ?? read(taken, cells, readers, report);
  };
}

function readStep({ first }: FieldSource, found: readonly number[]): Step {
  const [only] = found;
  if (first === undefined || found.length === 1) return (text, _, readers) => readers[only]?.(text) ?? text;
  return (text, cells, readers) => {
    const at = found.find((place) => cellAt(cells, place) !== '') ?? only;
    return readers[at]?.(text) ?? text;
  };
}

/** undefined: the word isn't listed, and stays as it is. */
function wordStep(
  name: string,
  { words, otherwise = 'keep' }: FieldSource,
  { table, label, unlisted }: FieldContext & { readonly label: string },
): ((...given: Parameters<Step>) => string | undefined) | undefined {
  if (words === undefined && otherwise === 'keep') return undefined;
  const meaning = new Map(
    Object.entries(words ?? {}).map(([word, value]) => [wordKey(word), value === null ? '' : String(value)]),
  );
  const listed = Object.keys(words ?? {}).join(', ');
  const other = typeof otherwise === 'object' ? String(otherwise.value) : otherwise === 'blank' ? '' : undefined;
  return (text, _cells, _readers, report) => {
    const found = meaning.get(wordKey(text));
    if (found !== undefined) return found;
    if (otherwise === 'blank') unlisted.note(`${table}.${name}`, label, text);
    if (otherwise !== 'reject') return other;
    const remedy = `Under ${table}, ${name}: add "${text.trim()}" to words, with what it means.`;
    report({ table, column: label, value: text, reason: `is not one of ${listed}`, remedy });
    return '';
  };
}
