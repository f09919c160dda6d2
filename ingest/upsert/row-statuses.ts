import type pg from 'pg';
import type { MappedTable } from '../mapping/mapping-schema.ts';
import { isEntityTable } from '../merge/entity-tables.ts';
import type { WrittenTable } from '../merge/merge-file.ts';
import type { StagedTable } from '../merge/staging.ts';

export type WrittenStatus = 'inserted' | 'updated' | 'unchanged';

/** A staged row, in the order of staging. */
export type StagedPlace = { readonly place: number; readonly id: string };

/** What became of the rows of one table that were just merged. */
export async function statusesOf(
  client: pg.ClientBase,
  batch: number,
  staged: StagedTable,
  rows: readonly StagedPlace[],
  written: WrittenTable,
): Promise<readonly WrittenStatus[]> {
  if (rows.length === 0) return [];
  if (!isEntityTable(staged.table)) return await statusesInHistory(client, staged);
  if (written.inserted === staged.rows) return rows.map(() => 'inserted');
  const changed = written.changed === null ? '' : `when t.id in (select id from ${written.changed}) then 'updated'`;
  const attributed = written.attributes ? `when t.id in (select id from new_attributes) then 'updated'` : '';
  const { rows: found } = await client.query<{ id: string; status: WrittenStatus }>(
    `select t.external_id as id, case ${changed} when t.batch_id = $2 then 'inserted' ${attributed} else 'unchanged' end as status
     from ${staged.table} as t where t.external_id = any($1)`,
    [rows.map(({ id }) => id), batch],
  );
  const known = new Map(found.map(({ id, status }) => [id, status]));
  return rows.map(({ id }) => known.get(id) ?? 'unchanged');
}

/** The tables that merging a history leaves behind say what was stored before: by row of the staged ones. */
async function statusesInHistory(client: pg.ClientBase, staged: StagedTable): Promise<readonly WrittenStatus[]> {
  const sql = historySql[staged.table];
  if (sql === undefined) throw new Error(`${staged.table} has no rows of its own`);
  const { rows } = await client.query<{ status: WrittenStatus }>(
    `select ${sql.status} as status from ${staged.name} as s ${sql.joins} order by s.place`,
  );
  return rows.map(({ status }) => status);
}

type HistorySql = { readonly status: string; readonly joins: string };

const contacts = 'left join contacts as t on t.external_id = s.contact';
const stateSql = (table: string, reference: string, createdAt: string): HistorySql => ({
  status: `case when g.id is null or (g.stored = g.state and g.dated) then 'unchanged' when g.stored is null then 'inserted' else 'updated' end`,
  joins: `left join ${table} as t on t.external_id = s.${reference}
    left join given_states as g on g.id = t.id and g.at = greatest(t.${createdAt}, s.at)`,
});

const historySql: Readonly<Partial<Record<MappedTable, HistorySql>>> = {
  contact_changes: {
    status: `case when g.id is null or g.same then 'unchanged' when g.stored then 'updated' else 'inserted' end`,
    joins: `${contacts} left join given_changes as g on g.id = t.id and g.at = greatest(t.created_at, s.at)`,
  },
  opt_ins: {
    status: `case when g.id is null or g.stored or g.holds then 'unchanged' else 'inserted' end`,
    joins: `${contacts} left join given_opt_ins as g on g.id = t.id and g.at = greatest(t.created_at, s.at)`,
  },
  lead_stages: stateSql('leads', 'lead', 'created_at'),
  ticket_states: stateSql('support_tickets', 'ticket', 'opened_at'),
  exchange_rates: {
    status: `case when g.stored is null then 'inserted' when g.stored = g.rate then 'unchanged' else 'updated' end`,
    joins: 'left join given_rates as g on g.currency = s.currency and g.valid_from = s.valid_from',
  },
};
