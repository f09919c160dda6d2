import type { NumberEvidence } from './number-evidence.ts';

/** What decides the style of a column whose numbers don't tell. */
export type DecimalHints = {
  readonly separator: string;
  /** Of the command line. */
  readonly decimal?: ',' | '.';
  /** Decimal places that the column's values can have: with fewer than three, 4.045 is no decimal number. Undefined: not known. */
  readonly places?: number;
};

/** How many columns of the file tell that a comma is their decimal mark, and how many that a point is. */
export type DecimalVote = { readonly comma: number; readonly point: number };

export type DecimalDecision = {
  readonly decimalComma: boolean;
  /** null: the numbers or the command line decided, so no other reading is possible. */
  readonly why: string | null;
};

/** With this many marked numbers, the column's own habit counts more than the other columns. */
const manyNumbers = 20;
/** The share of whole numbers below 1,000 without a mark, from which the marks are taken to separate thousands. */
const smallShare = 0.01;

/** undefined: all of the column's numbers can be read in both ways. */
export function toldBy({ decimalComma, decimalPoint }: NumberEvidence): boolean | undefined {
  return decimalComma === decimalPoint ? undefined : decimalComma > decimalPoint;
}

/** Counts what each column of numbers tells by itself. */
export function voteOf(evidences: readonly NumberEvidence[]): DecimalVote {
  const told = evidences.map(toldBy);
  return { comma: told.filter((one) => one === true).length, point: told.filter((one) => one === false).length };
}

/** Whether a column's points and commas are decimal marks or stand between thousands. */
export function decideDecimal(evidence: NumberEvidence, hints: DecimalHints, vote: DecimalVote): DecimalDecision {
  const told = toldBy(evidence);
  if (told !== undefined) return { decimalComma: told, why: null };
  if (hints.decimal !== undefined) return { decimalComma: hints.decimal === ',', why: null };
  const { pointGroups, commaGroups, small, large } = evidence;
  const marked = pointGroups + commaGroups;
  const oneMark = pointGroups * commaGroups === 0;
  const byPoints = pointGroups > commaGroups;
  const smallOnesAreBare = oneMark && large === 0 && small > smallShare * marked;
  const habit: DecimalDecision = { decimalComma: byPoints, why: 'numbers below 1,000 have no such mark' };
  if (smallOnesAreBare && marked >= manyNumbers) return habit;
  if (vote.comma !== vote.point) {
    return { decimalComma: vote.comma > vote.point, why: 'as the other columns have it' };
  }
  if (smallOnesAreBare) return habit;
  if (hints.places !== undefined && hints.places < 3 && oneMark && marked > 0) {
    return { decimalComma: byPoints, why: 'such values have no three decimals' };
  }
  if (large > 0 && oneMark) return { decimalComma: !byPoints, why: 'numbers from 1,000 on have no such mark' };
  return hints.separator === ';'
    ? { decimalComma: true, why: 'semicolons between cells go with decimal commas' }
    : { decimalComma: false, why: 'a decimal point is assumed' };
}

/** Both readings of a number such as 4.045, and how to ask for the other one. */
export function bothNumbers(example: string, { decimalComma, why }: DecimalDecision): string {
  const mark = example.includes(',') ? ',' : '.';
  const thousands = (mark === ',') !== decimalComma;
  const readings = { whole: example.replace(mark, ''), broken: example.replace(mark, '.') };
  const [taken, other] = thousands ? [readings.whole, readings.broken] : [readings.broken, readings.whole];
  const option = decimalComma ? '.' : ',';
  return `${example} is read as ${taken} (${why}); it could also be ${other}: that is --decimal ${option}`;
}
