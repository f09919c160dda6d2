import type { OutcomeDefinition } from '../outcome-definition.ts';
import { postedConversions } from '../posted-outcome.ts';
import { leadScoring } from './definition.ts';
import { labelledLeads, scoringDelayHours } from './subjects.ts';

const delay = `${scoringDelayHours / 24} * $2`;

/**
 * Unit: a lead. Converted: its own date, a purchase of it, its stage won, or a posted outcome, whichever came first, within the
 * window after its score was delivered. A lead that converted before that is no unit: no score could change it.
 *
 * Loss: points between score and label, the label that the model learns (`subjects.ts`), not the conversion: a score of 40 is no
 * probability of 40%, and a squared error against it would reward whichever model's scores happen to lie nearer to probabilities.
 * Only leads scored by the day after their moment of scoring count: of older ones only those that haven't converted are still
 * scored, and among such survivors the model that is lower for everybody looks better.
 */
export const leadScoringOutcome: OutcomeDefinition = {
  unitsSql: `
select exposed.*, l.contact_id, coalesce(conversion.at <= exposed.exposed_at + $3, false) as converted
from exposed
join leads as l on l.external_id = exposed.unit
cross join lateral (
  select least(l.converted_at,
    (select min(p.purchased_at) from purchases as p where p.lead_id = l.id),
    (select min(v.valid_from) from lead_versions as v where v.lead_id = l.id and v.stage = 'won'),
    (select min(o.occurred_at) from ${postedConversions('lead_scoring')})) as at
) as conversion
where exposed.exposed_at + $3 <= $1 and (conversion.at is null or conversion.at > exposed.exposed_at)`,

  lossesSql: `
select abs(exposed.challenger_output - s.label) - abs(exposed.champion_output - s.label) as difference
from exposed
join leads as l on l.external_id = exposed.unit
join (${labelledLeads({
    asOf: '$1',
    since: '(select min(exposed_at) from exposed)',
    delay,
    horizon: `${leadScoring.horizonDays} * $2`,
  })}) as s on s.subject_id = l.id
where exposed.exposed_at <= s.moment + $2 and exposed.champion_output is not null and exposed.challenger_output is not null`,

  candidatesSql: `
select l.external_id as unit, l.created_at + ${delay} as exposed_at from leads as l
where l.created_at > $4 - ${delay} and l.created_at <= $5 - ${delay}`,

  waitDays: 0,
};
