import type pg from 'pg';
import { copyInto } from '../../store/database/copy.ts';
import { keepImages } from './journal.ts';
import type { MergeContext } from './merge-context.ts';

export type AttributedTable = 'contacts' | 'leads';

export type StagedAttribute = {
  /** External id of the contact or lead. */
  readonly id: string;
  readonly name: string;
  /** Null: the cell is blank. */
  readonly value: string | null;
  /** Null: undated. */
  readonly at: string | null;
};

const owners = {
  contacts: { attributes: 'contact_attributes', key: 'contact_id' },
  leads: { attributes: 'lead_attributes', key: 'lead_id' },
} as const;

export type AttributeStaging = { readonly table: AttributedTable; readonly name: string; rows: number };

export async function createAttributeStaging(client: pg.ClientBase, table: AttributedTable): Promise<AttributeStaging> {
  const name = `staged_${table}_attributes`;
  await client.query(
    `create temporary table if not exists ${name}
       (place bigint not null, external_id text not null, name text not null, value text, at timestamptz) on commit delete rows;
     truncate ${name}`,
  );
  return { table, name, rows: 0 };
}

export async function stageAttributes(
  client: pg.ClientBase,
  staging: AttributeStaging,
  rows: readonly StagedAttribute[],
): Promise<void> {
  if (rows.length === 0) return;
  const lines = rows.map(({ id, name, value, at }) => [++staging.rows, id, name, value, at]);
  await copyInto(client, `pg_temp.${staging.name}`, ['place', 'external_id', 'name', 'value', 'at'], lines);
}

/**
 * An attribute's first value without a date counts as known since the row was created. What changes at a later import is dated at that
 * import. A dated value takes the place of an undated one that says the same.
 *
 * @returns how many values were added.
 */
export async function mergeAttributes(context: MergeContext, staging: AttributeStaging): Promise<number> {
  const { client, batch } = context;
  const { attributes, key } = owners[staging.table];
  await client.query(`analyze ${staging.name}`);
  await client.query('drop table if exists pg_temp.given_attributes');
  await client.query(
    `create temporary table given_attributes on commit drop as
     select distinct on (t.id, s.name, at) t.id, s.name, s.value, s.at is not null as dated,
       case when s.at is null then t.created_at else greatest(t.created_at, s.at) end as at, t.created_at
     from ${staging.name} as s join ${staging.table} as t on t.external_id = s.external_id
     order by t.id, s.name, at, s.at desc nulls last, s.place desc`,
  );
  await client.query('analyze given_attributes');
  await client.query('drop table if exists pg_temp.new_attributes');
  const found = await client.query(
    `create temporary table new_attributes on commit drop as
     select g.id, g.name, g.value, g.dated or latest.known is not null as dated,
       case when g.dated then g.at when latest.known is null then g.created_at else greatest(g.created_at, now()) end as at
     from given_attributes as g
     left join lateral (
       select true as known, a.value, a.dated from ${attributes} as a
       where a.${key} = g.id and a.name = g.name and (not g.dated or a.valid_from <= g.at) order by a.valid_from desc limit 1
     ) as latest on true
     where case when latest.known is null then g.value is not null
       else latest.value is distinct from g.value or (g.dated and not latest.dated) end`,
  );
  if (found.rowCount === 0) return 0;
  await keepImages(client, batch, staging.table, 'select id from new_attributes');
  await client.query(
    `delete from ${attributes} as a using new_attributes as n
     where n.dated and n.at <> a.valid_from and a.${key} = n.id and a.name = n.name and not a.dated and a.value is not distinct from n.value
       and a.valid_from < n.at`,
  );
  await client.query(
    `insert into ${attributes} (${key}, name, valid_from, value, dated) select id, name, at, value, dated from new_attributes
     on conflict (${key}, name, valid_from) do update set value = excluded.value, dated = excluded.dated`,
  );
  return found.rowCount ?? 0;
}

/** Undated attributes are known since creation: they go back with it where it turns out to be earlier. */
export async function moveAttributes(client: pg.ClientBase, table: AttributedTable, changed: string): Promise<void> {
  const { attributes, key } = owners[table];
  await client.query(
    `update ${attributes} as a set valid_from = t.created_at from ${table} as t
     where t.id = a.${key} and t.id in (select id from ${changed}) and not a.dated and a.valid_from > t.created_at
       and not exists (select from ${attributes} as o where o.${key} = a.${key} and o.name = a.name and o.valid_from <= t.created_at)`,
  );
}
