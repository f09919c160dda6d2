import type { WorldTable, WorldToWrite } from '../write-world.ts';

/** A simulated world whose references can be named by the external ids of what they refer to. */
export type WorldToExport = WorldToWrite & { externalId(table: string, ordinal: number): string };

/** A file of the export: its rows as texts, in the words of `ingest/mapping`: tables and fields that `import` takes as they stand. */
export type CsvTable = {
  readonly name: string;
  readonly fields: readonly string[];
  rows(): Iterable<readonly Cell[]>;
};

/** null is a blank cell. */
export type Cell = string | null;

/** Histories have names of their own in files. */
const names: Readonly<Record<string, string>> = {
  contact_versions: 'contact_changes',
  lead_versions: 'lead_stages',
  support_ticket_versions: 'ticket_states',
};

/** Keys of the database are left out; a reference is the external id of its row, and named by it: `contact_id` becomes `contact`. */
export function csvTables({ tables, externalId }: WorldToExport): CsvTable[] {
  return tables.map(({ name, columns, rows }) => {
    const kept = columns.flatMap((column, at) => (column.name === 'id' ? [] : [{ ...column, at }]));
    return {
      name: names[name] ?? name,
      fields: kept.map(fieldOf),
      *rows() {
        for (const row of rows()) {
          yield kept.map(({ key, at }) => {
            const value = row[at];
            if (value === null) return null;
            if (key !== undefined) return externalId(key, Number(value));
            return value instanceof Date ? value.toISOString() : String(value);
          });
        }
      },
    };
  });
}

function fieldOf({ name, key }: WorldTable['columns'][number]): string {
  if (key !== undefined) return name.replace(/_id$/, '');
  return name === 'valid_from' ? 'at' : name;
}
