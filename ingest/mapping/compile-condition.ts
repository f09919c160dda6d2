import type { FindColumn } from './column-finder.ts';
import type { Condition } from './mapping-schema.ts';

export type Test = (cells: readonly string[]) => boolean;

/** A condition of a mapping for one header. */
export type CompiledCondition = {
  readonly holds: Test;
  /** As text: 'Type is order or refund', and what says the opposite. */
  readonly text: string;
  readonly opposite: string;
  /** Columns that it looks at, by place. */
  readonly places: readonly number[];
  readonly missing: readonly string[];
};

type Wanted = string | number | boolean | null;

/** A column that the file lacks counts as blank. */
export function compileCondition(condition: Condition, find: FindColumn): CompiledCondition {
  const parts = Object.entries(condition).map(([column, value]) => {
    const wanted: readonly Wanted[] = Array.isArray(value) ? value : [value];
    const at = find(column);
    const fits = matcher(wanted);
    const test: Test = at === undefined ? () => fits('') : (cells) => fits(cells[at] ?? '');
    return { column, at, test, wanted: listed(wanted.map((each) => String(each ?? 'blank'))) };
  });
  const [first, ...others] = parts.map(({ test }) => test);
  return {
    holds:
      first === undefined
        ? () => true
        : others.length === 0
          ? first
          : (cells) => first(cells) && others.every((test) => test(cells)),
    text: parts.map(({ column, wanted }) => `${column} is ${wanted}`).join(' and '),
    opposite: parts.map(({ column, wanted }) => `${column} is not ${wanted}`).join(', or '),
    places: parts.flatMap(({ at }) => at ?? []),
    missing: parts.flatMap(({ at, column }) => (at === undefined ? [column] : [])),
  };
}

/** 'a, b or c' */
function listed(words: readonly string[]): string {
  return words.length < 2 ? words.join() : `${words.slice(0, -1).join(', ')} or ${words[words.length - 1]}`;
}

/** Of `when` and `unless` together; undefined: neither is given. */
export function compileGate(
  when: Condition | undefined,
  unless: Condition | undefined,
  find: FindColumn,
): (Omit<CompiledCondition, 'text' | 'opposite'> & { readonly why: (cells: readonly string[]) => string }) | undefined {
  if (when === undefined && unless === undefined) return undefined;
  const [positive, negative] = [when, unless].map((each) =>
    each === undefined ? undefined : compileCondition(each, find),
  );
  return {
    holds: (cells) => positive?.holds(cells) !== false && negative?.holds(cells) !== true,
    why: (cells) => (positive?.holds(cells) === false ? `where ${positive.opposite}` : `where ${negative?.text}`),
    places: [...(positive?.places ?? []), ...(negative?.places ?? [])],
    missing: [...(positive?.missing ?? []), ...(negative?.missing ?? [])],
  };
}

/** How words are compared: without case and outer spaces. */
export function wordKey(text: string): string {
  return text.trim().toLowerCase();
}

function matcher(wanted: readonly Wanted[]): (cell: string) => boolean {
  const words = new Set(wanted.flatMap((each) => (each === null ? [] : [wordKey(String(each))])));
  const numbers = wanted.filter((each) => typeof each === 'number');
  for (const each of wanted) if (typeof each === 'boolean') for (const word of wordsOf(each)) words.add(word);
  const blank = wanted.includes(null) || words.has('');
  return (cell) => {
    const word = wordKey(cell);
    if (word === '') return blank;
    return words.has(word) || (numbers.length > 0 && numbers.includes(Number(word)));
  };
}

/** How databases and forms write `true` and `false` of a mapping. */
function wordsOf(truth: boolean): readonly string[] {
  return truth ? ['true', 't', 'yes', 'y', '1'] : ['false', 'f', 'no', 'n', '0'];
}
