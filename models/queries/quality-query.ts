import type { ModelDefinition } from '../definition.ts';
import { keptPurchase } from '../history/purchases.ts';

/** Queries behind the checks of readiness (`domain/quality/`). Parameters $1 to $4 as `trainingQuery`. */

const parameters =
  'parameters as (select $1::timestamptz, $2::double precision, $3::double precision, $4::double precision)';

/** Of all training rows: (rows, samples, positives, deviation). */
export function labelsQuery(definition: ModelDefinition): string {
  return `with ${parameters},
subjects as (${definition.trainingSubjectsSql})
select count(*) as rows, count(distinct subject) as samples, count(*) filter (where label = 1) as positives, coalesce(stddev_samp(label), 0) as deviation
from subjects`;
}

/** The same model with a sample of its training subjects: the same ones each time. */
export function sampled(definition: ModelDefinition, rows: number): ModelDefinition {
  const trainingSubjectsSql = `select * from (${definition.trainingSubjectsSql}) as every order by md5(every.subject), every.moment limit ${rows}`;
  return { ...definition, trainingSubjectsSql };
}

/** (contacts, leads, conversations) */
export const countsQuery = `select (select count(*) from contacts) as contacts, (select count(*) from leads) as leads,
  (select count(*) from conversations) as conversations`;

/**
 * How leads end whose label window has closed within the training's window, and how long conversions take. Time is counted among leads
 * that have been watched for three horizons, each for as long, so that slow conversions are not missed: those with a date after the lead
 * came. (converted, others, followed, within, mostDays)
 */
export const conversionsQuery = `with ${parameters},
ended as (
  select l.created_at, l.converted_at is not null or won.at is not null or bought.at is not null as converted,
    least(l.converted_at, won.at, bought.at) as at
  from leads as l
  left join lateral (
    select min(valid_from) as at from lead_versions as v where v.lead_id = l.id and v.stage = 'won'
  ) as won on true
  left join lateral (
    select min(purchased_at) as at from purchases as p where p.lead_id = l.id and ${keptPurchase}
  ) as bought on true
  where l.created_at + $2 * interval '24 hours' <= $1
),
timed as (
  select extract(epoch from at - created_at) / 86400 as days
  from ended
  where created_at + 3 * $2 * interval '24 hours' <= $1 and at > created_at and at <= created_at + 3 * $2 * interval '24 hours'
)
select
  (select count(*) from ended where converted and created_at > $1 - ($3 + $2) * interval '24 hours') as converted,
  (select count(*) from ended where not converted and created_at > $1 - ($3 + $2) * interval '24 hours') as others,
  (select count(*) from timed) as followed,
  (select avg((days <= $2)::integer)::double precision from timed) as within,
  (select (percentile_disc(0.9) within group (order by days))::double precision from timed) as "mostDays"`;
