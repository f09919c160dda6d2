import { type EntityTable, entityColumns, singular } from './entity-tables.ts';
import type { MergeContext } from './merge-context.ts';
import type { StagedTable } from './staging.ts';

/**
 * Says how many staged rows name a row of another table that isn't there. Those whose table can be without it are stored so; rows that
 * need it were rejected before.
 */
export async function sayMissing({ client, notes }: MergeContext, staged: StagedTable): Promise<void> {
  if (notes === null) return;
  for (const { field, refersTo } of entityColumns[staged.table as EntityTable]) {
    const one = refersTo === undefined ? undefined : singular[refersTo];
    if (one === undefined || !staged.columns.some((column) => column.field === field)) continue;
    const { rows } = await client.query<{ count: number }>(
      `select count(*) as count from ${staged.name} as s
       where s.${field} is not null and not exists (select from ${refersTo} as r where r.external_id = s.${field})`,
    );
    const count = rows[0]?.count ?? 0;
    if (count === 0) continue;
    notes.push(
      `${count === 1 ? '1 row names' : `${count} rows name`} a ${one} that is not there: stored without it; import the ${refersTo} and this file again.`,
    );
  }
}
