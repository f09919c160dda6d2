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

/** A stretch of ids, after the one and up to the other. */
type Stretch = { readonly after: number; readonly last: number };

/**
 * Looks at the next `limit` messages with higher ids than `after` and measures those that need it, in one transaction. Rows that somebody
 * else is changing are passed by, not waited for: an import may hold thousands for minutes, and asks for another pass at its end.
 *
 * The stretch of ids is found first, by the primary key alone, and bounds both statements: after a large import, of which the server has no
 * statistics yet, it would otherwise choose to sort all that is left for every batch.
 */
export async function measureNext(
  database: Database,
  step: { readonly after: number; readonly limit: number; readonly version: string },
  measure: (text: UnmeasuredText) => number | null,
  options: QueryOptions,
): Promise<{ readonly last: number; readonly read: number; readonly measured: number; readonly ended: boolean }> {
  return await inTransaction(
    database,
    async (client) => {
      const { rows: found } = await client.query<{ count: number; last: number | null }>(
        'select count(*) as count, max(id) as last from (select id from messages where id > $1 order by id limit $2) as stretch',
        [step.after, step.limit],
      );
      const stretch: Stretch = { after: step.after, last: found[0].last ?? step.after };
      const { rows } = await client.query<UnmeasuredText>(
        `select m.id, m.text, (select c.language from contacts as c where c.id = m.contact_id) as language from messages as m
         where m.id > $2 and m.id <= $3 and ${unmeasured} order by m.id for no key update skip locked`,
        [step.version, stretch.after, stretch.last],
      );
      const sentiments = rows.map(measure);
      if (rows.length > 0) await store(client, step.version, stretch, rows, sentiments);
      const measured = sentiments.filter((sentiment) => sentiment !== null).length;
      return { last: stretch.last, read: rows.length, measured, ended: found[0].count < step.limit };
    },
    options,
  );
}

async function store(
  client: pg.PoolClient,
  version: string,
  { after, last }: Stretch,
  rows: readonly UnmeasuredText[],
  sentiments: readonly (number | null)[],
): Promise<void> {
  await client.query(
    `update messages as m set measured_sentiment = given.sentiment, measured_by = $1
     from unnest($4::bigint[], $5::double precision[]) as given (id, sentiment)
     where m.id = given.id and m.id > $2 and m.id <= $3`,
    [version, after, last, arrayLiteral(rows.map(({ id }) => id)), arrayLiteral(sentiments)],
  );
}
