import type { OutcomeDefinition } from '../queries/outcome-definition.ts';
import { postedConversions } from '../queries/posted-outcome.ts';

/** Days. A message that is sent later than this after a prediction is not credited to it. */
const sendWithinDays = 7;

const answered = `exists (
    select from messages as i where i.contact_id = c.id and i.direction = 'inbound'
      and i.sent_at > message.sent_at and i.sent_at <= message.sent_at + $3
  ) or exists (
    select from ${postedConversions('engagement')}
      and o.occurred_at > message.sent_at and o.occurred_at <= message.sent_at + $3
  )`;

const firstMessage = `
join contacts as c on c.external_id = exposed.unit
cross join lateral (
  select m.sent_at, m.campaign_id from messages as m
  where m.contact_id = c.id and m.direction = 'outbound'
    and m.sent_at > exposed.exposed_at and m.sent_at <= exposed.exposed_at + ${sendWithinDays} * $2
  order by m.sent_at limit 1
) as message
where message.sent_at + $3 <= $1`;

/**
 * Unit: a contact that was sent a message after a prediction for it; the first message counts. Converted: the contact wrote, or was
 * posted as engaged, within the window after that message. Loss: the Brier score of the probability of an answer.
 */
export const engagementOutcome: OutcomeDefinition = {
  unitsSql: `
select exposed.*, c.id as contact_id,
  ${answered} as converted
from exposed${firstMessage}`,

  lossesSql: `
select power(challenger_output - converted::integer, 2) - power(champion_output - converted::integer, 2) as difference
from units where champion_output is not null and challenger_output is not null`,

  // just before the message, so that this message is the first one after
  candidatesSql: `
select c.external_id as unit, min(m.sent_at) - interval '1 microsecond' as exposed_at
from messages as m join contacts as c on c.id = m.contact_id
where m.direction = 'outbound' and m.sent_at > $4 and m.sent_at <= $5
group by c.id`,

  labelsSql: `
select exposed.*, c.id as contact_id, null::text as source, message.campaign_id,
  (case when ${answered} then 1 else 0 end)::double precision as label, false as acted
from exposed${firstMessage} and message.sent_at + $3 > $1 - $4`,

  waitDays: sendWithinDays,
};
