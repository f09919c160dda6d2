import type pg from 'pg';
import { keepImages } from '../merge/journal.ts';

/** Remembers whose the conversations are that are about to be written. @param staged a table of staged conversations. */
export async function rememberOwners(client: pg.ClientBase, staged: string): Promise<void> {
  await client.query('drop table if exists pg_temp.owned_before');
  await client.query(
    `create temporary table owned_before on commit drop as
     select v.id, v.contact_id from conversations as v join ${staged} as s on s.external_id = v.external_id`,
  );
}

/** Where a system merged two contacts, conversations go from one to the other: what that contact wrote in them goes along. */
export async function followOwners(client: pg.ClientBase, batch: number): Promise<number> {
  const moved = `from owned_before as o join conversations as v on v.id = o.id and v.contact_id <> o.contact_id
    join messages as m on m.conversation_id = v.id and m.contact_id = o.contact_id`;
  const found = await client.query(`select 1 ${moved} limit 1`);
  if (found.rowCount === 0) return 0;
  await keepImages(client, batch, 'messages', `select m.id ${moved}`);
  const { rowCount } = await client.query(
    `update messages as t set contact_id = moved.contact_id from (select m.id, v.contact_id ${moved}) as moved where moved.id = t.id`,
  );
  return rowCount ?? 0;
}
