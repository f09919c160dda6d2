import type { OutcomeDefinition } from '../queries/outcome-definition.ts';
import { leadScoring } from './definition.ts';
import { attributionWindow } from './label-settings.ts';
import { labelBy } from './lead-label.ts';
import { isOrderOfLead } from './lead-order.ts';
import { labelledLeads, scoringDelayHours } from './subjects.ts';

const delay = `${scoringDelayHours / 24} * $2`;
const attribution = attributionWindow('$2');

/**
 * Unit: a lead. Converted: its conversion date, an order of it (`lead-order.ts`), its stage won or a posted outcome, whichever came first,
 * lies within the window after its score was delivered. A lead that converted before that is not a unit: no score could change it.
 *
 * Loss: points between the score and the label that the model learns (`lead-label.ts`), each model by the source of its own labels. The
 * conversion is not used: a score of 40 is not a probability of 40%, and a squared error against it would reward whichever model's scores
 * happen to be nearer to probabilities.
 * Only leads scored by the day after their moment of scoring count. Of older leads only those that haven't converted are still
 * scored, and among such survivors the model with lower scores for everybody looks better.
 */
export const leadScoringOutcome: OutcomeDefinition = {
  unitsSql: `
select exposed.*, l.contact_id, coalesce(conversion.at <= exposed.exposed_at + $3, false) as converted
from exposed
join leads as l on l.external_id = exposed.unit
left join lateral (
  select min(p.purchased_at) as at from purchases as p where ${isOrderOfLead(attribution)}
) as bought on true
left join (
  select lead_id, min(valid_from) as at from lead_versions where stage = 'won' group by lead_id
) as won on won.lead_id = l.id
left join (
  select subject, min(occurred_at) as at from outcomes where model = 'lead_scoring' and converted group by subject
) as posted on posted.subject = exposed.unit
cross join lateral (select least(l.converted_at, bought.at, won.at, posted.at) as at) as conversion
where exposed.exposed_at + $3 <= $1 and (conversion.at is null or conversion.at > exposed.exposed_at)`,

  // materialized: the label is computed once per lead
  lossesSql: `
with labelled as materialized (
  select exposed.champion_output, exposed.challenger_output,
    ${labelBy('judged_by.champion')} as champion_label, ${labelBy('judged_by.challenger')} as challenger_label
  from exposed
  join leads as l on l.external_id = exposed.unit
  join (${labelledLeads({
    asOf: '$1',
    since: '(select min(exposed_at) from exposed)',
    delays: [delay],
    horizon: `${leadScoring.horizonDays} * $2`,
    attribution,
  })}) as s on s.subject_id = l.id
  cross join judged_by
  where exposed.exposed_at <= s.moment + $2
    and exposed.champion_output is not null and exposed.challenger_output is not null
)
select abs(challenger_output - challenger_label) - abs(champion_output - champion_label) as difference from labelled
where champion_label is not null and challenger_label is not null`,

  candidatesSql: `
select l.external_id as unit, l.created_at + ${delay} as exposed_at from leads as l
where l.created_at > $4 - ${delay} and l.created_at <= $5 - ${delay}`,

  // by the day after the moment of scoring, as above; nothing counts as acted on, because calling good leads is what scores are for
  labelsSql: `
select exposed.*, s.contact_id, l.source, s.campaign_id, ${labelBy('judged_by.source')} as label, false as acted
from exposed
join leads as l on l.external_id = exposed.unit
join (${labelledLeads({ asOf: '$1', since: '$1 - $4', delays: [delay], horizon: '$3', attribution })}) as s on s.subject_id = l.id
cross join judged_by
where exposed.exposed_at <= s.moment + $2 and ${labelBy('judged_by.source')} is not null`,

  waitDays: 0,
};
