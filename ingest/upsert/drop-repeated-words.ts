import type pg from 'pg';
import type { MappedTable } from '../mapping/mapping-schema.ts';
import type { ReadRecord } from './read-record.ts';

type History = {
  readonly table: string;
  readonly versions: string;
  readonly key: string;
  /** Field that names the row. */
  readonly owner: string;
  /** Columns that make a version. */
  readonly says: string;
};

const contacts: History = {
  ...{ table: 'contacts', versions: 'contact_versions', key: 'contact_id', owner: 'contact' },
  says: 'name, phone, email, country, language, source, timezone, opted_in',
};
const histories: Readonly<Partial<Record<MappedTable, History>>> = {
  contact_changes: contacts,
  opt_ins: contacts,
  lead_stages: { table: 'leads', versions: 'lead_versions', key: 'lead_id', owner: 'lead', says: 'stage' },
  ticket_states: {
    ...{ table: 'support_tickets', versions: 'support_ticket_versions', key: 'ticket_id', owner: 'ticket' },
    says: 'state',
  },
};

/**
 * A row that said how it is, before its history came, made a version of the moment when it said so. Where the history says that it had been
 * so before, that version is no change. Moments that the history itself names stay.
 */
export async function dropRepeatedWords(client: pg.ClientBase, records: readonly ReadRecord[]): Promise<void> {
  const told = records.flatMap(({ rows }) => rows).filter(({ table }) => histories[table] !== undefined);
  for (const [{ table, versions, key, owner, says }, rows] of Map.groupBy(told, (row) => historyOf(row.table))) {
    const named = rows.filter(({ values }) => values[owner] !== undefined && values.at !== undefined);
    await client.query(
      `delete from ${versions} as v using ${table} as t, row_changes as c
       where t.external_id = any($1) and c.table_name = '${table}' and c.external_id = t.external_id
         and v.${key} = t.id and v.valid_from = greatest(c.changed_at, t.${table === 'support_tickets' ? 'opened_at' : 'created_at'})
         and not exists (
           select from unnest($1::text[], $2::timestamptz[]) as told (id, at) where told.id = t.external_id and told.at = v.valid_from)
         and row(${prefixed(says, 'v')}) is not distinct from (
           select row(${prefixed(says, 'b')}) from ${versions} as b
           where b.${key} = v.${key} and b.valid_from < v.valid_from order by b.valid_from desc limit 1)`,
      [named.map(({ values }) => values[owner]), named.map(({ values }) => values.at)],
    );
  }
}

function historyOf(table: MappedTable): History {
  return histories[table] ?? contacts;
}

function prefixed(columns: string, alias: string): string {
  return columns
    .split(', ')
    .map((column) => `${alias}.${column}`)
    .join(', ');
}
