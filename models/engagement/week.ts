import { profileHistory } from '../history/profile.ts';
import { talkMessages } from '../history/talk.ts';
import { isAtPlannedTime, messageDay, messageHour, zoneOfBusiness, zoneOfContact } from './history.ts';
import { slotsOfWeek } from './local-time.ts';

/** Nobody is advised to write outside these hours of the recipient's day: such messages are too rare to learn from. */
export const wakingHours = { from: 8, until: 21 } as const;

/** Contacts, with their zones as of $1. $2: text[] of external ids. */
export const weekSubjects = `
select s.contact_id, s.contact, s.moment, coalesce(${zoneOfContact}, ${zoneOfBusiness}) as zone
from (select c.id as contact_id, c.external_id as contact, $1 as moment from contacts as c where c.external_id = any($2)) as s${profileHistory}`;

/** The full hours after the moment, by the clock of the zone, as `weekSlots` has them. */
const slots = `
    select slot.at, extract(hour from slot.local)::integer as hour, extract(isodow from slot.local)::integer - 1 as day,
      extract(hour from slot.local)::double precision + extract(minute from slot.local)::double precision / 60 as time
    from (
      select next.at, next.at at time zone s.zone as local
      from generate_series(
        date_trunc('minute', s.moment) + (60 - extract(minute from s.moment at time zone s.zone)) * interval '1 minute',
        date_trunc('minute', s.moment) + (60 + ${slotsOfWeek - 1} * 60 - extract(minute from s.moment at time zone s.zone)) * interval '1 minute',
        interval '1 hour'
      ) as next (at)
    ) as slot
    where extract(hour from slot.local) >= ${wakingHours.from} and extract(hour from slot.local) < ${wakingHours.until}`;

/**
 * Joins `planned`, the first slot of each waking hour and of each day of the contact's next week (follows: hour or day, which, hour, day),
 * and `talk`, as the history of a planned message has it. A contact's messages are read once and counted by hour and day, whatever the
 * number of slots; all counts are whole, so that they are the same.
 */
export const weekHistory = `
cross join lateral (select s.zone offset 0) as place
cross join lateral (
  with slots as materialized (${slots}
  ),
  said as materialized (
    select ${messageHour} as hour, ${messageDay} as day, count(*) filter (where m.inbound) as inbound,
      count(*) filter (where m.answered) as answered, count(*) filter (where m.settled) as settled
    from (${talkMessages}
    ) as m
    group by 1, 2
  ),
  planned as (
    (select distinct on (slots.hour) 'hour' as follows, slots.hour as which, slots.time as hour, slots.day from slots order by slots.hour, slots.at)
    union all
    (select distinct on (slots.day) 'day', slots.day, slots.time, slots.day from slots order by slots.day, slots.at)
  )
  select planned.follows, planned.which, planned.hour, planned.day,
    coalesce(sum(said.inbound), 0)::bigint as inbound,
    coalesce(sum(said.answered), 0)::bigint as answered,
    coalesce(sum(said.settled), 0)::bigint as settled,
    coalesce(sum(said.answered) filter (where ${isAtPlannedTime('said.hour')}), 0)::bigint as answered_time,
    coalesce(sum(said.settled) filter (where ${isAtPlannedTime('said.hour')}), 0)::bigint as settled_time,
    coalesce(sum(said.inbound) filter (where ${isAtPlannedTime('said.hour')}), 0)::bigint as inbound_time,
    coalesce(sum(said.inbound) filter (where said.day = planned.day), 0)::bigint as inbound_day
  from planned left join said on true
  group by planned.follows, planned.which, planned.hour, planned.day
) as planned
cross join lateral (
  select planned.inbound, planned.answered, planned.settled, planned.answered_time, planned.settled_time, planned.inbound_time, planned.inbound_day
) as talk`;
