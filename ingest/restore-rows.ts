import type pg from 'pg';
import { type EntityTable, entityColumns } from './merge/entity-tables.ts';
import { ownedBy } from './merge/journal.ts';

/** SQL of whether the row `t` is among `changed_later`, which `undoImport` fills. */
export function changedLater(table: EntityTable): string {
  return `exists (select from changed_later as later where later.table_name = '${table}' and later.row_id = t.id)`;
}

/** Brings back the rows that a batch changed or deleted, from their images. */
export async function restoreRows(client: pg.ClientBase, batch: number, table: EntityTable): Promise<number> {
  await client.query('drop table if exists pg_temp.restored');
  const images = await client.query(
    `create temporary table restored on commit drop as
     select t.id, t.before from (select row_id as id, before from import_changes where batch_id = ${batch} and table_name = '${table}') as t
     where not (${changedLater(table)})`,
  );
  if (images.rowCount === 0) return 0;
  if (entityColumns[table].some(({ refersTo }) => refersTo === 'contacts')) await followMerges(client, table);
  const lost = await client.query(`delete from restored as r where ${cannotReturn(table)}`);
  const columns = await columnsOf(client, table);
  const own = columns.filter((column) => column !== 'id');
  await client.query(
    `insert into ${table} (${columns.join(', ')}) overriding system value
     select ${columns.map((column) => `r.${column}`).join(', ')} from restored cross join lateral jsonb_populate_record(null::${table}, before -> 'row') as r
     on conflict (id) do update set ${own.map((column) => `${column} = excluded.${column}`).join(', ')}`,
  );
  for (const { table: owned, key } of ownedBy[table] ?? []) {
    const names = await columnsOf(client, owned);
    // identities bear their own batch
    if (owned !== 'contact_identities') {
      await client.query(`delete from ${owned} where ${key} in (select id from restored)`);
    }
    await client.query(
      `insert into ${owned} (${names.join(', ')})
       select ${names.map((column) => `o.${column}`).join(', ')} from restored
       cross join lateral jsonb_populate_recordset(null::${owned}, before -> '${owned}') as o
       on conflict do nothing`,
    );
  }
  return (images.rowCount ?? 0) - (lost.rowCount ?? 0);
}

/**
 * Rows of contacts that were merged away since belong to the survivor. The journals of those merges take them in, so that they go back
 * when a merge is taken back.
 */
async function followMerges(client: pg.ClientBase, table: EntityTable): Promise<void> {
  await client.query('drop table if exists pg_temp.followed');
  const { rowCount } = await client.query(
    `create temporary table followed on commit drop as
     with recursive chain as (
       select r.id as row_id, m.id as merge, m.survivor_id as contact
       from restored as r join contact_merges as m on m.merged_id = (r.before -> 'row' ->> 'contact_id')::bigint and m.undone_at is null
       where not exists (select from contacts as c where c.id = m.merged_id)
       union
       select chain.row_id, m.id, m.survivor_id
       from chain join contact_merges as m on m.merged_id = chain.contact and m.undone_at is null
     )
     select chain.*, exists (select from contacts as c where c.id = chain.contact) as is_last from chain`,
  );
  if (rowCount === 0) return;
  await client.query(
    `update restored as r set before = jsonb_set(r.before, '{row,contact_id}', to_jsonb(f.contact))
     from followed as f where f.row_id = r.id and f.is_last`,
  );
  await client.query(
    `update contact_merges as m set journal = jsonb_set(m.journal, '{moved,${table}}', coalesce(m.journal #> '{moved,${table}}', '[]') || f.added)
     from (
       select merge, jsonb_agg(row_id) as added from followed as f
       where not exists (select from contact_merges as m where m.id = f.merge and m.journal #> '{moved,${table}}' @> to_jsonb(f.row_id))
       group by merge
     ) as f where m.id = f.merge`,
  );
}

/** A row that was deleted, and whose id was given again or whose contact is no longer there. */
function cannotReturn(table: EntityTable): string {
  const lacking = entityColumns[table].flatMap(({ refersTo, column }) =>
    refersTo === undefined
      ? []
      : [
          `(r.before -> 'row' ->> '${column}' is not null
            and not exists (select from ${refersTo} as p where p.id = (r.before -> 'row' ->> '${column}')::bigint))`,
        ],
  );
  const taken = `exists (select from ${table} as t where t.external_id = r.before -> 'row' ->> 'external_id' and t.id <> r.id)`;
  return [taken, ...lacking].join(' or ');
}

/** Those that are written: generated ones follow. */
async function columnsOf(client: pg.ClientBase, table: string): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>(
    `select attname as name from pg_attribute where attrelid = $1::regclass and attnum > 0 and not attisdropped and attgenerated = ''
     order by attnum`,
    [table],
  );
  return rows.map(({ name }) => name);
}
