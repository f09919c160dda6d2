import type { Database } from '../../store/database/database.ts';

/**
 * The external ids of contacts that are known by other ids, because they were merged or because several systems name them: by the ids
 * asked for. Ids that nobody is known by are left out.
 */
export async function followContacts(database: Database, ids: readonly string[]): Promise<ReadonlyMap<string, string>> {
  if (ids.length === 0) return new Map();
  const rows = await database.query<{ asked: string; id: string }>(followed, [ids]);
  return new Map(rows.map(({ asked, id }) => [asked, id]));
}

const followed = `select asked.id as asked, c.external_id as id
from unnest($1::text[]) as asked (id)
join contact_identities as i on i.kind = 'id' and i.source = perennial_source_of(asked.id) and i.value = asked.id
join contacts as c on c.id = i.contact_id`;
