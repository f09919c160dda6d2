import { isSpreadsheetError } from '../../tables/values/missing-text.ts';
import type { CompiledTable } from './compile-table.ts';
import type { MappedRow } from './mapped-row.ts';

/** Cells in which a spreadsheet left an error: what they held isn't known. They count as blank, but take back nothing that is stored. */
export function brokenCells() {
  let count = 0;
  let example = '';
  return {
    /** Places of such cells; undefined: there are none, as in most records. */
    find(cells: readonly string[]): readonly number[] | undefined {
      let found: number[] | undefined;
      for (let at = 0; at < cells.length; at++) {
        if (!mayBeError(cells[at]) || !isSpreadsheetError(cells[at].trim())) continue;
        found ??= [];
        found.push(at);
        if (count++ === 0) example = cells[at].trim();
      }
      return found;
    },
    soFar: () => ({ count, example }),
  };
}

/** #REF! and the like, and LibreOffice's Err:502; blanks may stand before them. */
function mayBeError(cell: string): boolean {
  const first = cell.charCodeAt(0);
  return first === 35 || first === 69 || first === 101 || first <= 32;
}

/** Rows of a record with broken cells: what these fill is neither cleared nor kept as a blank attribute. */
export function withoutBroken(
  rows: readonly MappedRow[],
  broken: readonly number[],
  tables: readonly CompiledTable[],
): readonly MappedRow[] {
  return rows.map((row) => {
    const own = tables.filter(({ table }) => table === row.table);
    const isBroken = (fields: CompiledTable['fields'], name: string) =>
      fields.some((field) => field.name === name && field.filledFrom.some((at) => broken.includes(at)));
    const clears = row.clears.filter((name) => !own.some(({ fields }) => isBroken(fields, name)));
    if (row.attributes === undefined) return { ...row, clears };
    const attributes = Object.entries(row.attributes).filter(
      ([name, value]) => value !== null || !own.some((one) => isBroken(one.attributes, name)),
    );
    return { ...row, clears, attributes: Object.fromEntries(attributes) };
  });
}

/** What a report says of them. */
export function brokenNotes({ count, example }: { readonly count: number; readonly example: string }): string[] {
  if (count === 0) return [];
  const held = count === 1 ? '1 cell holds an error' : `${count} cells hold errors`;
  return [`${held} of a spreadsheet, as ${example}: ${count === 1 ? 'it counts' : 'they count'} as blank.`];
}
