import type pg from 'pg';
import type { EntityTable } from '../merge/entity-tables.ts';

/** External ids that are remembered of each table, so that a file asks once for each of those it repeats. */
const remembered = 100_000;

/** Which rows that a file refers to exist: stored ones, and those that the file itself brought before. */
export type KnownRows = {
  /** Asks for all references of a batch at once. */
  look(table: EntityTable, ids: Iterable<string>): Promise<void>;
  has(table: EntityTable, id: string): boolean;
  bring(table: EntityTable, id: string): void;
  /** Whether other rows of the file may refer to the table's. */
  keeps(table: string): boolean;
};

/** @param referred tables that the file feeds and that other rows of it may refer to: only their ids are kept. */
export function createKnownRows(client: pg.ClientBase, referred: ReadonlySet<string>): KnownRows {
  const stored = new Map<EntityTable, Set<string>>();
  const brought = new Map<EntityTable, Set<string>>();
  const of = (sets: Map<EntityTable, Set<string>>, table: EntityTable): Set<string> => {
    const found = sets.get(table) ?? new Set();
    sets.set(table, found);
    return found;
  };
  return {
    async look(table, ids) {
      const known = of(stored, table);
      if (known.size > remembered) known.clear();
      const asked = [...new Set(ids)].filter((id) => !known.has(id) && !brought.get(table)?.has(id));
      if (asked.length === 0) return;
      const { rows } = await client.query<{ external_id: string }>(
        `select external_id from ${table} where external_id = any($1)`,
        [asked],
      );
      for (const { external_id: id } of rows) known.add(id);
    },
    has: (table, id) => stored.get(table)?.has(id) === true || brought.get(table)?.has(id) === true,
    keeps: (table) => referred.has(table),
    bring(table, id) {
      if (referred.has(table)) of(brought, table).add(id);
    },
  };
}
