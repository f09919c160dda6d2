import {
  type Attribute,
  type AttributeOptions,
  type AttributeReport,
  mostAttributes,
  parseAttributeName,
} from '../../domain/attributes.ts';
import { type ColumnValues, tellAlone } from '../../domain/quality/alone.ts';
import { type ColumnTimes, findSuspects } from '../../domain/quality/leakage.ts';
import { dateStyleOf, parseDate } from '../../tables/values/date-text.ts';
import { type AttributeTexts, numberOf, readAttributes, textOf } from './read-attribute.ts';

/** Which attributes a model learns from, by the training rows alone: each subject's values as of its first moment. */

export type AttributeRow = {
  readonly subject: string;
  readonly contact: string;
  readonly label: number;
  readonly attributes?: AttributeTexts | null;
};

/** The subjects of a training by column, each as of its first moment. */
export type AttributeTable = {
  /** External ids of contacts, one per subject, as labels and texts are. */
  readonly contacts: readonly string[];
  readonly labels: ArrayLike<number>;
  /** Of one attribute, as they were imported. Read when it is asked for: all columns at once may be large. */
  texts(name: string): readonly (string | undefined)[];
};

export type AttributeChoice = { readonly attributes: readonly Attribute[]; readonly report: AttributeReport };

export const limits = {
  /** At least this many subjects have another value than most, and at least this many have any. */
  leastSubjects: 10,
  /** Share of subjects with a value. */
  coverage: 0.01,
  /** Numbers, if as many of the different texts can be read as one. */
  numeric: 0.95,
  dates: 0.9,
  /** More different texts per value than this, and more of them than `fewTexts`, only tell subjects apart. */
  texts: 0.5,
  fewTexts: 20,
  /** So many different whole numbers per value number the subjects. */
  wholeNumbers: 0.98,
  /** Longer texts on average are what somebody wrote. */
  length: 60,
} as const;

const nothing: AttributeReport = { used: [], leftOut: [], suspects: [], off: false };

/** Rows as columns; of several of one subject the first counts. */
export function tableOfRows(rows: readonly AttributeRow[]): AttributeTable {
  const first = new Map<string, AttributeRow>();
  for (const row of rows) if (!first.has(row.subject)) first.set(row.subject, row);
  const subjects = [...first.values()];
  return {
    contacts: subjects.map(({ contact }) => contact),
    labels: subjects.map(({ label }) => label),
    texts: (name) => subjects.map(({ attributes }) => attributes?.[name]),
  };
}

/** @param names of what there is to choose from. @param isOutcome of a label: what suspects are found by. */
export function chooseAttributes(
  names: readonly string[],
  table: AttributeTable,
  isOutcome: (label: number) => boolean,
  times: ReadonlyMap<string, ColumnTimes>,
  { off, withSuspects }: AttributeOptions,
): AttributeChoice {
  if (off) return { attributes: [], report: { ...nothing, off } };
  const outcomes = Array.from(table.labels, isOutcome);
  const parts = names.length === 0 ? [] : partsOf(table.contacts);
  const judged = names
    .toSorted((a, b) => (a < b ? -1 : 1))
    .map((name) => {
      const texts = table.texts(name);
      const verdict = judge(texts);
      const alone = 'reason' in verdict ? null : tellAlone(valuesOf(name, verdict.kind, texts), outcomes, parts);
      return { name, alone, ...verdict };
    });
  const fit = judged.flatMap((each) => ('reason' in each ? [] : [each]));
  // what is blank at the moment may be so because it is filled at the end
  const suspects = findSuspects(
    judged.map(({ name, alone }) => ({ column: name, alone, times: times.get(name) ?? null })),
  );
  const isAskedFor = (name: string) => withSuspects.some((wanted) => isNamed(name, wanted));
  const suspected = new Set(suspects.map(({ column }) => column));
  const usable = fit.filter(({ name }) => !suspected.has(name) || isAskedFor(name));
  // those that tell most subjects apart
  const chosen = new Set(
    usable
      .toSorted((a, b) => b.variety - a.variety || (a.name < b.name ? -1 : 1))
      .slice(0, mostAttributes)
      .map(({ name }) => name),
  );
  const used = fit.filter(({ name }) => chosen.has(name));
  return {
    attributes: used.map(({ name, kind }) => attributeOf(name, kind)),
    report: {
      used: used.map(({ name, kind, coverage }) => ({ name, kind, coverage })),
      leftOut: [
        ...judged.flatMap((each) =>
          'reason' in each && !suspected.has(each.name) ? [{ name: each.name, reason: each.reason }] : [],
        ),
        ...usable
          .filter(({ name }) => !chosen.has(name))
          .map(({ name }) => ({ name, reason: `${mostAttributes} others tell more subjects apart` })),
        ...withSuspects
          .filter((wanted) => !names.some((name) => isNamed(name, wanted)))
          .map((wanted) => ({ name: wanted, reason: 'asked for, and there is no such column' })),
      ],
      suspects: suspects.map(({ column, reason }) => ({ name: column, reason, used: chosen.has(column) })),
      off,
    },
  };
}

/** With its table or without. */
function isNamed(name: string, wanted: string): boolean {
  return [name, parseAttributeName(name)?.column].some((each) => each?.toLowerCase() === wanted.trim().toLowerCase());
}

/** @throws RangeError for a name that isn't an attribute's. */
function attributeOf(name: string, kind: Attribute['kind']): Attribute {
  const found = parseAttributeName(name);
  if (found === null) throw new RangeError(`${name} is not the name of an attribute`);
  return { name, ...found, kind };
}

type Fit = {
  readonly name: string;
  readonly kind: Attribute['kind'];
  readonly coverage: number;
  readonly variety: number;
};

function judge(subjects: readonly (string | undefined)[]): Omit<Fit, 'name'> | { readonly reason: string } {
  const counts = new Map<string, number>();
  let blank = 0;
  for (const given of subjects) {
    const text = textOf(given);
    if (text === null) blank++;
    else counts.set(text, (counts.get(text) ?? 0) + 1);
  }
  const present = subjects.length - blank;
  const coverage = subjects.length === 0 ? 0 : present / subjects.length;
  if (present === 0) return { reason: 'no value at the moment that is learnt' };
  if (present < limits.leastSubjects || coverage < limits.coverage)
    return { reason: `a value for ${present} of ${subjects.length} only` };
  const most = Math.max(blank, ...counts.values());
  const others = subjects.length - most;
  if (others < limits.leastSubjects)
    return { reason: counts.size === 1 && blank === 0 ? 'one value only' : `the same for all but ${others}` };
  const kind = kindOf([...counts.keys()], present);
  return typeof kind === 'string' ? { kind, coverage, variety: others / subjects.length } : kind;
}

/** @param texts each once. */
function kindOf(texts: readonly string[], present: number): Attribute['kind'] | { readonly reason: string } {
  const share = texts.length / present;
  const numbers = texts.map(numberOf).filter((number) => !Number.isNaN(number));
  if (texts.length > 2 && numbers.length >= limits.numeric * texts.length) {
    const isNumbering =
      texts.length > limits.fewTexts && share >= limits.wholeNumbers && numbers.every(Number.isInteger);
    return isNumbering ? { reason: 'almost every row has a whole number of its own, as ids have' } : 'number';
  }
  const style = dateStyleOf(texts, { dayFirst: false });
  const dates = texts.filter((text) => parseDate(text, style) !== undefined).length;
  if (dates >= limits.dates * texts.length)
    return { reason: 'a date: what it means at the moment that is learnt is not known' };
  if (texts.length > limits.fewTexts && share > limits.texts)
    return { reason: 'almost every row has a text of its own' };
  const length = texts.reduce((sum, text) => sum + text.length, 0) / texts.length;
  if (texts.length > limits.fewTexts && length > limits.length) return { reason: 'free text' };
  return 'category';
}

function valuesOf(name: string, kind: Attribute['kind'], texts: readonly (string | undefined)[]): ColumnValues {
  return texts.map(
    (text) => readAttributes(text === undefined ? null : { [name]: text }, [{ name, kind }])[name] ?? null,
  );
}

/** Of a cross-validation: a contact's subjects are in one part. */
function partsOf(contacts: readonly string[]): number[] {
  const places = new Map([...new Set(contacts)].sort().map((contact, at) => [contact, at % 5]));
  return contacts.map((contact) => places.get(contact) ?? 0);
}
