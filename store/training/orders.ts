import type { RunTrigger } from '../../domain/runs.ts';
import type { Database } from '../database/database.ts';
import { storable } from '../database/storable.ts';

/** What a retrain was ordered to do, recorded before its workflow starts. It expires with the retrain's steps. */
export type RetrainOrder = {
  readonly models: readonly string[];
  readonly trigger: RunTrigger;
  readonly options: unknown;
  /** ISO 8601. */
  readonly requestedAt: string;
};

const keyOf = (retrainId: string) => `${retrainId}/order`;

export async function recordOrder(database: Database, retrainId: string, order: RetrainOrder): Promise<void> {
  await database.query('insert into steps (key, result) values ($1, $2::jsonb) on conflict (key) do nothing', [
    keyOf(retrainId),
    JSON.stringify(storable(order, 'order of the retrain')),
  ]);
}

export async function readOrder(database: Database, retrainId: string): Promise<RetrainOrder | null> {
  const rows = await database.query<{ result: RetrainOrder }>('select result from steps where key = $1', [
    keyOf(retrainId),
  ]);
  return rows[0]?.result ?? null;
}

/** Of a retrain that was not started because another one runs. */
export async function withdrawOrder(database: Database, retrainId: string): Promise<void> {
  await database.query('delete from steps where key = $1', [keyOf(retrainId)]);
}
