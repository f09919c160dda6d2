import { type DateEvidence, type DateStyle, dateEvidence, parseDate, styleOfEvidence } from '../values/date-text.ts';
import type { RawColumn } from './raw-column.ts';
import { listed } from './settle-numbers.ts';

export type DateOrder = 'dmy' | 'mdy' | 'ymd';

export type DateHints = {
  /** Of the command line. */
  readonly dateOrder?: DateOrder;
  /** The file's numbers have decimal commas: as a rule its dates begin with the day. */
  readonly commaDecimal: boolean;
};

/** Texts looked at before a column is taken for one without such dates. */
const firstTexts = 50;

const styleOf: Readonly<Record<DateOrder, DateStyle>> = {
  dmy: { dayFirst: true },
  mdy: { dayFirst: false },
  ymd: { dayFirst: false, yearFirst: true },
};

/** Decides for each column with dates such as 03/04/2021 what comes first. What no value tells is said, in both readings. */
export function settleDates(
  columns: readonly RawColumn[],
  hints: DateHints,
): { columns: RawColumn[]; notes: string[] } {
  const evidences = columns.map(({ texts }) => {
    const first = texts.slice(0, firstTexts);
    return first.length > 0 && 2 * datesIn(dateEvidence(first)) >= first.length ? dateEvidence(texts) : undefined;
  });
  const told = evidences.map((evidence) => evidence && styleOfEvidence(evidence));
  const assumed = assume(told, hints);
  const notes: string[] = [];
  const undecided = new Map<string, string[]>();
  const settled = columns.map((raw, at): RawColumn => {
    const evidence = evidences[at];
    if (evidence === undefined) return raw;
    const conflict = conflictOf(raw.name, evidence, told[at]);
    if (conflict !== undefined) notes.push(conflict);
    // points alone are a custom, which the command line may know better
    const byCustom = evidence.dayFirst + evidence.monthFirst + evidence.yearFirst === 0;
    const own = byCustom && hints.dateOrder !== undefined ? undefined : told[at];
    if (own !== undefined) return { ...raw, dates: { style: own, told: true } };
    if (hints.dateOrder !== undefined) return { ...raw, dates: { style: styleOf[hints.dateOrder], told: true } };
    const note = bothReadings(evidence.example, assumed.style, assumed.why);
    undecided.set(note, [...(undecided.get(note) ?? []), raw.name]);
    return { ...raw, dates: { style: assumed.style, told: false } };
  });
  for (const [note, names] of undecided) notes.push(`${listed(names)}: ${note}`);
  return { columns: settled, notes };
}

function datesIn({ dayFirst, monthFirst, yearFirst, undecided }: DateEvidence): number {
  return dayFirst + monthFirst + yearFirst + undecided;
}

function assume(told: readonly (DateStyle | undefined)[], hints: DateHints): { style: DateStyle; why: string } {
  const known = told.filter((style) => style !== undefined);
  const dayFirst = known.filter((style) => style.dayFirst).length;
  if (known.length > 0 && 2 * dayFirst !== known.length) {
    return { style: { dayFirst: 2 * dayFirst > known.length }, why: 'as the other columns have it' };
  }
  return hints.commaDecimal
    ? { style: styleOf.dmy, why: 'the day goes first where decimal commas are used' }
    : { style: styleOf.mdy, why: 'the month first is assumed' };
}

function bothReadings(example: string, style: DateStyle, why: string): string {
  const other = style.dayFirst ? 'mdy' : 'dmy';
  const readings = `${isoDay(example, style)} (${why}); it could also be ${isoDay(example, styleOf[other])}`;
  return `${example} is read as ${readings}: that is --date-order ${other}.`;
}

function isoDay(text: string, style: DateStyle): string {
  const parsed = parseDate(text, style);
  return parsed === undefined ? 'no date' : new Date(parsed.milliseconds).toISOString().slice(0, 10);
}

function conflictOf(name: string, { dayFirst, monthFirst }: DateEvidence, told?: DateStyle): string | undefined {
  if (dayFirst === 0 || monthFirst === 0 || told === undefined || told.yearFirst) return undefined;
  const [most, few] = told.dayFirst ? ['day', monthFirst] : ['month', dayFirst];
  const other = told.dayFirst ? 'month' : 'day';
  return `${name}: most dates begin with the ${most}, but ${few} different ones with the ${other}: they can't be read and count as missing.`;
}
