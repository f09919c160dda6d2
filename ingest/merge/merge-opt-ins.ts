import type pg from 'pg';
import { keepImages } from './journal.ts';
import { type MergeContext, type Outcome, withoutTriggers } from './merge-context.ts';
import type { StagedTable } from './staging.ts';

const profile = 'name, phone, email, country, language, source, timezone';

/** Dated opt-ins and opt-outs. Those that hold already change nothing. */
export async function mergeOptIns(context: MergeContext, staged: StagedTable): Promise<Outcome> {
  await stateOptIns(
    context.client,
    `select c.id, greatest(c.created_at, s.at) as at, s.opted_in, s.at as exactly, s.place
     from ${staged.name} as s join contacts as c on c.external_id = s.contact`,
  );
  const { rows } = await context.client.query<{ total: number; news: number }>(
    `select count(*) as total, count(*) filter (where not stored and id in (${affected})) as news from given_opt_ins`,
  );
  const { total = 0, news = 0 } = rows[0] ?? {};
  if (news > 0) await withoutTriggers(context.client, () => applyOptIns(context));
  return { inserted: news, updated: 0, unchanged: total - news, merged: staged.rows - total, removed: 0 };
}

/** Contacts that were changed and now say since when they have, or haven't, opted in. */
export async function dateOptIns(context: MergeContext, changed: string): Promise<void> {
  const { client } = context;
  await stateOptIns(
    client,
    `select id, greatest(created_at, opted_in_changed_at) as at, opted_in, opted_in_changed_at as exactly, 1 as place
     from contacts where opted_in_changed_at is not null and id in (select id from ${changed})`,
  );
  const { rowCount } = await client.query('select 1 from given_opt_ins where not holds limit 1');
  if (rowCount !== 0) await withoutTriggers(client, () => applyOptIns(context));
}

async function stateOptIns(client: pg.ClientBase, statements: string): Promise<void> {
  await client.query('drop table if exists pg_temp.given_opt_ins');
  await client.query(
    `create temporary table given_opt_ins on commit drop as
     select g.id, g.at, g.opted_in, g.opted_in is not distinct from (
       select v.opted_in from contact_versions as v where v.contact_id = g.id and v.valid_from <= g.at order by v.valid_from desc limit 1
     ) as holds,
       exists (select from contact_versions as v where v.contact_id = g.id and v.valid_from = g.at and v.opted_in = g.opted_in) as stored
     from (select distinct on (id, at) id, at, opted_in from (${statements}) as s order by id, at, exactly desc, place desc) as g`,
  );
  await client.query('analyze given_opt_ins');
}

const affected = 'select id from given_opt_ins where not holds';

/**
 * What is stated, and what the versions showed as changes before, decide which versions are opted in. A change to the same state that
 * an import had dated by itself gives way to the latest statement.
 */
async function applyOptIns({ client, batch }: MergeContext): Promise<void> {
  await keepImages(client, batch, 'contacts', affected);
  await client.query('drop table if exists pg_temp.known_opt_ins');
  await client.query(
    `create temporary table known_opt_ins on commit drop as
     select id, at, opted_in from given_opt_ins where id in (${affected})
     union all
     select v.contact_id, v.valid_from, v.opted_in
     from (
       select *, lag(opted_in) over (partition by contact_id order by valid_from) as earlier from contact_versions
       where contact_id in (${affected})
     ) as v
     where v.opted_in is distinct from v.earlier
       and not exists (select from given_opt_ins as g where g.id = v.contact_id and g.at = v.valid_from)
       and (v.dated or v.opted_in is distinct from (
         select g.opted_in from given_opt_ins as g where g.id = v.contact_id and g.at < v.valid_from order by g.at desc limit 1))`,
  );
  await client.query('create index on known_opt_ins (id, at)');
  await client.query(
    `insert into contact_versions (contact_id, valid_from, ${profile}, opted_in)
     select g.id, g.at, ${profile}, g.opted_in from given_opt_ins as g
     cross join lateral (
       select ${profile} from contact_versions as v where v.contact_id = g.id
       order by v.valid_from <= g.at desc, case when v.valid_from <= g.at then g.at - v.valid_from else v.valid_from - g.at end limit 1
     ) as v
     where g.id in (${affected})
     on conflict (contact_id, valid_from) do nothing`,
  );
  await client.query(
    `update contact_versions as v set opted_in = known.opted_in, dated = v.dated or known.at = v.valid_from
     from contact_versions as o cross join lateral (
       select k.at, k.opted_in from known_opt_ins as k where k.id = o.contact_id and k.at <= o.valid_from order by k.at desc limit 1
     ) as known
     where o.contact_id = v.contact_id and o.valid_from = v.valid_from and v.contact_id in (${affected})
       and (v.opted_in <> known.opted_in or (not v.dated and exists (
         select from given_opt_ins as g where g.id = v.contact_id and g.at = v.valid_from)))`,
  );
  await dropRepeated(client, affected);
  await client.query(
    `update contacts as c set opted_in = latest.opted_in
     from (
       select distinct on (contact_id) contact_id, opted_in from contact_versions where contact_id in (${affected})
       order by contact_id, valid_from desc
     ) as latest
     where latest.contact_id = c.id and latest.opted_in <> c.opted_in`,
  );
}

/** Versions that an import dated by itself and that say what the one before them says. */
export async function dropRepeated(client: pg.ClientBase, contacts: string): Promise<void> {
  await client.query(
    `delete from contact_versions as v
     using (
       select contact_id, valid_from, row(${profile}, opted_in) is not distinct from lag(row(${profile}, opted_in)) over (
         partition by contact_id order by valid_from) as repeated
       from contact_versions where contact_id in (${contacts})
     ) as compared
     where compared.contact_id = v.contact_id and compared.valid_from = v.valid_from and compared.repeated and not v.dated`,
  );
}
