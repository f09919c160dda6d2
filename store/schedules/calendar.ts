import type { ModelName } from '../../domain/models.ts';
import type { RunOutcome, RunState, RunTrigger } from '../../domain/runs.ts';
import type { Database } from '../database/database.ts';

/** What ran by itself or was started, one row for each time. */
export type CalendarEntry = { readonly at: Date } & (
  | {
      readonly kind: 'training';
      /** null: no schedule started it. */
      readonly schedule: string | null;
      readonly trigger: RunTrigger;
      readonly retrainId: string;
      readonly state: RunState;
      readonly reason: string | null;
      readonly runs: readonly {
        readonly model: ModelName;
        readonly state: RunState;
        readonly outcome: RunOutcome | null;
        readonly error: string | null;
      }[];
    }
  /** A firing of a schedule that trained nothing. */
  | { readonly kind: 'skipped'; readonly schedule: string; readonly reason: string }
  | { readonly kind: 'scoring'; readonly models: readonly ModelName[]; readonly subjects: number }
  | { readonly kind: 'measuring'; readonly models: readonly ModelName[] }
  /** A schedule did not fire when it should have. */
  | { readonly kind: 'missed'; readonly reason: string; readonly incident: number }
);

/**
 * The scoring of all models, and each day's measurement, is one entry: the models follow each other within minutes. What
 * runs hourly is left out.
 */
export async function readCalendar(database: Database, since: Date): Promise<CalendarEntry[]> {
  const [trainings, skipped, scorings, measurings, missed] = await Promise.all([
    database.query<CalendarEntry>(
      `select r.started_at as at, 'training' as kind, f.schedule, r.trigger, r.id as "retrainId", r.state, r.reason,
         coalesce((
           select jsonb_agg(jsonb_build_object('model', model, 'state', state, 'outcome', outcome, 'error', error ->> 'message')
             order by started_at, model)
           from runs where retrain_id = r.id
         ), '[]') as runs
       from retrains as r left join schedule_firings as f on f.retrain_id = r.id
       where r.started_at >= $1`,
      [since],
    ),
    database.query<CalendarEntry>(
      `select fired_at as at, 'skipped' as kind, schedule, reason from schedule_firings
       where outcome = 'skipped' and fired_at >= $1`,
      [since],
    ),
    database.query<CalendarEntry>(
      `select min(scored_at) as at, 'scoring' as kind, array_agg(model order by model) as models, sum(subjects)::integer as subjects
       from prediction_batches where scored_at >= $1 group by date_trunc('hour', scored_at)`,
      [since],
    ),
    database.query<CalendarEntry>(
      `select min(measured_at) as at, 'measuring' as kind, array_agg(distinct model) as models
       from metric_records where measured_at >= $1 group by date`,
      [since],
    ),
    database.query<CalendarEntry>(
      `select opened_at as at, 'missed' as kind, detail as reason, id as incident from incidents
       where rule = 'schedule_missed' and opened_at >= $1`,
      [since],
    ),
  ]);
  const entries = [...trainings, ...skipped, ...scorings, ...measurings, ...missed];
  return entries.sort((a, b) => b.at.getTime() - a.at.getTime());
}
