import { keepImages } from './journal.ts';
import { type MergeContext, type Outcome, withoutTriggers } from './merge-context.ts';
import { dropRepeated } from './merge-opt-ins.ts';
import type { StagedTable } from './staging.ts';

const profile = ['name', 'phone', 'email', 'country', 'language', 'source', 'timezone', 'opted_in'] as const;

/**
 * Versions of whole profiles. Columns that the file has not are taken over from the version in force. What an import dated by itself
 * goes where a given version says the same; the contact becomes as its latest version is.
 */
export async function mergeContactChanges(context: MergeContext, staged: StagedTable): Promise<Outcome> {
  const { client, batch } = context;
  const has = (column: string) => staged.columns.some(({ field }) => field === column);
  const values = profile.map((column) => {
    if (!has(column)) return `before.${column}`;
    return column === 'opted_in' ? 'coalesce(s.opted_in, before.opted_in, true) as opted_in' : `s.${column}`;
  });
  const list = profile.join(', ');
  await client.query('drop table if exists pg_temp.given_changes');
  await client.query(
    `create temporary table given_changes on commit drop as
     select distinct on (c.id, greatest(c.created_at, s.at)) c.id, greatest(c.created_at, s.at) as at, ${values.join(', ')}
     from ${staged.name} as s join contacts as c on c.external_id = s.contact
     left join lateral (
       select ${list} from contact_versions as v where v.contact_id = c.id and v.valid_from <= greatest(c.created_at, s.at)
       order by v.valid_from desc limit 1
     ) as before on true
     order by c.id, greatest(c.created_at, s.at), s.at desc, s.place desc`,
  );
  await client.query('create index on given_changes (id, at)');
  await client.query(
    'alter table given_changes add stored boolean not null default false, add same boolean not null default false',
  );
  const row = (alias: string) => `row(${profile.map((column) => `${alias}.${column}`).join(', ')})`;
  await client.query(
    `update given_changes as g set stored = true, same = v.dated and ${row('v')} is not distinct from ${row('g')}
     from contact_versions as v where v.contact_id = g.id and v.valid_from = g.at`,
  );
  await client.query('analyze given_changes');
  const { rows } = await client.query<{ total: number; inserted: number; updated: number }>(
    `select count(*) as total, count(*) filter (where not stored) as inserted, count(*) filter (where stored and not same) as updated
     from given_changes`,
  );
  const { total = 0, inserted = 0, updated = 0 } = rows[0] ?? {};
  if (inserted + updated > 0) await withoutTriggers(client, apply);
  return { inserted, updated, unchanged: total - inserted - updated, merged: staged.rows - total, removed: 0 };

  async function apply(): Promise<void> {
    const affected = 'select id from given_changes where not same';
    await keepImages(client, batch, 'contacts', affected);
    await client.query(
      `insert into contact_versions (contact_id, valid_from, ${list})
       select id, at, ${list} from given_changes where not same
       on conflict (contact_id, valid_from) do update set ${profile.map((column) => `${column} = excluded.${column}`).join(', ')}, dated = true`,
    );
    // a version that the contact's own date of opting out made had the profile of today
    await client.query(
      `update contact_versions as v set ${profile.flatMap((column) => (column === 'opted_in' ? [] : `${column} = g.${column}`)).join(', ')},
         dated = false
       from contacts as c cross join lateral (
         select * from given_changes as g where g.id = c.id and g.at < c.opted_in_changed_at order by g.at desc limit 1
       ) as g
       where c.id in (${affected}) and v.contact_id = c.id and v.valid_from = c.opted_in_changed_at and v.opted_in = g.opted_in
         and not exists (select from given_changes as same where same.id = c.id and same.at = v.valid_from)`,
    );
    await dropRepeated(client, affected);
    await client.query(
      `update contacts as t set ${profile.map((column) => `${column} = latest.${column}`).join(', ')}
       from (
         select distinct on (contact_id) * from contact_versions where contact_id in (${affected}) order by contact_id, valid_from desc
       ) as latest
       where latest.contact_id = t.id and ${row('t')} is distinct from ${row('latest')}`,
    );
  }
}
