import { openStates } from '../domain/alerts/incident.ts';
import type { Database } from './database/database.ts';

/** How the business's models stand, as numbers to watch. It reads indexes and small tables only. */
export type Figures = {
  readonly incidents: readonly { readonly model: string; readonly state: string; readonly count: number }[];
  readonly mails: { readonly waiting: number; readonly oldest: number };
  readonly models: readonly {
    readonly model: string;
    /** Seconds since 1970; null: never. */
    readonly deployed: number;
    readonly scored: number | null;
    readonly trained: number | null;
  }[];
  /** By destination: events that wait, and those that were given up. */
  readonly destinations: readonly { readonly destination: string; readonly waiting: number; readonly parked: number }[];
  /** Seconds since 1970 of the last reading that succeeded; null: none yet. */
  readonly sources: readonly { readonly source: string; readonly succeeded: number | null }[];
  readonly webhooks: readonly { readonly source: string; readonly waiting: number; readonly failed: number }[];
  readonly running: { readonly trainings: number; readonly experiments: number };
};

const sql = `
  select
    (select coalesce(json_agg(i), '[]') from (
      select coalesce(model, 'business') as model, state, count(*)::int as count
      from incidents where state = any($1) group by 1, 2) as i) as incidents,
    (select json_build_object(
      'waiting', count(*)::int,
      'oldest', coalesce(extract(epoch from clock_timestamp() - min(created_at)), 0)::float8)
      from mails where state = 'queued') as mails,
    (select coalesce(json_agg(m), '[]') from (
      select model, extract(epoch from deployed_at)::float8 as deployed,
        (select extract(epoch from max(b.scored_at))::float8 from prediction_batches as b where b.model = c.model) as scored,
        (select extract(epoch from max(r.finished_at))::float8 from runs as r
          where r.model = c.model and r.state = 'completed') as trained
      from champions as c) as m) as models,
    (select coalesce(json_agg(d), '[]') from (
      select name as destination,
        (select count(*)::int from deliveries where destination_id = destinations.id and state = 'waiting') as waiting,
        (select count(*)::int from deliveries where destination_id = destinations.id and state = 'parked') as parked
      from destinations) as d) as destinations,
    (select coalesce(json_agg(s), '[]') from (
      select name as source, extract(epoch from succeeded_at)::float8 as succeeded from sources) as s) as sources,
    (select coalesce(json_agg(h), '[]') from (
      select name as source,
        (select count(*)::int from hook_deliveries where source = hooks.name and state = 'waiting') as waiting,
        (select count(*)::int from hook_deliveries where source = hooks.name and state = 'failed') as failed
      from hooks) as h) as webhooks,
    json_build_object(
      'trainings', (select count(*)::int from runs where state = 'running'),
      'experiments', (select count(*)::int from experiments where state = 'running')) as running`;

export async function readFigures(database: Database, signal?: AbortSignal): Promise<Figures> {
  const [figures] = await database.query<Figures>(sql, [openStates], { signal });
  return figures as Figures;
}
