import type pg from 'pg';
import { type EntityTable, entityColumns, entityTables } from './entity-tables.ts';
import { keepImages } from './journal.ts';
import type { MergeContext } from './merge-context.ts';

/** Rows that a file says are deleted wait here by external id. */
export async function createRemovals(client: pg.ClientBase, table: EntityTable): Promise<string> {
  const name = `removed_${table}`;
  await client.query(`drop table if exists pg_temp.${name}`);
  await client.query(`create temporary table ${name} (external_id text not null) on commit drop`);
  return name;
}

/**
 * Deletes the named rows with everything that belongs to them, as their messages and purchases, and keeps images of all of it, so that
 * the batch can be taken back.
 */
export async function removeRows(context: MergeContext, table: EntityTable, name: string): Promise<number> {
  const { client, batch } = context;
  const ids = `select t.id from ${table} as t join ${name} as r on r.external_id = t.external_id`;
  const found = await client.query(`${ids} limit 1`);
  if (found.rowCount === 0) return 0;
  for (const child of entityTables) {
    for (const { refersTo, column } of entityColumns[child]) {
      if (refersTo === table)
        await keepImages(client, batch, child, `select id from ${child} where ${column} in (${ids})`);
    }
  }
  await keepImages(client, batch, table, ids);
  const { rowCount } = await client.query(`delete from ${table} where id in (${ids})`);
  return rowCount ?? 0;
}
