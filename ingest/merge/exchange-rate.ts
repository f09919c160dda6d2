import type pg from 'pg';

/**
 * SQL of what one unit of a currency is worth in the business's own on the day of a moment; null: no rate is known for that day.
 * `currency` and `moment` are expressions.
 */
export function rateSql(own: string, currency: string, moment: string): string {
  return `case when ${currency} = '${own}' then 1::double precision else (
    select rate.rate from exchange_rates as rate
    where rate.currency = ${currency} and rate.valid_from <= (${moment} at time zone 'UTC')::date
    order by rate.valid_from desc limit 1) end`;
}

/** Values all real purchases anew whose rate is another by now: after rates or the business's own currency changed. */
export async function revaluePurchases(client: pg.ClientBase, own: string): Promise<number> {
  const rate = rateSql(own, 't.currency', 't.purchased_at');
  const { rowCount } = await client.query(
    `update purchases as t set rate = ${rate} where not t.synthetic and t.rate is distinct from ${rate}`,
  );
  return rowCount ?? 0;
}

/**
 * The business's own currency: as set, else as stored, else that of most amounts that the file brings. It is stored once real amounts
 * are there.
 *
 * @param staged a table of staged rows with amounts, and whether it has the columns currency and synthetic.
 */
export async function settleCurrency(
  client: pg.ClientBase,
  setting: string | undefined,
  staged: { readonly name: string; readonly fields: ReadonlySet<string> } | undefined,
): Promise<string> {
  const { rows } = await client.query<{ currency: string | null }>('select currency from business');
  const stored = rows[0]?.currency ?? undefined;
  if (setting !== undefined && setting === stored) return setting;
  const real = staged === undefined ? undefined : await mostUsed(client, staged);
  const own = setting ?? stored ?? real?.currency ?? 'USD';
  if (own !== stored && (setting !== undefined || (real?.count ?? 0) > 0)) {
    await client.query('update business set currency = $1', [own]);
    await revaluePurchases(client, own);
  }
  return own;
}

async function mostUsed(
  client: pg.ClientBase,
  { name, fields }: { readonly name: string; readonly fields: ReadonlySet<string> },
): Promise<{ currency: string; count: number } | undefined> {
  const currency = fields.has('currency') ? `coalesce(currency, 'USD')` : `'USD'`;
  const { rows } = await client.query<{ currency: string; count: number }>(
    `select ${currency} as currency, count(*) ${fields.has('synthetic') ? 'filter (where synthetic is not true)' : ''} as count
     from ${name} group by 1 order by 2 desc, 1 limit 1`,
  );
  return rows[0];
}
