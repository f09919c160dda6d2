import type pg from 'pg';
import { findOutdated, type RowChange } from '../../store/crm/row-changes.ts';
import type { ReadRow } from '../intake/row-context.ts';
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

/** A state that came late may be the one that a later version repeats: then it has held since the earlier one. */
export async function dropRepeatedStates(
  client: pg.ClientBase,
  history: 'lead_stages' | 'ticket_states',
  ids: readonly string[],
): Promise<void> {
  if (ids.length === 0) return;
  const { table, versions, key, state } = stateHistoryOf(history);
  await client.query(
    `delete from ${versions} as v using (
       select o.${key}, o.valid_from, o.${state} = lag(o.${state}) over (partition by o.${key} order by o.valid_from) as repeated
       from ${versions} as o join ${table} as t on t.id = o.${key} where t.external_id = any($1)
     ) as compared
     where compared.${key} = v.${key} and compared.valid_from = v.valid_from and compared.repeated`,
    [ids],
  );
}
