import { revaluePurchases } from './exchange-rate.ts';
import type { MergeContext, Outcome } from './merge-context.ts';
import type { StagedTable } from './staging.ts';

/** One number for each currency and day, for the journal. */
const rowId = `((ascii(substr(t.currency, 1, 1)) * 128 + ascii(substr(t.currency, 2, 1))) * 128 + ascii(substr(t.currency, 3, 1)))::bigint * 1000000
  + (t.valid_from - date '1900-01-01')`;

/** Rates of other currencies; purchases are valued by them, also those that are there already. */
export async function mergeRates(context: MergeContext, staged: StagedTable): Promise<Outcome> {
  const { client, batch } = context;
  await client.query('drop table if exists pg_temp.given_rates');
  const given = await client.query(
    `create temporary table given_rates on commit drop as
     select t.currency, t.valid_from, t.rate, r.rate as stored, ${rowId} as id
     from (select distinct on (currency, valid_from) * from ${staged.name} order by currency, valid_from, place desc) as t
     left join exchange_rates as r using (currency, valid_from)`,
  );
  const { rows } = await client.query<{ inserted: number; updated: number }>(
    `select count(*) filter (where stored is null) as inserted, count(*) filter (where stored <> rate) as updated from given_rates`,
  );
  const { inserted = 0, updated = 0 } = rows[0] ?? {};
  const total = given.rowCount ?? 0;
  if (inserted + updated > 0) {
    await client.query(
      `insert into import_changes (batch_id, table_name, row_id, before)
       select ${batch}, 'exchange_rates', id, jsonb_build_object('currency', currency, 'valid_from', valid_from, 'rate', stored)
       from given_rates where stored is distinct from rate`,
    );
    await client.query(
      `insert into exchange_rates (currency, valid_from, rate) select currency, valid_from, rate from given_rates
       where stored is distinct from rate
       on conflict (currency, valid_from) do update set rate = excluded.rate`,
    );
    const revalued = await revaluePurchases(client, context.currency);
    if (revalued > 0) context.notes?.push(`${revalued} purchases were valued anew by the exchange rates.`);
  }
  return { inserted, updated, unchanged: total - inserted - updated, merged: staged.rows - total, removed: 0 };
}
