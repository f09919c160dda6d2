import type pg from 'pg';
import type { HookRow } from './hook-row.ts';

/**
 * Without the rows that only say that a person was there at a moment, where it is known that they were there before: of most deliveries one,
 * and each would cost an upsert of its own.
 *
 * @param prefix of the source's ids: `whatsapp:`.
 */
export async function dropKnown<Row extends HookRow>(
  client: pg.ClientBase,
  rows: readonly Row[],
  prefix: string,
): Promise<Row[]> {
  const asked = rows.filter(saysNothingElse);
  if (asked.length === 0) return [...rows];
  const { rows: known } = await client.query<{ id: string }>(
    `select a.id from unnest($1::text[], $2::timestamptz[], $3::text[]) as a (id, at, phone)
     cross join lateral (
       select created_at, phone from contacts where external_id = a.id
       union all
       select c.created_at, c.phone from contact_identities as i join contacts as c on c.id = i.contact_id
       where i.kind = 'id' and i.source = perennial_source_of(a.id) and i.value = a.id
     ) as c
     where c.created_at <= a.at and (a.phone is null or a.phone = c.phone)`,
    [
      asked.map(({ values }) => prefix + values.external_id),
      asked.map(({ values }) => values.created_at),
      asked.map(({ values }) => values.phone ?? null),
    ],
  );
  const dropped = new Set(known.map(({ id }) => id));
  return rows.filter((row) => !saysNothingElse(row) || !dropped.has(prefix + row.values.external_id));
}

const beside = new Set(['external_id', 'created_at', 'phone']);

function saysNothingElse({ table, values, changedAt }: HookRow): boolean {
  if (table !== 'contacts' || changedAt !== undefined || values.external_id === undefined) return false;
  // what is no moment is refused by the upsert
  return !Number.isNaN(Date.parse(values.created_at ?? '')) && Object.keys(values).every((field) => beside.has(field));
}
