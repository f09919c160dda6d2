import type { ServingSubjects } from '../definition.ts';
import { keptPurchase } from '../history/purchases.ts';

/**
 * What the contact did: inbound messages, clicks, purchases and tickets, with `at`. Our own messages and broadcasts, opens and
 * deliveries are not activity, nor are orders that came to nothing. Used with the contact as `c`, inside a lateral join or EXISTS.
 */
export function activityOfContact(from: string, until: string): string {
  const within = (column: string) =>
    [from, until]
      .filter(Boolean)
      .map((bound) => `and ${column} ${bound}`)
      .join(' ');
  return `
    select m.sent_at as at from messages as m
    where m.contact_id = c.id and m.direction = 'inbound' ${within('m.sent_at')}
    union all
    select e.occurred_at from campaign_events as e
    where e.contact_id = c.id and e.type = 'clicked' ${within('e.occurred_at')}
    union all
    select p.purchased_at from purchases as p where p.contact_id = c.id and ${keptPurchase} ${within('p.purchased_at')}
    union all
    select t.opened_at from support_tickets as t where t.contact_id = c.id ${within('t.opened_at')}`;
}

/**
 * One row a contact at the one moment as-of. Population: created before as-of and active in the `population` days before it; with
 * 0 every contact created before as-of. Label 1 (churned): no activity in (as-of, as-of + horizon].
 *
 * Edges: activity exactly at as-of is neither in the features nor in the label. An opted-out contact stays in the population as
 * long as it was active: it can still buy. A contact that was active only before its own creation date (imported history) counts
 * as soon as it is created.
 */
export const churnTrainingSubjects = `
select c.id as subject_id, c.external_id as subject, c.id as contact_id, $1 as moment, c.synthetic,
  (case when exists (${activityOfContact('> $1', "<= $1 + $2 * interval '24 hours'")}
  ) then 0 else 1 end)::double precision as label
from contacts as c
where c.created_at < $1
  and ($4 <= 0 or exists (${activityOfContact(">= $1 - $4 * interval '24 hours'", '< $1')}
  ))`;

function contactsServed(which: string): string {
  return `
select c.id as subject_id, c.external_id as subject, c.id as contact_id, $1 as moment, c.synthetic, null::double precision as label
from contacts as c
where ${which} and c.created_at < $1`;
}

export const churnServingSubjects: ServingSubjects = {
  byKey: contactsServed('c.id = any($2)'),
  named: contactsServed('c.external_id = any($2)'),
};

/** Contacts active in the 90 days before, the kind that the model was trained on; the most recently active first. */
export function eligibleContacts(which = ''): string {
  return `
select c.id as subject_id
from contacts as c
cross join lateral (select max(a.at) as last_at from (${activityOfContact(">= $1 - interval '2160 hours'", '< $1')}
) as a) as activity
where ${which}c.created_at < $1 and activity.last_at is not null
order by activity.last_at desc, c.id desc
limit $2`;
}
