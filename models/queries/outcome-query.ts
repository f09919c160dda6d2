import type { ModelName } from '../../domain/models.ts';
import { churnOutcome } from '../churn/outcome.ts';
import { engagementOutcome } from '../engagement/outcome.ts';
import { optedIn, profileHistory } from '../history/profile.ts';
import { reactionHistory } from '../history/reactions.ts';
import { leadScoringOutcome } from '../lead-scoring/outcome.ts';
import type { OutcomeDefinition } from './outcome-definition.ts';

const byName: Readonly<Record<ModelName, OutcomeDefinition>> = {
  lead_scoring: leadScoringOutcome,
  churn: churnOutcome,
  engagement: engagementOutcome,
};

export function outcomeDefinition(model: ModelName): OutcomeDefinition {
  return byName[model];
}

/**
 * What became of a phase's units, in one row: `cohorts`, JSON array of {arm, week since the phase began, units, conversions, optOuts},
 * and `paired`, JSON of {units, mean, standardDeviation}. Units that a merge of contacts excluded are left out. Parameters $1 now, $2 a day, $3 attribution window, $4 experiment, $5 phase,
 * $6 the phase's start.
 */
export function phaseQuery(model: ModelName): string {
  const { unitsSql, lossesSql } = outcomeDefinition(model);
  return `with parameters as (
  select $1::timestamptz, $2::interval, $3::interval, $4::text, $5::integer, $6::timestamptz
),
exposed as materialized (
  select unit, arm, exposed_at, champion_output, challenger_output from exposures
  where experiment_id = $4 and phase = $5 and exposed_at <= $1 and excluded_by is null
),
units as materialized (${unitsSql}
),
opted_out as (${optedOutSinceExposure}
),
cohorts as (
  select arm, floor(extract(epoch from exposed_at - $6) / extract(epoch from 7 * $2)) as week, count(*) as units,
    count(*) filter (where converted) as conversions, count(opted_out.unit) as "optOuts"
  from units left join opted_out using (unit)
  group by 1, 2
),
judged_by as (
  select champion.label_source as champion, challenger.label_source as challenger
  from experiments as e
  join model_versions as champion on champion.id = e.champion_version_id
  join model_versions as challenger on challenger.id = e.challenger_version_id
  where e.id = $4
),
losses as (${lossesSql}
),
paired as (
  select count(*) as units, avg(difference) as mean, stddev_samp(difference) as "standardDeviation" from losses
)
select (select coalesce(json_agg(cohorts order by week, arm), '[]') from cohorts) as cohorts,
  (select to_json(paired) from paired) as paired`;
}

/**
 * Counts units in the CRM or in the log of predictions: one row (units, conversions). Parameters $1 now, $2 a day, $3
 * attribution window, $4 from (exclusive), $5 until, $6 model.
 */
export function trafficQuery(model: ModelName, source: 'crm' | 'predictions'): string {
  const { unitsSql, candidatesSql } = outcomeDefinition(model);
  return `with parameters as (
  select $1::timestamptz, $2::interval, $3::interval, $4::timestamptz, $5::timestamptz, $6::text
),
exposed as materialized (${source === 'crm' ? candidatesSql : firstPredictions}
),
units as (${unitsSql}
)
select count(*) as units, count(*) filter (where converted) as conversions from units`;
}

const firstPredictions = `
select subject as unit, min(created_at) as exposed_at from predictions
where model = $6 and created_at > $4 and created_at <= $5
group by subject`;

/** Only contacts who wanted messages when they were exposed, as the features see it. */
const optedOutSinceExposure = `
select s.unit
from (
  select u.unit, u.contact_id, u.exposed_at as moment
  from units as u join contact_versions as v on v.contact_id = u.contact_id
  where not v.opted_in and v.valid_from > u.exposed_at and v.valid_from <= $1
  union
  select u.unit, u.contact_id, u.exposed_at
  from units as u join campaign_events as e on e.contact_id = u.contact_id
  where e.type = 'unsubscribed' and e.occurred_at > u.exposed_at and e.occurred_at <= $1
) as s${profileHistory}${reactionHistory}
where coalesce(${optedIn}, true)`;
