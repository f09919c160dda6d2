import type pg from 'pg';
import { arrayLiteral } from '../database/array-literal.ts';
import type { Database, QueryOptions } from '../database/database.ts';
import { inTransaction } from '../database/transaction.ts';

/** Written by a contact, without a sentiment of the business's, and not yet looked at by lexicons of this version ($1). */
const unmeasured = `m.direction = 'inbound' and m.text is not null and m.sentiment is null and m.measured_by is distinct from $1`;

export type UnmeasuredText = { readonly id: number; readonly text: string; readonly language: string | null };

/** Messages of the business itself are never among them. */
export async function countUnmeasured(database: Database, version: string, options: QueryOptions): Promise<number> {
  const [{ count }] = await database.query<{ count: number }>(
    `select count(*) as count from messages as m where ${unmeasured}`,
    [version],
    options,
  );
  return count;
}

/**
 * Measures up to `limit` messages with higher ids than `after`, in one transaction. Rows that somebody else is changing are passed by, not
 * waited for: an import may hold thousands for minutes, and asks for another pass at its end.
 */
export async function measureNext(
  database: Database,
  step: { readonly after: number; readonly limit: number; readonly version: string },
  measure: (text: UnmeasuredText) => number | null,
  options: QueryOptions,
): Promise<{ readonly last: number; readonly read: number; readonly measured: number }> {
  return await inTransaction(
    database,
    async (client) => {
      const { rows } = await client.query<UnmeasuredText>(
        `select m.id, m.text, c.language from messages as m join contacts as c on c.id = m.contact_id
         where m.id > $2 and ${unmeasured} order by m.id limit $3 for no key update of m skip locked`,
        [step.version, step.after, step.limit],
      );
      const sentiments = rows.map(measure);
      await store(client, step.version, rows, sentiments);
      const measured = sentiments.filter((sentiment) => sentiment !== null).length;
      return { last: rows.at(-1)?.id ?? step.after, read: rows.length, measured };
    },
    options,
  );
}

async function store(
  client: pg.PoolClient,
  version: string,
  rows: readonly UnmeasuredText[],
  sentiments: readonly (number | null)[],
): Promise<void> {
  await client.query(
    `update messages as m set measured_sentiment = given.sentiment, measured_by = $1
     from unnest($2::bigint[], $3::double precision[]) as given (id, sentiment) where m.id = given.id`,
    [version, arrayLiteral(rows.map(({ id }) => id)), arrayLiteral(sentiments)],
  );
}
