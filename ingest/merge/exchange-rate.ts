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
 * are there, and the batch that settles it keeps in its journal what it was.
 *
 * @param staged a table of staged rows with amounts, and whether it has the columns currency and synthetic.
 */
export async function settleCurrency(
  client: pg.ClientBase,
  batch: number,
  setting: string | undefined,
  staged: { readonly name: string; readonly fields: ReadonlySet<string> } | undefined,
): Promise<string> {
  const { rows } = await client.query<{ currency: string | null }>('select currency from business');
  const stored = rows[0]?.currency ?? undefined;
  if (setting !== undefined && setting === stored) return setting;
  const settled = setting === undefined && stored !== undefined;
  const real = settled || staged === undefined ? undefined : await mostUsed(client, staged);
  const own = setting ?? stored ?? real?.currency ?? 'USD';
  if (own !== stored && (setting !== undefined || (real?.count ?? 0) > 0)) {
    await client.query(
      `insert into import_changes (batch_id, table_name, row_id, before) values ($1, 'business', 1, $2)`,
      [batch, JSON.stringify({ currency: stored ?? null, settled: own })],
    );
    await client.query('update business set currency = $1', [own]);
    await revaluePurchases(client, own);
  }
  return own;
}

/**
 * Takes back what `settleCurrency` did in a batch, once its rows are gone: the currency that a standing import settled last holds again.
 * Where none did it is unknown again, unless amounts are left that are counted in it.
 */
export async function unsettleCurrency(client: pg.ClientBase, batch: number): Promise<void> {
  const { rows: settled } = await client.query<{
    batch: number;
    before: string | null;
    settled: string;
    stands: boolean;
  }>(
    `select b.id as batch, c.before ->> 'currency' as before, c.before ->> 'settled' as settled, b.undone_at is null and b.id <> $1 as stands
     from import_changes as c join import_batches as b on b.id = c.batch_id where c.table_name = 'business' order by b.id`,
    [batch],
  );
  if (settled.every(({ stands }) => stands)) return;
  const own = settled.findLast(({ stands }) => stands)?.settled ?? settled[0]?.before ?? null;
  if (own === null) {
    await client.query(
      `update business set currency = null
       where not exists (select from purchases where not synthetic)
         and not exists (select from leads where not synthetic and order_value is not null and batch_id >= $1)`,
      [settled[0]?.batch],
    );
    return;
  }
  const { rowCount } = await client.query('update business set currency = $1 where currency is distinct from $1', [
    own,
  ]);
  if (rowCount !== 0) await revaluePurchases(client, own);
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
