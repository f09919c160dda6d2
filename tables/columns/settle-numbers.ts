import type { NumberEvidence } from '../values/number-evidence.ts';
import { addTextEvidence } from '../values/number-text.ts';
import type { CellTally, RawColumn } from './raw-column.ts';

/** What settles the style of a column that doesn't tell. */
export type NumberHints = {
  readonly separator: string;
  /** Of the command line. */
  readonly decimal?: ',' | '.';
};

/** Marked numbers from which the column's own habit goes before that of the other columns. */
const manyNumbers = 20;
/** Of the numbers, how many whole ones below 1,000 must stand there without a mark for the marks to be those of thousands. */
const smallShare = 0.01;
/** Texts looked at before a column is taken for one without numbers. */
const firstTexts = 200;

type Found = { readonly raw: RawColumn; readonly tally: CellTally; readonly evidence: NumberEvidence };
type Decision = { readonly decimalComma: boolean; readonly why: string };

/**
 * Decides for each column whether its points and commas are decimal marks or stand between thousands, and reads its plain numbers
 * again where their points turn out to be marks of thousands. What no value tells is said, in both readings.
 */
export function settleNumbers(
  columns: readonly { readonly raw: RawColumn; readonly tally: CellTally }[],
  hints: NumberHints,
): { columns: RawColumn[]; notes: string[] } {
  const found = columns.map(({ raw, tally }): Found | undefined => {
    const evidence = { ...tally.evidence };
    return holdsNumbers(raw, tally, evidence) ? { raw, tally, evidence } : undefined;
  });
  const vote = { comma: 0, point: 0 };
  for (const one of found) {
    const told = one === undefined ? undefined : toldBy(one.evidence);
    if (told !== undefined) vote[told ? 'comma' : 'point']++;
  }
  const undecided = new Map<string, { names: string[]; example: string }>();
  const settled = columns.map(({ raw }, at) => {
    const one = found[at];
    if (one === undefined) return raw;
    const told = toldBy(one.evidence);
    if (told !== undefined) return withStyle(one, told);
    const example = exampleOf(one);
    if (example === undefined) return raw;
    if (hints.decimal !== undefined) return withStyle(one, hints.decimal === ',');
    const decision = decide(one.evidence, hints, vote);
    const key = `${decision.decimalComma} ${decision.why} ${example.includes(',')}`;
    const alike = undecided.get(key) ?? { names: [], example: noteOf(example, decision) };
    alike.names.push(raw.name);
    undecided.set(key, alike);
    return withStyle(one, decision.decimalComma);
  });
  const notes = [...undecided.values()].map(({ names, example }) => `${listed(names)}: ${example}`);
  return { columns: settled, notes };
}

/** Adds what the texts tell. */
function holdsNumbers({ texts }: RawColumn, { numbers }: CellTally, evidence: NumberEvidence): boolean {
  if (texts.length === 0) return numbers > 0;
  const marked = texts.filter((text) => /\d[.,'’´`\s]\d/.test(text));
  if (marked.length === 0) return numbers > 0;
  if (numbers === 0 && addTextEvidence({ ...evidence }, texts.slice(0, firstTexts)) === 0) return false;
  const readable = addTextEvidence(evidence, marked);
  return numbers > 0 || 2 * readable >= texts.length;
}

/** undefined: all of the column's numbers can be read in both ways. */
function toldBy({ decimalComma, decimalPoint }: NumberEvidence): boolean | undefined {
  return decimalComma === decimalPoint ? undefined : decimalComma > decimalPoint;
}

function decide(evidence: NumberEvidence, hints: NumberHints, vote: { comma: number; point: number }): Decision {
  const { pointGroups, commaGroups, small, large } = evidence;
  const marked = pointGroups + commaGroups;
  const byPoints = pointGroups > commaGroups;
  const smallOnesAreBare = pointGroups * commaGroups === 0 && large === 0 && small > smallShare * marked;
  const habit: Decision = { decimalComma: byPoints, why: 'numbers below 1,000 have no such mark' };
  if (smallOnesAreBare && marked >= manyNumbers) return habit;
  if (vote.comma !== vote.point) {
    return { decimalComma: vote.comma > vote.point, why: 'as the other columns have it' };
  }
  if (smallOnesAreBare) return habit;
  if (large > 0 && pointGroups * commaGroups === 0) {
    return { decimalComma: !byPoints, why: 'numbers from 1,000 on have no such mark' };
  }
  return hints.separator === ';'
    ? { decimalComma: true, why: 'semicolons between cells go with decimal commas' }
    : { decimalComma: false, why: 'a decimal point is assumed' };
}

function exampleOf({ raw, tally, evidence }: Found): string | undefined {
  if (evidence.pointGroups + evidence.commaGroups === 0) return undefined;
  const row = tally.grouped?.indexOf(1) ?? -1;
  if (row >= 0) return raw.values[row].toFixed(3);
  const text = raw.texts.find((one) => addTextEvidence({ ...evidence }, [one]) > 0 && /\d[.,]\d{3}(?!\d)/.test(one));
  return text === undefined ? undefined : /\d{1,3}[.,]\d{3}/.exec(text)?.[0];
}

function noteOf(example: string, { decimalComma, why }: Decision): string {
  const mark = example.includes(',') ? ',' : '.';
  const thousands = (mark === ',') !== decimalComma;
  const readings = { whole: example.replace(mark, ''), broken: example.replace(mark, '.') };
  const [taken, other] = thousands ? [readings.whole, readings.broken] : [readings.broken, readings.whole];
  const option = decimalComma ? '.' : ',';
  return `${example} is read as ${taken} (${why}); it could also be ${other}: that is --decimal ${option}.`;
}

/** Plain numbers with a point of thousands were read with three decimals: times 1,000 they are right. */
function withStyle({ raw, tally: { grouped } }: Found, decimalComma: boolean): RawColumn {
  if (decimalComma && grouped !== null) {
    for (let row = 0; row < grouped.length; row++) {
      if (grouped[row] === 1) raw.values[row] = Math.round(1000 * raw.values[row]);
    }
  }
  return { ...raw, decimalComma };
}

/** At most five, and how many more there are. */
export function listed(names: readonly string[]): string {
  const shown = names.slice(0, 5).join(', ');
  return names.length > 5 ? `${shown} and ${names.length - 5} more columns` : shown;
}
