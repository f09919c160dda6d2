import type pg from 'pg';
import type { EntityTable } from './entity-tables.ts';
import { keepImages } from './journal.ts';
import { type MergeContext, type Outcome, withoutTriggers } from './merge-context.ts';
import type { StagedTable } from './staging.ts';

/** A state with a dated history: the stage of a lead, the state of a ticket. */
type StateHistory = {
  readonly table: EntityTable;
  readonly versions: string;
  /** Column of `versions` that names the row. */
  readonly key: string;
  readonly state: string;
  readonly createdAt: string;
  readonly changedAt: string;
  /** SQL of the moment since which row `t` says that its state holds, where it says so. */
  readonly statedAt: string;
};

const stages: StateHistory = {
  table: 'leads',
  versions: 'lead_versions',
  key: 'lead_id',
  state: 'stage',
  createdAt: 'created_at',
  changedAt: 'stage_changed_at',
  statedAt: `coalesce(t.stage_changed_at, case when t.stage = 'won' then t.converted_at end)`,
};
const states: StateHistory = {
  table: 'support_tickets',
  versions: 'support_ticket_versions',
  key: 'ticket_id',
  state: 'state',
  createdAt: 'opened_at',
  changedAt: 'state_changed_at',
  statedAt: `coalesce(t.state_changed_at, case when t.state in ('resolved', 'closed') then t.closed_at end)`,
};

export function stateHistoryOf(table: 'leads' | 'support_tickets' | 'lead_stages' | 'ticket_states'): StateHistory {
  return table === 'leads' || table === 'lead_stages' ? stages : states;
}

/**
 * Rows that now say since when their state holds: the version that an earlier import dated by itself goes, the stated one takes its place.
 *
 * @param changed temporary table with the ids of rows that were changed.
 */
export async function dateStates(
  client: pg.ClientBase,
  { table, versions, key, state, createdAt, statedAt }: StateHistory,
  changed: string,
): Promise<void> {
  await client.query(
    `with stated as (
       select t.id, t.${state} as state, greatest(t.${createdAt}, ${statedAt}) as at from ${table} as t
       where t.id in (select id from ${changed}) and ${statedAt} is not null
     ), gone as (
       delete from ${versions} as v using stated as s where v.${key} = s.id and not v.dated and v.valid_from > s.at
     )
     insert into ${versions} (${key}, valid_from, ${state})
     select s.id, s.at, s.state from stated as s
     where s.state is distinct from (
       select v.${state} from ${versions} as v where v.${key} = s.id and v.valid_from <= s.at order by v.valid_from desc limit 1)
     on conflict (${key}, valid_from) do update set ${state} = excluded.${state}, dated = true`,
  );
}

/**
 * Brings a dated history in. It takes the place of versions of the same states that nobody dated, or that the row's own date made. The
 * row's state becomes that of its latest version. Rows whose history is all there already aren't touched.
 */
export async function mergeStates(context: MergeContext, staged: StagedTable): Promise<Outcome> {
  const { client, batch } = context;
  const { table, versions, key, state, createdAt, changedAt, statedAt } = stateHistoryOf(
    staged.table as 'lead_stages' | 'ticket_states',
  );
  const reference = table === 'leads' ? 'lead' : 'ticket';
  await client.query('drop table if exists pg_temp.given_states');
  const given = await client.query(
    `create temporary table given_states on commit drop as
     select distinct on (t.id, greatest(t.${createdAt}, s.at)) t.id, greatest(t.${createdAt}, s.at) as at, s.${state} as state,
       v.${state} as stored, coalesce(v.dated, false) as dated
     from ${staged.name} as s join ${table} as t on t.external_id = s.${reference}
     left join ${versions} as v on v.${key} = t.id and v.valid_from = greatest(t.${createdAt}, s.at)
     order by t.id, greatest(t.${createdAt}, s.at), s.at desc, s.place desc`,
  );
  await client.query('analyze given_states');
  const affected = `select id from given_states where state is distinct from stored or not dated`;
  const { rows } = await client.query<{ inserted: number; updated: number }>(
    `select count(*) filter (where stored is null) as inserted,
       count(*) filter (where stored is not null and (stored <> state or not dated)) as updated
     from given_states`,
  );
  const { inserted = 0, updated = 0 } = rows[0] ?? {};
  const total = given.rowCount ?? 0;
  if (inserted + updated > 0) await withoutTriggers(client, apply);
  return { inserted, updated, unchanged: total - inserted - updated, merged: staged.rows - total, removed: 0 };

  async function apply(): Promise<void> {
    await keepImages(client, batch, table, affected);
    await client.query(
      `delete from ${versions} as v using ${table} as t
       where t.id = v.${key} and v.${key} in (${affected})
         and (not v.dated or v.valid_from = greatest(t.${createdAt}, ${statedAt}))
         and exists (select from given_states as g where g.id = v.${key} and g.state = v.${state})
         and not exists (select from given_states as g where g.id = v.${key} and g.at = v.valid_from)`,
    );
    await client.query(
      `insert into ${versions} (${key}, valid_from, ${state})
       select id, at, state from given_states where state is distinct from stored or not dated
       on conflict (${key}, valid_from) do update set ${state} = excluded.${state}, dated = true`,
    );
    await client.query(
      `update ${table} as t set ${state} = latest.state, ${changedAt} = latest.valid_from
       from (
         select distinct on (v.${key}) v.${key} as id, v.${state} as state, v.valid_from from ${versions} as v
         where v.${key} in (${affected}) order by v.${key}, v.valid_from desc
       ) as latest
       where latest.id = t.id and t.${state} <> latest.state`,
    );
  }
}
