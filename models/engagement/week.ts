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

const firstSlot = `date_trunc('minute', $1) + (60 - extract(minute from $1 at time zone z.zone)) * interval '1 minute'`;

/**
 * The first slot of each waking hour and of each day, by the zones of subjects: (zone, follows: hour or day, which, hour, day). The slots
 * are the full hours of the zone's clock after $1, as `weekSlots` has them. Contacts share few zones, and the clock of one takes as long to
 * read as a contact's messages.
 */
export const weekSlotsByZone = `
slots as materialized (
  select slot.zone, slot.at, extract(hour from slot.local)::integer as hour, extract(isodow from slot.local)::integer - 1 as day,
    extract(hour from slot.local)::double precision + extract(minute from slot.local)::double precision / 60 as time
  from (
    select z.zone, next.at, next.at at time zone z.zone as local
    from (select distinct zone from subjects) as z
    cross join lateral generate_series(${firstSlot}, ${firstSlot} + interval '${slotsOfWeek - 1} hours', interval '1 hour') as next (at)
    offset 0
  ) as slot
),
waking as materialized (select * from slots where hour >= ${wakingHours.from} and hour < ${wakingHours.until}),
week as materialized (
  (select distinct on (zone, hour) zone, 'hour' as follows, hour as which, time as hour, day from waking order by zone, hour, at)
  union all
  (select distinct on (zone, day) zone, 'day', day, time, day from waking order by zone, day, at)
)`;

/**
 * Joins `planned`, a slot of the week in the contact's zone, and `talk`, as the history of a planned message has it. A contact's messages
 * are read once and counted by hour and day, whatever the number of slots; all counts are whole, so that they are the same.
 */
export const weekHistory = `
cross join lateral (select s.zone offset 0) as place
cross join lateral (
  with said as materialized (
    select ${messageHour} as hour, ${messageDay} as day, count(*) filter (where m.inbound) as inbound,
      count(*) filter (where m.answered) as answered, count(*) filter (where m.settled) as settled
    from (${talkMessages}
    ) as m
    group by 1, 2
  )
  select planned.follows, planned.which, planned.hour, planned.day,
    coalesce(sum(said.inbound), 0)::bigint as inbound,
    coalesce(sum(said.answered), 0)::bigint as answered,
    coalesce(sum(said.settled), 0)::bigint as settled,
    coalesce(sum(said.answered) filter (where ${isAtPlannedTime('said.hour')}), 0)::bigint as answered_time,
    coalesce(sum(said.settled) filter (where ${isAtPlannedTime('said.hour')}), 0)::bigint as settled_time,
    coalesce(sum(said.inbound) filter (where ${isAtPlannedTime('said.hour')}), 0)::bigint as inbound_time,
    coalesce(sum(said.inbound) filter (where said.day = planned.day), 0)::bigint as inbound_day
  from week as planned left join said on true
  where planned.zone = s.zone
  group by planned.follows, planned.which, planned.hour, planned.day
) as planned
cross join lateral (
  select planned.inbound, planned.answered, planned.settled, planned.answered_time, planned.settled_time, planned.inbound_time, planned.inbound_day
) as talk`;
