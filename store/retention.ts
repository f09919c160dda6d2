import type { ExpiringTable } from '../domain/retention.ts';
import type { Database, QueryOptions } from './database/database.ts';

/** Rows per statement: this takes a second or less, so no lock is held for long and a cancellation loses little. */
const batchRows = 5_000;

/** $1: rows from before are deleted. $2: maximum number of rows. Oldest first where an index has the order. */
const deletions: Readonly<Record<ExpiringTable, string>> = {
  // kept: the predictions of experiments that haven't ended, and each model's latest batch, which `predict --top` lists
  predictions: `
    delete from predictions where id in (
      select p.id from predictions as p
      where p.created_at < $1
        and not exists (select from experiments as e where e.id = p.experiment_id and e.state <> 'ended')
        and not exists (
          select from (select distinct on (model) id from prediction_batches order by model, scored_at desc, id desc) as latest
          where latest.id = p.batch
        )
      order by p.created_at
      limit $2
    )`,
  // steps of closed trainings and of past monitoring, which nobody repeats any more; a training's key is <retrain>/<model>/<step>
  steps: `
    delete from steps where key in (
      select s.key from steps as s
      left join retrains as r on r.id = split_part(s.key, '/', 1)
      where r.finished_at < $1 or (split_part(s.key, '/', 1) in ('live', 'watch') and s.created_at < $1)
      limit $2
    )`,
  exposures: `
    delete from exposures where (experiment_id, phase, unit) in (
      select x.experiment_id, x.phase, x.unit from exposures as x
      join experiments as e on e.id = x.experiment_id
      where e.ended_at < $1
      limit $2
    )`,
  // those that wait too: after a month nobody waits for them any more
  hook_deliveries: `
    delete from hook_deliveries where id in (
      select id from hook_deliveries where received_at < $1 order by received_at limit $2
    )`,
};

/**
 * Deletes rows from before `before` in batches. Each batch is committed separately, so a stopped call can be continued.
 * Returns the number of deleted rows.
 */
export async function deleteExpired(
  database: Database,
  table: ExpiringTable,
  before: Date,
  { signal, rows = batchRows, onBatch }: QueryOptions & { rows?: number; onBatch?: (deleted: number) => void } = {},
): Promise<number> {
  let total = 0;
  for (;;) {
    const { rowCount } = await database.withClient((client) => client.query(deletions[table], [before, rows]), {
      signal,
    });
    const deleted = rowCount ?? 0;
    total += deleted;
    onBatch?.(total);
    if (deleted < rows) return total;
  }
}
