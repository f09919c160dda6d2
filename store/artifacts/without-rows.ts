import { Table, tableFromIPC, tableToIPC } from 'apache-arrow';
import { type AttributeColumn, decodeSnapshot, encodeSnapshot, type SnapshotColumns } from './snapshot-table.ts';

/** A snapshot's bytes without some of its rows, in the format in which they came. @param keeps by the number of a row */
export function withoutRows(bytes: Uint8Array, keeps: (row: number) => boolean): Uint8Array {
  const table = decodeSnapshot(bytes);
  const rows = table.subjects.flatMap((_, row) => (keeps(row) ? [row] : []));
  if (table.subjectKey === 'id') return sliced(bytes, rows);
  const pick = <Value>(list: readonly Value[]) => rows.map((row) => list[row] as Value);
  const numbers = (list: Float64Array) => Float64Array.from(rows, (row) => list[row] as number);
  const attribute = (column: AttributeColumn): AttributeColumn =>
    column.kind === 'number'
      ? { ...column, numbers: numbers(column.numbers) }
      : { ...column, texts: pick(column.texts) };
  function columns<Columns extends SnapshotColumns>(given: Columns): Columns {
    const width = given.features.length;
    const values = new Float64Array(rows.length * width);
    for (const [at, row] of rows.entries()) {
      values.set(given.values.subarray(row * width, (row + 1) * width), at * width);
    }
    return { ...given, values, ...(given.attributes && { attributes: given.attributes.map(attribute) }) };
  }
  const { subjectKey, ...rest } = table;
  return encodeSnapshot({
    ...columns(rest),
    ...{ subjects: pick(table.subjects), contacts: pick(table.contacts) },
    ...{ moments: numbers(table.moments), labels: numbers(table.labels) },
    ...(table.compared && { compared: columns(table.compared) }),
  });
}

/** A file of an earlier release, whose columns nobody writes any more. */
function sliced(bytes: Uint8Array, rows: readonly number[]): Uint8Array {
  const table = tableFromIPC(bytes);
  const batches = rows.flatMap((row) => table.slice(row, row + 1).batches);
  return tableToIPC(new Table(table.schema, batches), 'file');
}
