import type { Database } from '../database/database.ts';

/** What a retrain was ordered to do, as its command was recorded before the workflow started. */
export type RetrainOrder = Readonly<Record<'models' | 'trigger' | 'options' | 'requestedAt', unknown>>;

/** null: nobody ordered it, or the order was refused. */
export async function readOrder(database: Database, retrainId: string): Promise<RetrainOrder | null> {
  const rows = await database.query<{ order: RetrainOrder }>(
    `select arguments as "order" from commands where id = $1 and kind = 'retrain.start' and state <> 'refused'`,
    [`start/${retrainId}`],
  );
  return rows[0]?.order ?? null;
}
