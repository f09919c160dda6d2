import type pg from 'pg';
import { copyInto } from '../../store/database/copy.ts';
import { type EntityTable, entityColumns, entityTables } from './entity-tables.ts';
import { keepImages } from './journal.ts';
import type { MergeContext } from './merge-context.ts';

/** Rows that a file says are deleted wait here by external id. */
async function createRemovals(client: pg.ClientBase, table: EntityTable): Promise<string> {
  const name = `removed_${table}`;
  await client.query(`drop table if exists pg_temp.${name}`);
  await client.query(`create temporary table ${name} (external_id text not null) on commit drop`);
  return name;
}

/**
 * Deletes the rows with these external ids and everything that belongs to them, as their messages and purchases, and keeps images of all
 * of it, so that the batch can be taken back.
 */
export async function removeRows(
  { client, batch }: Pick<MergeContext, 'client' | 'batch'>,
  table: EntityTable,
  externalIds: readonly string[],
): Promise<number> {
  if (externalIds.length === 0) return 0;
  const name = await createRemovals(client, table);
  await copyInto(
    client,
    `pg_temp.${name}`,
    ['external_id'],
    externalIds.map((id) => [id]),
  );
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
