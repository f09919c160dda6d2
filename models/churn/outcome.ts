import type { OutcomeDefinition } from '../queries/outcome-definition.ts';
import { postedConversions } from '../queries/posted-outcome.ts';
import { churn } from './definition.ts';
import { activityOfContact } from './subjects.ts';

const active = `exists (${activityOfContact('> exposed.exposed_at', '<= exposed.exposed_at + $3')}
  ) or exists (
    select from ${postedConversions('churn')} and o.occurred_at > exposed.exposed_at and o.occurred_at <= exposed.exposed_at + $3
  )`;

/** A retention offer: a message of a campaign of kind 'reengagement', or its event `sent`, within the window after the prediction. */
const offerMade = `exists (
    select from messages as m join campaigns as k on k.id = m.campaign_id
    where m.contact_id = c.id and m.direction = 'outbound' and k.kind = 'reengagement'
      and m.sent_at > exposed.exposed_at and m.sent_at <= exposed.exposed_at + $3
  ) or exists (
    select from campaign_events as e join campaigns as k on k.id = e.campaign_id
    where e.contact_id = c.id and e.type = 'sent' and k.kind = 'reengagement'
      and e.occurred_at > exposed.exposed_at and e.occurred_at <= exposed.exposed_at + $3
  )`;

/**
 * Unit: a contact. Converted (which is good here): it was active as the label defines it, or was posted as active, within the window
 * after the prediction was delivered. Loss: the Brier score of the probability of churn against whether the contact churned.
 *
 * An active base of N contacts is predicted again and again; each contact is a unit once per phase.
 */
export const churnOutcome: OutcomeDefinition = {
  unitsSql: `
select exposed.*, c.id as contact_id,
  ${active} as converted
from exposed
join contacts as c on c.external_id = exposed.unit
where exposed.exposed_at + $3 <= $1`,

  lossesSql: `
select power(challenger_output - (1 - converted::integer), 2) - power(champion_output - (1 - converted::integer), 2) as difference
from units where champion_output is not null and challenger_output is not null`,

  candidatesSql: `
select c.external_id as unit, $5 as exposed_at from contacts as c
where c.created_at < $5 and exists (${activityOfContact(`>= $5 - ${churn.populationDays} * $2`, '< $5')})`,

  // only the population that the model is trained on; predictions for others may be asked for too
  labelsSql: `
select exposed.*, c.id as contact_id, null::text as source, null::bigint as campaign_id,
  (case when ${active} then 0 else 1 end)::double precision as label,
  ${offerMade} as acted
from (
  select distinct on (unit) * from exposed
  where exposed_at + $3 <= $1 and exposed_at + $3 > $1 - $4 order by unit, exposed_at desc
) as exposed
join contacts as c on c.external_id = exposed.unit
where exists (${activityOfContact(`>= exposed.exposed_at - ${churn.populationDays} * $2`, '< exposed.exposed_at')})`,

  waitDays: 0,
};
