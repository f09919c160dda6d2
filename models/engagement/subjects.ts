import type { ServingSubjects } from '../definition.ts';

/**
 * One row per outbound message, of a campaign or one-to-one, as of its sending. Label 1: the contact wrote within (sent, sent + 24 h].
 * Messages whose 24 hours are over at as-of, sent within the last `window` days. One inbound message may answer several
 * messages of the day before; each of them then has label 1.
 *
 * `horizon` is 1 day by definition; another horizon moves only the label's window, the features stay at 24 h.
 */
export const engagementTrainingSubjects = `
select o.id as subject_id, o.external_id as subject, o.contact_id, o.sent_at as moment, o.sent_at as planned_at, o.content_type,
  o.text, o.campaign_id, o.urgency, o.synthetic,
  exists (
    select from messages as i
    where i.contact_id = o.contact_id and i.direction = 'inbound'
      and i.sent_at > o.sent_at and i.sent_at <= o.sent_at + $2 * interval '24 hours'
  )::integer::double precision as label
from messages as o
where o.direction = 'outbound' and o.sent_at <= $1 - $2 * interval '24 hours'
  and o.sent_at > $1 - ($2 + $3) * interval '24 hours'`;

function messagesServed(which: string): string {
  return `
select o.id as subject_id, o.external_id as subject, o.contact_id, o.sent_at as moment, o.sent_at as planned_at, o.content_type, o.text,
  o.campaign_id, o.urgency, o.synthetic, null::double precision as label
from messages as o
where ${which} and o.direction = 'outbound' and o.sent_at <= $1`;
}

/** Messages that were sent, as of their sending. */
export const engagementServingSubjects: ServingSubjects = {
  byKey: messagesServed('o.id = any($2)'),
  named: messagesServed('o.external_id = any($2)'),
};

/**
 * Planned messages for contacts and times: (subject_id = place in the arrays). What is known of a contact is read at the moment, which may
 * lie before the planned time: slots of the week compare times of day only, not how long ago the contact wrote by then. Contacts that
 * don't exist are left out.
 * $1 text[] external ids of contacts, $2 timestamptz[] moments, $3 timestamptz[] planned times, $4 integer[] places in the messages
 * (from 1): $5 content types, $6 texts, $7 external ids of campaigns, $8 urgencies.
 */
export const plannedMessageSubjects = `
select plan.place as subject_id, whose.id as contact_id, plan.moment, plan.planned_at, message.content_type, message.text,
  sent_in.id as campaign_id, message.campaign is not null and sent_in.id is null as unknown_campaign, message.urgency,
  false as synthetic, null::double precision as label
from unnest($1, $2, $3, $4) with ordinality as plan (contact, moment, planned_at, message, place)
join unnest($5, $6, $7, $8) with ordinality as message (content_type, text, campaign, urgency, number)
  on message.number = plan.message
join contacts as whose on whose.external_id = plan.contact
left join campaigns as sent_in on sent_in.external_id = message.campaign`;

/** Contacts who wanted messages at the moment; those who wrote most recently come first. */
export function eligibleRecipients(which = ''): string {
  return `
select c.id as subject_id
from contacts as c
cross join lateral (
  select max(m.sent_at) as last_at from messages as m
  where m.contact_id = c.id and m.direction = 'inbound' and m.sent_at < $1
) as talk
where ${which}c.created_at < $1 and (
  select v.opted_in from contact_versions as v
  where v.contact_id = c.id and v.valid_from < $1 order by v.valid_from desc limit 1
) and not exists (
  select from campaign_events as e where e.contact_id = c.id and e.type = 'unsubscribed' and e.occurred_at < $1
)
order by talk.last_at desc nulls last, c.id desc
limit $2`;
}
