import type { OutcomeDefinition } from '../outcome-definition.ts';
import { postedConversions } from '../posted-outcome.ts';
import { churn } from './definition.ts';
import { activityOfContact } from './subjects.ts';

/**
 * Unit: a contact. Converted, which is good here: active, as the label has it, or posted as such, within the window after the
 * prediction was delivered. Loss: Brier's, of the probability of churn against its absence.
 *
 * An active base of N contacts is predicted over and over, and each is a unit once a phase.
 */
export const churnOutcome: OutcomeDefinition = {
  unitsSql: `
select exposed.*, c.id as contact_id,
  exists (${activityOfContact('> exposed.exposed_at', '<= exposed.exposed_at + $3')}
  ) or exists (
    select from ${postedConversions('churn')} and o.occurred_at > exposed.exposed_at and o.occurred_at <= exposed.exposed_at + $3
  ) as converted
from exposed
join contacts as c on c.external_id = exposed.unit
where exposed.exposed_at + $3 <= $1`,

  lossesSql: `
select power(challenger_output - (1 - converted::integer), 2) - power(champion_output - (1 - converted::integer), 2) as difference
from units where champion_output is not null and challenger_output is not null`,

  candidatesSql: `
select c.external_id as unit, $5 as exposed_at from contacts as c
where c.created_at < $5 and exists (${activityOfContact(`>= $5 - ${churn.populationDays} * $2`, '< $5')})`,

  waitDays: 0,
};
