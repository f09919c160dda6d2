import type { DateOrder } from '../values/decide-date-order.ts';
import { noteNumberedDates } from './numbered-dates.ts';
import type { RawColumn, RawColumnBuilder } from './raw-column.ts';
import { settleDates } from './settle-dates.ts';
import { settleNumbers } from './settle-numbers.ts';
import { settleSpellings } from './settle-spellings.ts';

export type StyleOptions = {
  readonly separator: string;
  /** Settles numbers that can be read in two ways. */
  readonly decimal?: ',' | '.';
  /** Settles dates that can be read in two ways. */
  readonly dateOrder?: DateOrder;
};

/** Decides, once all cells are read, the styles of numbers and dates, merges spellings and reports errors of spreadsheets. */
export function settleColumns(
  builders: readonly RawColumnBuilder[],
  { separator, decimal, dateOrder }: StyleOptions,
): { columns: RawColumn[]; notes: string[] } {
  const notes = [...errorNotes(builders)];
  const found = builders.map((builder) => {
    const tally = builder.tally();
    const { column, notes: merged } = settleSpellings(builder.build(), tally);
    notes.push(...merged);
    return { raw: column, tally };
  });
  const numbers = settleNumbers(found, { separator, decimal });
  const commas = numbers.columns.filter(({ decimalComma }) => decimalComma !== undefined);
  const commaDecimal = commas.length === 0 ? separator === ';' : commas.some(({ decimalComma }) => decimalComma);
  const dates = settleDates(numbers.columns, { dateOrder, commaDecimal });
  notes.push(...numbers.notes, ...dates.notes, ...dates.columns.flatMap(noteNumberedDates));
  return { columns: dates.columns, notes };
}

function errorNotes(builders: readonly RawColumnBuilder[]): string[] {
  const tallies = builders.map((builder) => builder.tally()).filter(({ excelErrors }) => excelErrors > 0);
  if (tallies.length === 0) return [];
  const cells = tallies.reduce((sum, { excelErrors }) => sum + excelErrors, 0);
  const kinds = [...new Set(tallies.map(({ excelError }) => excelError))].slice(0, 4).join(', ');
  return [`${cells} cells hold errors of a spreadsheet (${kinds}): they count as missing.`];
}
