import type { ModelName } from '../../../domain/models.ts';
import type { YearEvents } from '../../../simulation/year/plan.ts';
import type { Database } from '../../../store/database/database.ts';
import type { Spent } from './stopwatch.ts';

/** What is on record after the year, oldest first. */
export type YearRecord = {
  readonly seed: number;
  readonly start: Date;
  readonly weeks: number;
  /** Real time that it took. */
  readonly seconds: number;
  readonly spent: readonly Spent[];
  readonly events: YearEvents;
  readonly firings: readonly Firing[];
  readonly runs: readonly Run[];
  readonly deployments: readonly Deployment[];
  readonly incidents: readonly Incident[];
  readonly mails: readonly { readonly at: Date; readonly subject: string }[];
  readonly live: readonly LiveFigure[];
  readonly served: readonly ServedWeek[];
  readonly scored: readonly ScoredLead[];
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
  /** What was done about it, in words. */
  readonly answer: string;
  /** The version that it was opened for. */
  readonly version: string | null;
  /** Its figure's last windows, newest first. */
  readonly readings: readonly Reading[];
};

/** `version`: whose figure it is. Times in ISO 8601. */
export type Reading = {
  readonly window: string;
  readonly value: number | null;
  readonly low: number | null;
  readonly high: number | null;
  readonly limit: number;
  readonly version: string | null;
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

/** A lead, by when it came, and how far the score that it was served first was off. */
export type ScoredLead = { readonly at: Date; readonly error: number };

export async function readYear(
  database: Database,
  of: Pick<YearRecord, 'seed' | 'start' | 'weeks' | 'events'>,
): Promise<Omit<YearRecord, 'seconds' | 'spent'>> {
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
      select i.rule, i.model, i.source, i.value, i."limit", i.detail, i.fired_at as "firedAt", i.resolved_at as "resolvedAt",
        i.answer, v.name as version, coalesce((
          select jsonb_agg(jsonb_build_object('window', r."window", 'value', r.value, 'low', r.low, 'high', r.high,
            'limit', r."limit", 'version', r.version) order by r."window" desc)
          from (
            select a.*, w.name as version from alert_readings as a left join model_versions as w on w.id = a.version_id
            where a.fingerprint = coalesce(i.model, 'business') || '/' || i.source || '/' || i.rule order by a."window" desc limit 10
          ) as r
        ), '[]') as readings
      from incidents as i left join model_versions as v on v.id = i.version_id
      where i.fired_at is not null order by i.fired_at, i.id`),
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
      `with scored as (${scored})
      select w.week, count(l.id) as leads, avg(scored.error) as mae
      from generate_series(0, $2::integer - 1) as w (week)
      left join future.leads as l on l.created_at >= $1::timestamptz + w.week * interval '168 hours'
        and l.created_at < $1::timestamptz + (w.week + 1) * interval '168 hours'
      left join scored on scored.id = l.id
      group by w.week order by w.week`,
      [start, weeks],
    ),
    scored: await database.query<ScoredLead>(`select at, error from (${scored}) as s order by at`),
  };
}

/** Leads of the year with the score that counts: the last one of their first three days. */
const scored = `
  select distinct on (l.id) l.id, l.created_at as at, abs(p.model_output - l.score) as error
  from future.leads as l
  join predictions as p on p.model = 'lead_scoring' and p.subject = l.external_id
    and p.created_at <= l.created_at + interval '72 hours'
  where l.score is not null
  order by l.id, p.created_at desc`;
