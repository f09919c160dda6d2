import type pg from 'pg';
import { findOutdated, type RowChange } from '../../store/crm/row-changes.ts';
import type { ReadRow } from '../intake/row-context.ts';
import { withoutTriggers } from '../merge/merge-context.ts';
import { stateHistoryOf } from '../merge/merge-states.ts';
import { mainRows, rowKey } from './plan-waves.ts';
import type { ReadRecord } from './read-record.ts';

/** What is kept of a record's rows, so that an older word on them is known as such; of one without a date nothing. */
export function changesOf({ given: { changedAt }, rows }: ReadRecord): RowChange[] {
  if (changedAt === undefined) return [];
  return mainRows(rows).flatMap((row) => {
    const key = rowKey(row);
    if (key === undefined) return [];
    const deleted = row.values.deleted === 'true';
    return [{ table: row.table, id: key.slice(row.table.length + 1), changedAt, deleted }];
  });
}

/**
 * Rows that say what was so before what is stored. They change no row any more; a state with a history has held since then, and is
 * brought into it.
 */
export async function withoutOutdated(client: pg.ClientBase, records: readonly ReadRecord[]): Promise<ReadRecord[]> {
  const dated = records.flatMap((record) => changesOf(record));
  const outdated = await findOutdated(client, dated);
  const old = new Set(
    dated.flatMap(({ table, id, changedAt }, at) => (outdated[at] ? [`${table}:${id} ${changedAt}`] : [])),
  );
  if (old.size === 0) return [...records];
  return records.map((record) => {
    const { changedAt } = record.given;
    const rows = record.rows.flatMap((row) =>
      changedAt !== undefined && old.has(`${rowKey(row)} ${changedAt}`) ? pastStates(row, changedAt) : [row],
    );
    return { ...record, rows };
  });
}

function pastStates({ table, values }: ReadRow, at: string): ReadRow[] {
  if (values.deleted === 'true') return [];
  const { external_id: id = '', phone, email, stage, state, opted_in: optedIn } = values;
  const history = { clears: [], attributes: undefined, attributesAt: null, goesOn: false } as const;
  if (table === 'leads' && stage !== undefined) {
    const since = values.stage_changed_at ?? (stage === 'won' ? values.converted_at : undefined) ?? at;
    return [{ ...history, table: 'lead_stages', values: { lead: id, stage, at: since } }];
  }
  if (table === 'support_tickets' && state !== undefined) {
    const since = values.state_changed_at ?? values.closed_at ?? at;
    return [{ ...history, table: 'ticket_states', values: { ticket: id, state, at: since } }];
  }
  if (table === 'contacts' && optedIn !== undefined) {
    const keys: Record<string, string> =
      id !== '' ? { contact: id } : phone !== undefined ? { contact_phone: phone } : { contact_email: email ?? '' };
    const since = values.opted_in_changed_at ?? at;
    return [{ ...history, table: 'opt_ins', values: { ...keys, opted_in: optedIn, at: since } }];
  }
  return [];
}

export type History = 'lead_stages' | 'ticket_states';

/** Remembers how rows stand into whose history a state is brought that came late. */
export async function rememberStates(client: pg.ClientBase, history: History, ids: readonly string[]): Promise<void> {
  const { table, state, changedAt } = stateHistoryOf(history);
  await client.query(`drop table if exists pg_temp.stood_${table}`);
  await client.query(
    `create temporary table stood_${table} (id bigint primary key, state text not null, since timestamptz, known_at timestamptz) on commit drop`,
  );
  await client.query(
    `insert into stood_${table}
     select t.id, t.${state}, t.${changedAt}, c.changed_at
     from ${table} as t left join row_changes as c on c.table_name = '${table}' and c.external_id = t.external_id
     where t.external_id = any($1)`,
    [ids],
  );
}

/**
 * What came last stands, whatever came late: it is in the history since it was said. A state that a later version repeats has held since
 * the earlier one.
 */
export async function keepLatestStates(client: pg.ClientBase, history: History): Promise<void> {
  const { table, versions, key, state, createdAt, changedAt } = stateHistoryOf(history);
  await client.query(
    `insert into ${versions} (${key}, valid_from, ${state})
     select s.id, greatest(t.${createdAt}, s.known_at), s.state from stood_${table} as s join ${table} as t on t.id = s.id
     where s.known_at is not null and s.state is distinct from (
       select v.${state} from ${versions} as v where v.${key} = s.id and v.valid_from <= s.known_at order by v.valid_from desc limit 1)
     on conflict (${key}, valid_from) do update set ${state} = excluded.${state}`,
  );
  await withoutTriggers(client, () =>
    client.query(
      `update ${table} as t set ${state} = s.state, ${changedAt} = s.since from stood_${table} as s
       where s.id = t.id and (t.${state} <> s.state or t.${changedAt} is distinct from s.since)`,
    ),
  );
  await client.query(
    `delete from ${versions} as v using (
       select o.${key}, o.valid_from, o.${state} = lag(o.${state}) over (partition by o.${key} order by o.valid_from) as repeated
       from ${versions} as o join stood_${table} as s on s.id = o.${key}
     ) as compared
     where compared.${key} = v.${key} and compared.valid_from = v.valid_from and compared.repeated`,
  );
}
