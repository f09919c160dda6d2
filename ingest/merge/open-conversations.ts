import { keepImages } from './journal.ts';
import type { MergeContext } from './merge-context.ts';
import type { StagedTable } from './staging.ts';

/**
 * Conversations are opened by their first message, and belong to one contact. Of several contacts that write in one, as in a group, the
 * first has it; the messages of each other contact get a conversation of their own, named by both.
 */
export async function openConversations(context: MergeContext, staged: StagedTable): Promise<void> {
  const { client, batch, notes } = context;
  const has = (field: string) => staged.columns.some((each) => each.field === field);
  if (!has('conversation')) return;
  await client.query('drop table if exists pg_temp.claimed');
  await client.query(
    `create temporary table claimed on commit drop as
     select c.name, c.contact, c.opened_at, c.place, c.synthetic,
       coalesce(owner.external_id, first_value(c.contact) over (partition by c.name order by c.place)) as owner
     from (
       select conversation as name, contact, min(sent_at) as opened_at, min(place) as place,
         ${has('synthetic') ? 'bool_and(coalesce(synthetic, false))' : 'false'} as synthetic
       from ${staged.name} where conversation is not null group by 1, 2
     ) as c
     left join conversations as v on v.external_id = c.name left join contacts as owner on owner.id = v.contact_id`,
  );
  const { rows } = await client.query<{ groups: number }>(
    'select count(distinct name) as groups from claimed where owner <> contact',
  );
  const groups = rows[0]?.groups ?? 0;
  if (groups > 0) {
    notes?.push(
      `${groups === 1 ? 'A conversation has' : `${groups} conversations have`} messages of several contacts: each further contact got a conversation of its own.`,
    );
    await client.query(
      `update ${staged.name} as m set conversation = c.name || ':' || c.contact from claimed as c
       where c.name = m.conversation and c.contact = m.contact and c.owner <> c.contact`,
    );
    await client.query(`update claimed set name = name || ':' || contact where owner <> contact`);
  }
  const earlier = `select v.id from conversations as v join claimed as c on c.name = v.external_id where c.opened_at < v.opened_at`;
  await keepImages(client, batch, 'conversations', earlier);
  await client.query(
    `update conversations as v set opened_at = c.opened_at from claimed as c where c.name = v.external_id and c.opened_at < v.opened_at`,
  );
  const opened = await client.query(
    `insert into conversations (external_id, contact_id, opened_at, synthetic, batch_id)
     select c.name, k.id, c.opened_at, c.synthetic, ${batch} from claimed as c join contacts as k on k.external_id = c.contact
     where not exists (select from conversations as v where v.external_id = c.name) order by c.place`,
  );
  const count = opened.rowCount ?? 0;
  if (count > 0) {
    notes?.push(
      `${count === 1 ? '1 conversation was opened by its' : `${count} conversations were opened by their`} messages.`,
    );
  }
}
