import { profileHistory } from '../history/profile.ts';
import { keptPurchase } from '../history/purchases.ts';
import { campaignCounts, campaignHistory, reactionHistory } from '../history/reactions.ts';
import { talkHistory } from '../history/talk.ts';
import { exactSum } from '../queries/expressions.ts';
import { scoringDelayHours } from './subjects.ts';

/**
 * What a lead does in its first hours says most about it. Counted together with what its contact wrote and clicked weeks later for other
 * reasons, it would fade with every day that the lead is open.
 */
const firstHoursEnd = `s.came_at + interval '${scoringDelayHours} hours'`;
const inFirstHours = `m.inbound and m.sent_at >= s.came_at and m.sent_at < ${firstHoursEnd}`;

const talk = talkHistory(`
    count(*) filter (where m.inbound) as inbound,
    count(*) filter (where m.answered) as answered,
    count(*) filter (where m.settled) as settled,
    ${exactSum('ln(1 + m.minutes)')} as sum_reply_minutes_log,
    count(*) filter (where not m.inbound and m.next_inbound_at is null) as unanswered,
    max(m.sent_at) filter (where m.inbound) as last_inbound_at,
    count(*) filter (where ${inFirstHours}) as inbound_at_first,
    count(*) filter (where m.inbound and m.sent_at >= ${firstHoursEnd}) as inbound_later,
    count(*) filter (where m.inbound and m.sent_at >= s.moment - interval '2160 hours') as inbound_90d,
    count(m.conversation_id)::double precision as in_conversations,
    count(distinct m.conversation_id) as conversations,
    avg(length(m.text)) filter (where m.inbound) as mean_inbound_length,
    count(*) filter (where m.inbound and m.text like '%?%') as questions,
    count(m.tone) filter (where m.inbound) as measured,
    ${exactSum('m.tone', 'm.inbound')} as sum_sentiment,
    count(m.tone) filter (where ${inFirstHours}) as measured_at_first,
    ${exactSum('m.tone', inFirstHours)} as sum_sentiment_at_first,
    count(*) filter (where m.inbound and m.tone > 0.2) as positive,
    count(*) filter (where m.inbound and m.tone < -0.2) as negative`);

const firstContact = `
left join lateral (
  select o.sent_at as outbound_at,
    (select min(i.sent_at) from messages as i
     where i.contact_id = s.contact_id and i.direction = 'inbound' and i.sent_at < s.moment
       and i.sent_at > coalesce(o.sent_at, s.came_at)) as reply_at
  from (
    select min(m.sent_at) as sent_at from messages as m
    where m.contact_id = s.contact_id and m.direction = 'outbound' and m.sent_at >= s.came_at and m.sent_at < s.moment
  ) as o
) as first on true`;

const ofContact = `${talk}${firstContact}
left join lateral (
  select count(*) as at_first from campaign_events as e
  where e.contact_id = s.contact_id and e.type = 'clicked' and e.occurred_at >= s.came_at and e.occurred_at < least(s.moment, ${firstHoursEnd})
) as clicks on true
left join lateral (
  select count(*) as opened from conversations as v where v.contact_id = s.contact_id and v.opened_at < s.moment
) as threads on true
left join lateral (
  select count(*) as count from purchases as p
  where p.contact_id = s.contact_id and p.purchased_at < s.moment and ${keptPurchase}
) as orders on true`;

export const leadScoringHistory = `${profileHistory}${reactionHistory}${campaignHistory}${ofContact}`;
export const leadServingHistory = `${profileHistory}${reactionHistory}${campaignCounts}${ofContact}`;
