import { type DateEvidence, type DateStyle, parseDate, styleOfEvidence } from './date-text.ts';

export type DateOrder = 'dmy' | 'mdy' | 'ymd';

/** What decides the order of a column whose dates don't tell. */
export type DateHints = {
  /** Of the command line. */
  readonly dateOrder?: DateOrder;
  /** The file's numbers have decimal commas: as a rule its dates begin with the day. */
  readonly commaDecimal: boolean;
};

export type DateDecision = {
  readonly style: DateStyle;
  /** null: the dates or the command line decided, so no other reading is possible. */
  readonly why: string | null;
};

const styleOf: Readonly<Record<DateOrder, DateStyle>> = {
  dmy: { dayFirst: true },
  mdy: { dayFirst: false },
  ymd: { dayFirst: false, yearFirst: true },
};

/** Decides what comes first in a column of dates such as 03/04/2021. @param all the evidence of all date columns of the file. */
export function decideDateOrder(evidence: DateEvidence, hints: DateHints, all: readonly DateEvidence[]): DateDecision {
  const told = styleOfEvidence(evidence);
  // points only suggest an order, so the command line overrides them
  const byCustom = evidence.dayFirst + evidence.monthFirst + evidence.yearFirst === 0;
  if (told !== undefined && !(byCustom && hints.dateOrder !== undefined)) return { style: told, why: null };
  if (hints.dateOrder !== undefined) return { style: styleOf[hints.dateOrder], why: null };
  const known = all.map(styleOfEvidence).filter((style) => style !== undefined);
  const dayFirst = known.filter((style) => style.dayFirst).length;
  if (known.length > 0 && 2 * dayFirst !== known.length) {
    return { style: { dayFirst: 2 * dayFirst > known.length }, why: 'as the other columns have it' };
  }
  return hints.commaDecimal
    ? { style: styleOf.dmy, why: 'the day goes first where decimal commas are used' }
    : { style: styleOf.mdy, why: 'the month first is assumed' };
}

/** Both readings of a date, and how to ask for the other one. */
export function bothDates(example: string, { style, why }: DateDecision): string {
  const other = style.dayFirst ? 'mdy' : 'dmy';
  const readings = `${isoDay(example, style)} (${why}); it could also be ${isoDay(example, styleOf[other])}`;
  return `${example} is read as ${readings}: that is --date-order ${other}.`;
}

function isoDay(text: string, style: DateStyle): string {
  const parsed = parseDate(text, style);
  return parsed === undefined ? 'no date' : new Date(parsed.milliseconds).toISOString().slice(0, 10);
}
