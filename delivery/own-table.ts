import type pg from 'pg';
import { DeliveryFailure } from './delivery-failure.ts';
import { type ScoreList, type ScoreRow, tierOf } from './score-row.ts';

const needed = ['model', 'subject', 'score', 'scored_at'] as const;

/** What a table may have besides; a column of another name is left alone. */
const valuesOf = (row: ScoreRow, scoredAt: Date): Readonly<Record<string, unknown>> => ({
  model: row.model,
  subject: row.subject,
  score: row.score,
  scored_at: scoredAt.toISOString(),
  contact: row.contact,
  tier: tierOf(row),
  previous: row.previous,
  best_at: row.bestAt?.toISOString() ?? null,
  opted_in: row.optedIn,
  version: row.version,
  prediction_id: row.prediction,
});
const known = [...needed, 'contact', 'tier', 'previous', 'best_at', 'opted_in', 'version', 'prediction_id'];
/** Emptied for those who are no longer on the list; the row stays, for it may hold more than ours. */
const ours = ['score', 'tier', 'previous', 'best_at', 'prediction_id'];

/** The columns of ours that the table has. @throws DeliveryFailure */
export async function checkTable(client: pg.ClientBase, table: string): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>(
    `select attname as name from pg_attribute where attrelid = to_regclass($1) and attnum > 0 and not attisdropped`,
    [quoted(table)],
  );
  const has = rows.map(({ name }) => name);
  if (has.length === 0) throw new DeliveryFailure(`There is no table ${table}, or the role may not see it.`);
  const missing = needed.filter((name) => !has.includes(name));
  if (missing.length > 0) throw new DeliveryFailure(`The table ${table} has no column ${missing.join(', ')}.`);
  const { rows: rights } = await client.query<{ may: boolean }>(
    `select has_table_privilege($1, 'insert') and has_table_privilege($1, 'update') and has_table_privilege($1, 'select') as may`,
    [quoted(table)],
  );
  if (rights[0]?.may !== true)
    throw new DeliveryFailure(`The role may not select, insert and update in ${table}: grant it these three.`);
  return known.filter((name) => has.includes(name));
}

/**
 * Upserts by `(model, subject)`, page by page, so that nobody waits long for a row. Afterwards those who are no longer on the model's list
 * have no score in the table.
 */
export async function writeToTable(
  client: pg.ClientBase,
  table: string,
  { model, scoredAt, pages }: ScoreList,
  signal?: AbortSignal,
): Promise<void> {
  const columns = await checkTable(client, table);
  const name = quoted(table);
  const changed = columns.filter((column) => column !== 'model' && column !== 'subject');
  for await (const page of pages) {
    signal?.throwIfAborted();
    // the table's own types: its columns may be text, uuid or numeric
    await client.query(
      `insert into ${name} (${columns.join(', ')})
       select ${columns.join(', ')} from jsonb_populate_recordset(null::${name}, $1::jsonb)
       on conflict (model, subject) do update set ${changed.map((column) => `${column} = excluded.${column}`).join(', ')}`,
      [JSON.stringify(page.map((row) => valuesOf(row, scoredAt)))],
    );
  }
  const emptied = columns.filter((column) => ours.includes(column));
  await client.query(
    `update ${name} set ${emptied.map((column) => `${column} = null`).join(', ')} where model = $1 and scored_at < $2 and score is not null`,
    [model, scoredAt],
  );
}

/** `crm.scores` as "crm"."scores"; domain/destinations/destination.ts allows plain names only. */
function quoted(table: string): string {
  return table
    .split('.')
    .map((part) => `"${part}"`)
    .join('.');
}
