import { profileHistory } from '../history/profile.ts';
import { campaignCounts, campaignHistory, reactionHistory } from '../history/reactions.ts';
import { talkHistory } from '../history/talk.ts';
import { exactSum } from '../queries/expressions.ts';

const regions =
  'Africa|America|Antarctica|Arctic|Asia|Atlantic|Australia|Brazil|Canada|Chile|Etc|Europe|Indian|Mexico|Pacific|US';

/**
 * The contact's time zone if it is an IANA name that the server knows, otherwise null: one bad row must not stop a training.
 * Parsing a moment in the zone is the check that raises no error.
 */
export const zoneOfContact = `case when profile.timezone = 'UTC'
    or (profile.timezone ~ '^(${regions})/[A-Za-z0-9_+/-]+$' and pg_input_is_valid('2000-01-01 ' || profile.timezone, 'timestamptz'))
  then profile.timezone end`;

/** The session's setting `perennial.business_timezone`, otherwise UTC. */
export const zoneOfBusiness = `coalesce(nullif(current_setting('perennial.business_timezone', true), ''), 'UTC')`;

/**
 * Joins `place.zone` and the hour (with minutes, 0-24) and day (0 Monday) of sending there. Without `offset 0` both would be
 * computed again for each message of the history, which took nine tenths of the query's time.
 */
const zone = `
cross join lateral (select coalesce(${zoneOfContact}, ${zoneOfBusiness}) as zone offset 0) as place
cross join lateral (
  select extract(hour from at.local)::double precision + extract(minute from at.local)::double precision / 60 as hour,
    extract(isodow from at.local)::integer - 1 as day
  from (select s.planned_at at time zone place.zone as local) as at offset 0
) as planned`;

export const messageHour = 'extract(hour from m.sent_at at time zone place.zone)';

export const messageDay = 'extract(isodow from m.sent_at at time zone place.zone)::integer - 1';

/** The hours of the day are a circle: 23:00 is within 3 hours of 1:00. @param hour of a message, as SQL */
export function isAtPlannedTime(hour: string): string {
  return `abs(mod((${hour} - floor(planned.hour) + 36)::integer, 24) - 12) <= 3`;
}
const atThisTime = isAtPlannedTime(messageHour);
const onThisDay = `${messageDay} = planned.day`;

const talk = talkHistory(`
    count(*) filter (where m.inbound) as inbound,
    count(*) filter (where m.answered) as answered,
    count(*) filter (where m.settled) as settled,
    count(*) filter (where m.answered and m.content_type = s.content_type) as answered_content,
    count(*) filter (where m.settled and m.content_type = s.content_type) as settled_content,
    count(*) filter (where m.answered and ${atThisTime}) as answered_time,
    count(*) filter (where m.settled and ${atThisTime}) as settled_time,
    count(*) filter (where m.inbound and ${atThisTime}) as inbound_time,
    count(*) filter (where m.inbound and ${onThisDay}) as inbound_day,
    ${exactSum('ln(1 + m.minutes)')} as sum_reply_minutes_log,
    count(*) filter (where not m.inbound and m.next_inbound_at is null) as unanswered,
    max(m.sent_at) filter (where m.inbound) as last_inbound_at,
    count(*) filter (where not m.inbound and m.sent_at >= s.moment - interval '168 hours') as outbound_7d`);

const ofMessage = `${zone}${talk}
left join campaigns as kind on kind.id = s.campaign_id`;

export const engagementHistory = `${profileHistory}${reactionHistory}${campaignHistory}${ofMessage}`;
export const engagementServingHistory = `${profileHistory}${reactionHistory}${campaignCounts}${ofMessage}`;
