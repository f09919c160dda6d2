import type { LabelSource } from '../../domain/lead-labels.ts';
import type { ModelName } from '../../domain/models.ts';
import type { Database } from '../database/database.ts';
import { isUsualRun } from './usual-runs.ts';

/** The mean over the `weeks` before `until`. */
export async function countLeadsAWeek(database: Database, until: Date, weeks: number): Promise<number> {
  const [{ count }] = await database.query<{ count: number }>(
    `select count(*) as count from leads where created_at > $1::timestamptz - $2 * interval '168 hours' and created_at <= $1`,
    [until, weeks],
  );
  return count / weeks;
}

export type LastTraining = {
  readonly startedAt: Date;
  readonly labelSource: LabelSource | null;
  readonly snapshotHash: string;
  /** Its label windows closed after this time; null: unknown, or the model learns a single moment. */
  readonly from: Date | null;
};

/** The last usual run: a run by hand as of a past moment, of another window or on shuffled labels says nothing about what is new. */
export async function lastTraining(database: Database, model: ModelName): Promise<LastTraining | null> {
  const [row] = await database.query<LastTraining>(
    `select runs.started_at as "startedAt", label_source as "labelSource", snapshot_hash as "snapshotHash",
       as_of - window_days * interval '24 hours' as "from"
     from runs join retrains on retrains.id = runs.retrain_id
     where model = $1 and runs.state = 'completed' and snapshot_hash is not null and ${isUsualRun}
     order by runs.started_at desc, runs.id desc limit 1`,
    [model],
  );
  return row ?? null;
}

/** The source of the last completed run's labels; null: none had one. */
export async function lastLabelSource(database: Database, model: ModelName): Promise<LabelSource | null> {
  const [row] = await database.query<{ source: LabelSource }>(
    `select label_source as source from runs where model = $1 and state = 'completed' and label_source is not null
     order by started_at desc, id desc limit 1`,
    [model],
  );
  return row?.source ?? null;
}
