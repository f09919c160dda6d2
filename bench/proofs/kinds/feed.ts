import { type TableName, tableColumns } from '../../../simulation/tables.ts';
import type { SimulatedWorld } from '../../../simulation/world.ts';
import { type FedTable, watchedFeeds } from '../../../store/crm/feeds.ts';

/** The rows of a table as they came: when, and what stood in the columns that are watched. In the order of time. */
export type FeedTable = {
  readonly table: FedTable;
  readonly times: Float64Array;
  readonly columns: Readonly<Record<string, readonly (string | null)[]>>;
  /** Where a row is a version of a contact: the row of its version before, -1 of its first. */
  readonly previous?: Int32Array;
};

/** @param until nothing that comes later. */
export function feedOf(world: SimulatedWorld, until: number): FeedTable[] {
  return Object.entries(watchedFeeds).map(([name, { dated, columns }]) => {
    const table = world.tables.find((each) => each.name === name);
    if (table === undefined) throw new Error(`The simulation has no table ${name}.`);
    const indexes = tableColumns[name as TableName].map((column) => column.name);
    const at = indexes.indexOf(dated);
    const rows = [...table.rows()]
      .map((row) => ({ time: (row[at] as Date).getTime(), row }))
      .filter(({ time }) => time < until)
      .sort((a, b) => a.time - b.time);
    const textsOf = (column: string) => {
      const index = indexes.indexOf(column);
      return rows.map(({ row }) => (row[index] === null ? null : String(row[index])));
    };
    return {
      table: name as FedTable,
      times: Float64Array.from(rows, ({ time }) => time),
      columns: Object.fromEntries(columns.map((column) => [column, textsOf(column)])),
      ...(name === 'contact_versions' && {
        previous: previousOf(rows.map(({ row }) => row[indexes.indexOf('contact_id')])),
      }),
    };
  });
}

function previousOf(subjects: readonly unknown[]): Int32Array {
  const last = new Map<unknown, number>();
  return Int32Array.from(subjects, (subject, row) => {
    const before = last.get(subject) ?? -1;
    last.set(subject, row);
    return before;
  });
}
