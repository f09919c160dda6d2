import type { ModelName } from '../../domain/models.ts';
import { outcomeDefinition } from './outcome-query.ts';

/** At most this many days pass between a prediction and the start of its label's window: up to 7 for a message, 48 hours for a lead. */
export const longestWaitDays = 7;

/**
 * The predictions of a version whose labels became known in the window, one per subject: (unit, output, label, acted, contact, source,
 * country, campaign; external ids). Parameters: $1 now, $2 a day, $3 the version's horizon, $4 window (intervals), $5 version, $6 model.
 */
export function maturedQuery(model: ModelName): string {
  return `with parameters as (
  select $1::timestamptz, $2::interval, $3::interval, $4::interval, $5::bigint, $6::text
),
exposed as materialized (
  select subject as unit, created_at as exposed_at, model_output as output from predictions
  where model = $6 and version_id = $5 and subject <> ''
    and created_at <= $1 and created_at > $1 - $3 - $4 - ${longestWaitDays} * $2
),
judged_by as (select label_source as source from model_versions where id = $5),
labelled as (${outcomeDefinition(model).labelsSql}
)
select distinct on (labelled.unit) labelled.unit, labelled.output, labelled.label, labelled.acted, c.external_id as contact,
  coalesce(labelled.source, c.source) as source, c.country, k.external_id as campaign
from labelled
join contacts as c on c.id = labelled.contact_id
left join campaigns as k on k.id = labelled.campaign_id
order by labelled.unit, labelled.exposed_at desc`;
}

/**
 * A version's last answer about each subject in the window, whatever happened to the subject: (output, confidence). Parameters: $1 now, $2
 * window (interval), $3 version, $4 model.
 */
export const answersQuery = `
select distinct on (subject) model_output as output, confidence from predictions
where model = $4 and version_id = $3 and subject <> '' and created_at <= $1 and created_at > $1 - $2::interval
order by subject, created_at desc`;
