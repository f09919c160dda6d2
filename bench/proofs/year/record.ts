import type { ModelName } from '../../../domain/models.ts';
import type { YearEvents } from '../../../simulation/year/plan.ts';
import type { Database } from '../../../store/database/database.ts';

/** What is on record after the year, oldest first. */
export type YearRecord = {
  readonly seed: number;
  readonly start: Date;
  readonly weeks: number;
  /** Real time that it took. */
  readonly seconds: number;
  readonly events: YearEvents;
  readonly firings: readonly Firing[];
  readonly runs: readonly Run[];
  readonly deployments: readonly Deployment[];
  readonly incidents: readonly Incident[];
  readonly mails: readonly { readonly at: Date; readonly subject: string }[];
  readonly live: readonly LiveFigure[];
  readonly served: readonly ServedWeek[];
};

export type Firing = { readonly at: Date; readonly outcome: 'started' | 'skipped'; readonly reason: string };

export type Run = {
  readonly at: Date;
  readonly model: ModelName;
  readonly trigger: string;
  readonly state: string;
  readonly outcome: string | null;
  readonly version: string | null;
  readonly samples: number | null;
  /** Mean absolute error of lead scoring, accuracy of the others, on the holdout. */
  readonly figure: number | null;
  readonly error: string | null;
};

export type Deployment = {
  readonly at: Date;
  readonly model: ModelName;
  readonly version: string;
  readonly actor: string;
  readonly reason: string;
};

export type Incident = {
  readonly rule: string;
  /** null: the whole business. */
  readonly model: ModelName | null;
  readonly source: string;
  readonly value: number | null;
  readonly limit: number;
  readonly detail: string;
  readonly firedAt: Date;
  readonly resolvedAt: Date | null;
};

/** Of the version that served on that day, as its monitoring found it. */
export type LiveFigure = {
  readonly at: Date;
  readonly model: ModelName;
  readonly metric: 'mae' | 'accuracy';
  readonly value: number | null;
};

/** Leads that came in a week of the year, counted from 0, and how far their scores were off what the business rated them later. */
export type ServedWeek = { readonly week: number; readonly leads: number; readonly mae: number | null };

export async function readYear(
  database: Database,
  of: Pick<YearRecord, 'seed' | 'start' | 'weeks' | 'events'>,
): Promise<Omit<YearRecord, 'seconds'>> {
  const { start, weeks } = of;
  return {
    ...of,
    firings: await database.query<Firing>('select fired_at as at, outcome, reason from schedule_firings order by at'),
    runs: await database.query<Run>(`
      select t.started_at as at, r.model, t.trigger, r.state, r.outcome, v.name as version, r.training_samples as samples,
        coalesce(r.metrics ->> 'mae', r.metrics ->> 'accuracy')::double precision as figure, r.error ->> 'message' as error
      from runs as r join retrains as t on t.id = r.retrain_id left join model_versions as v on v.id = r.version_id
      order by t.started_at, r.started_at, r.model`),
    deployments: await database.query<Deployment>(`
      select d.created_at as at, d.model, v.name as version, d.actor, d.reason
      from deployments as d join model_versions as v on v.id = d.version_id order by d.id`),
    incidents: await database.query<Incident>(`
      select rule, model, source, value, "limit", detail, fired_at as "firedAt", resolved_at as "resolvedAt"
      from incidents where fired_at is not null order by fired_at, id`),
    mails: await database.query(
      'select sent_at as at, subject from mails where sent_at is not null order by sent_at, id',
    ),
    live: await database.query<LiveFigure>(`
      select m.date::timestamptz as at, m.model, m.metric, m.value from metric_records as m
      where m.source = 'live' and m.segment = 'all' and m.metric in ('mae', 'accuracy') and m.version_id = (
        select d.version_id from deployments as d where d.model = m.model and d.created_at <= m.measured_at
        order by d.id desc limit 1
      )
      order by m.date, m.model`),
    served: await database.query<ServedWeek>(
      `with scored as (
        select distinct on (l.id) l.id, abs(p.model_output - l.score) as error
        from future.leads as l
        join predictions as p on p.model = 'lead_scoring' and p.subject = l.external_id
          and p.created_at <= l.created_at + interval '72 hours'
        order by l.id, p.created_at desc
      )
      select w.week, count(l.id) as leads, avg(scored.error) as mae
      from generate_series(0, $2::integer - 1) as w (week)
      left join future.leads as l on l.created_at >= $1::timestamptz + w.week * interval '168 hours'
        and l.created_at < $1::timestamptz + (w.week + 1) * interval '168 hours'
      left join scored on scored.id = l.id
      group by w.week order by w.week`,
      [start, weeks],
    ),
  };
}
