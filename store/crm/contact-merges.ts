import type { Database } from '../database/database.ts';

export type ListedMerge = {
  readonly id: number;
  /** External ids. */
  readonly survivor: string;
  readonly merged: string;
  readonly actor: string;
  readonly reason: string;
  readonly batchId: number | null;
  readonly mergedAt: Date;
  readonly undoneAt: Date | null;
  readonly undoneBy: string | null;
  readonly undoneReason: string | null;
};

/** Newest first. */
export async function listMerges(database: Database, limit: number): Promise<ListedMerge[]> {
  return await database.query<ListedMerge>(
    `select id, survivor, merged, actor, reason, batch_id as "batchId", merged_at as "mergedAt", undone_at as "undoneAt",
       undone_by as "undoneBy", undone_reason as "undoneReason"
     from contact_merges order by id desc limit $1`,
    [limit],
  );
}
