import type { Readers } from './compile-field.ts';
import type { CompiledTable } from './compile-table.ts';
import type { MappedRow } from './mapped-row.ts';

/**
 * Where purchases add up, a row with the order's id of the row above is a further item of that order. What belongs to the order as a
 * whole stands on the first of its rows only.
 */
type LineItems = {
  /** The cells with what a further item leaves blank as the order has it, for conditions on records. Those left out count too. */
  completed(cells: readonly string[], readers: Readers): readonly string[];
  /** Rows of a record that is taken: those of further items are marked, and need nothing but what adds up. */
  marked(rows: readonly MappedRow[]): readonly MappedRow[];
};

/** undefined: no purchases add up. */
export function lineItems(tables: readonly CompiledTable[]): LineItems | undefined {
  const ids = tables.flatMap(({ table, addedUp, fields }) =>
    table === 'purchases' && addedUp.length > 0 ? fields.filter(({ name }) => name === 'external_id') : [],
  );
  if (ids.length === 0) return undefined;
  let order = '';
  let whole: readonly string[] = [];
  let taken = '';
  return {
    completed(cells, readers) {
      const id = ids.map(({ fill }) => fill(cells, readers, () => {})).find((each) => each !== '') ?? '';
      const above = id !== '' && id === order ? whole : undefined;
      order = id;
      whole = above === undefined ? cells : cells.map((cell, at) => (cell.trim() === '' ? (above[at] ?? '') : cell));
      return whole;
    },
    marked(rows) {
      return rows.map((row) => {
        const id = row.table === 'purchases' ? row.values.external_id : undefined;
        if (id === undefined) return row;
        const goesOn = id === taken;
        taken = id;
        return goesOn ? { ...row, goesOn } : row;
      });
    },
  };
}
