import type { Database } from '../database/database.ts';

/**
 * Batches of rows come every few minutes, and keep images of what they changed. Of those from before then only which rows they changed is
 * kept, so that an earlier import that is taken back leaves these alone.
 *
 * @returns how many images went.
 */
export async function forgetImages(database: Database, before: Date): Promise<number> {
  const rows = await database.query(
    `update import_changes as c set before = '{}' from import_batches as b
     where b.id = c.batch_id and b.kind = 'rows' and b.imported_at < $1 and c.before <> '{}'
       and c.table_name not in ('business', 'exchange_rates')
     returning c.row_id`,
    [before],
  );
  return rows.length;
}
