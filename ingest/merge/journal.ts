import type pg from 'pg';
import { type EntityTable, isEntityTable } from './entity-tables.ts';

/** What belongs to a row and is kept with its image: tables with the column that names the row. */
export const ownedBy: Readonly<
  Partial<Record<EntityTable, readonly { readonly table: string; readonly key: string }[]>>
> = {
  contacts: [
    { table: 'contact_versions', key: 'contact_id' },
    { table: 'contact_attributes', key: 'contact_id' },
    { table: 'contact_identities', key: 'contact_id' },
  ],
  leads: [
    { table: 'lead_versions', key: 'lead_id' },
    { table: 'lead_attributes', key: 'lead_id' },
  ],
  support_tickets: [{ table: 'support_ticket_versions', key: 'ticket_id' }],
};

/** SQL of a row's image, which `undoImport` restores: the row `t` and what it owns. */
function imageOf(table: EntityTable): string {
  const owned = (ownedBy[table] ?? []).map(
    ({ table: name, key }) =>
      `, '${name}', (select coalesce(jsonb_agg(to_jsonb(o)), '[]') from ${name} as o where o.${key} = t.id)`,
  );
  return `jsonb_build_object('row', to_jsonb(t)${owned.join('')})`;
}

/**
 * Keeps rows as they are before a batch changes or removes them. What the batch added itself needs no image, and of several changes in
 * one batch the first image counts.
 *
 * @param ids SQL of a set of ids of the table.
 */
export async function keepImages(client: pg.ClientBase, batch: number, table: EntityTable, ids: string): Promise<void> {
  if (!isEntityTable(table)) return;
  await client.query(
    `insert into import_changes (batch_id, table_name, row_id, before)
     select ${batch}, '${table}', t.id, ${imageOf(table)} from ${table} as t
     where t.id in (${ids}) and t.batch_id is distinct from ${batch}
     on conflict (batch_id, table_name, row_id) do nothing`,
  );
}
