import { bothNumbers, type DecimalHints, decideDecimal, toldBy, voteOf } from '../values/decide-decimal.ts';
import type { NumberEvidence } from '../values/number-evidence.ts';
import { addTextEvidence } from '../values/number-text.ts';
import type { CellTally, RawColumn } from './raw-column.ts';

/** When none of the first texts is a number, the column has no numbers among its texts. */
const firstTexts = 200;

type Found = { readonly raw: RawColumn; readonly tally: CellTally; readonly evidence: NumberEvidence };

/**
 * Decides for each column whether points and commas are decimal marks or separate thousands, and corrects the plain numbers whose points
 * separate thousands. When no value tells, a note names both readings.
 */
export function settleNumbers(
  columns: readonly { readonly raw: RawColumn; readonly tally: CellTally }[],
  hints: DecimalHints,
): { columns: RawColumn[]; notes: string[] } {
  const found = columns.map(({ raw, tally }): Found | undefined => {
    const evidence = { ...tally.evidence };
    return holdsNumbers(raw, tally, evidence) ? { raw, tally, evidence } : undefined;
  });
  const vote = voteOf(found.flatMap((one) => (one === undefined ? [] : [one.evidence])));
  const undecided = new Map<string, { names: string[]; note: string }>();
  const settled = columns.map(({ raw }, at) => {
    const one = found[at];
    if (one === undefined) return raw;
    const marked = one.evidence.pointGroups + one.evidence.commaGroups > 0;
    if (toldBy(one.evidence) === undefined && !marked) return raw;
    const decision = decideDecimal(one.evidence, hints, vote);
    const example = decision.why === null ? undefined : exampleOf(one);
    if (example !== undefined) {
      const key = `${decision.decimalComma} ${decision.why} ${example.includes(',')}`;
      const alike = undecided.get(key) ?? { names: [], note: bothNumbers(example, decision) };
      alike.names.push(raw.name);
      undecided.set(key, alike);
    }
    return withStyle(one, decision.decimalComma);
  });
  const notes = [...undecided.values()].map(({ names, note }) => `${listed(names)}: ${note}`);
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

function exampleOf({ raw, tally, evidence }: Found): string | undefined {
  const row = tally.grouped?.indexOf(1) ?? -1;
  if (row >= 0) return raw.values[row].toFixed(3);
  const text = raw.texts.find((one) => addTextEvidence({ ...evidence }, [one]) > 0 && /\d[.,]\d{3}(?!\d)/.test(one));
  return text === undefined ? undefined : /\d{1,3}[.,]\d{3}/.exec(text)?.[0];
}

/** Plain numbers whose point separates thousands were read with three decimals. Times 1,000 they are right. */
function withStyle({ raw, tally: { grouped } }: Found, decimalComma: boolean): RawColumn {
  if (decimalComma && grouped !== null) {
    for (let row = 0; row < grouped.length; row++) {
      if (grouped[row] === 1) raw.values[row] = Math.round(1000 * raw.values[row]);
    }
  }
  return { ...raw, decimalComma };
}

/** At most five names, and how many more there are. */
export function listed(names: readonly string[]): string {
  const shown = names.slice(0, 5).join(', ');
  return names.length > 5 ? `${shown} and ${names.length - 5} more columns` : shown;
}
