import { type DateEvidence, type DateStyle, dateEvidence } from '../values/date-text.ts';
import { bothDates, type DateHints, decideDateOrder } from '../values/decide-date-order.ts';
import type { RawColumn } from './raw-column.ts';
import { listed } from './settle-numbers.ts';

/** When fewer than half of the first texts are such dates, the column holds none. */
const firstTexts = 50;

/** Decides what comes first in each column with dates such as 03/04/2021. When no value tells, a note names both readings. */
export function settleDates(
  columns: readonly RawColumn[],
  hints: DateHints,
): { columns: RawColumn[]; notes: string[] } {
  const evidences = columns.map(({ texts }) => {
    const first = texts.slice(0, firstTexts);
    return first.length > 0 && 2 * datesIn(dateEvidence(first)) >= first.length ? dateEvidence(texts) : undefined;
  });
  const all = evidences.filter((evidence) => evidence !== undefined);
  const notes: string[] = [];
  const undecided = new Map<string, string[]>();
  const settled = columns.map((raw, at): RawColumn => {
    const evidence = evidences[at];
    if (evidence === undefined) return raw;
    const decision = decideDateOrder(evidence, hints, all);
    if (decision.why === null) notes.push(...conflictOf(raw.name, evidence, decision.style));
    else {
      const note = bothDates(evidence.example, decision);
      undecided.set(note, [...(undecided.get(note) ?? []), raw.name]);
    }
    return { ...raw, dates: { style: decision.style, told: decision.why === null } };
  });
  for (const [note, names] of undecided) notes.push(`${listed(names)}: ${note}`);
  return { columns: settled, notes };
}

function datesIn({ dayFirst, monthFirst, yearFirst, undecided }: DateEvidence): number {
  return dayFirst + monthFirst + yearFirst + undecided;
}

function conflictOf(name: string, { dayFirst, monthFirst }: DateEvidence, style: DateStyle): string[] {
  if (dayFirst === 0 || monthFirst === 0 || style.yearFirst) return [];
  const [most, few] = style.dayFirst ? ['day', monthFirst] : ['month', dayFirst];
  const other = style.dayFirst ? 'month' : 'day';
  return [
    `${name}: most dates begin with the ${most}, but ${few} different ones with the ${other}: they can't be read and count as missing.`,
  ];
}
