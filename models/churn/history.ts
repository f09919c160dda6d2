import { profileHistory } from '../history/profile.ts';
import { keptPurchase } from '../history/purchases.ts';
import { reactionHistory } from '../history/reactions.ts';
import { talkHistory } from '../history/talk.ts';
import { exactSum } from '../queries/expressions.ts';
import { activityOfContact } from './subjects.ts';

function since(days: number): string {
  return `m.sent_at >= s.moment - interval '${days * 24} hours'`;
}

const dayOfMessage = 'extract(epoch from m.sent_at - s.moment)::double precision / 86400';

const talk = talkHistory(`
    count(*) filter (where m.answered) as answered,
    count(*) filter (where m.settled) as settled,
    count(*) filter (where m.answered and ${since(45)}) as answered_45d,
    count(*) filter (where m.settled and ${since(45)}) as settled_45d,
    ${exactSum('ln(1 + m.minutes)')} as sum_reply_minutes_log,
    count(*) filter (where not m.inbound and m.next_inbound_at is null) as unanswered,
    max(m.sent_at) filter (where m.inbound) as last_inbound_at,
    count(*) filter (where m.inbound and ${since(30)}) as inbound_30d,
    count(*) filter (where m.inbound and ${since(90)}) as inbound_90d,
    count(m.tone) filter (where m.inbound) as measured,
    coalesce(${exactSum('m.tone', 'm.inbound')}, 0) as sum_sentiment,
    count(m.tone) filter (where m.inbound and ${since(30)}) as measured_30d,
    ${exactSum('m.tone', `m.inbound and ${since(30)}`)} as sum_sentiment_30d,
    count(m.tone) filter (where m.inbound and ${since(90)}) as measured_90d,
    count(*) filter (where m.inbound and m.tone < -0.2 and ${since(90)}) as negative_90d,
    regr_sxy(m.tone, ${dayOfMessage}) filter (where m.inbound) as sentiment_sxy,
    regr_sxx(m.tone, ${dayOfMessage}) filter (where m.inbound) as sentiment_sxx,
    (array_agg(m.tone order by m.sent_at desc, m.external_id collate "C" desc) filter (where m.inbound and m.tone is not null))[1]
      as last_sentiment`);

function daysUntilMoment(at: string): string {
  return `extract(epoch from s.moment - ${at})::double precision / 86400`;
}

/** A contact with no activity counts as active once, on the day of its creation. */
const activity = `
left join lateral (
  select count(distinct (a.at at time zone 'UTC')::date) as days,
    ${daysUntilMoment('coalesce(max(a.at), c.created_at)')} as recency_days,
    coalesce(extract(epoch from max(a.at) - min(a.at))::double precision / 86400, 0) as span_days
  from (${activityOfContact('< s.moment', '')}
  ) as a
) as activity on true`;

/**
 * What the business kept, in its own currency. Refunds that came as rows of their own are taken off the sums, which don't fall below
 * nothing.
 */
const orders = `
left join lateral (
  select (count(*) filter (where ${keptPurchase}))::double precision as count,
    (count(p.value) filter (where ${keptPurchase}))::double precision as valued,
    greatest(sum(p.value), 0)::double precision as spent,
    (sum(p.quantity) filter (where ${keptPurchase}))::double precision as items,
    greatest(sum(p.value) filter (where p.purchased_at >= s.moment - interval '2160 hours'), 0)::double precision as spent_90d,
    greatest(sum(p.value) filter (where p.purchased_at >= s.moment - interval '4320 hours'), 0)::double precision as spent_180d,
    ${daysUntilMoment(`max(p.purchased_at) filter (where ${keptPurchase})`)} as recency_days,
    ${daysUntilMoment(`min(p.purchased_at) filter (where ${keptPurchase})`)} as age_days,
    extract(epoch from max(p.purchased_at) filter (where ${keptPurchase})
      - min(p.purchased_at) filter (where ${keptPurchase}))::double precision / 86400 as span_days
  from purchases as p
  where p.contact_id = s.contact_id and p.purchased_at < s.moment
) as orders on true`;

const tickets = `
left join lateral (
  select count(*) filter (where t.recent) as count,
    count(*) filter (where t.recent and t.category = 'complaint') as complaints,
    max(t.severity) filter (where t.recent) as severity,
    count(*) filter (where t.state in ('open', 'pending')) as open
  from (
    select k.category, k.severity, k.opened_at >= s.moment - interval '4320 hours' as recent,
      (select v.state from support_ticket_versions as v
       where v.ticket_id = k.id and v.valid_from < s.moment order by v.valid_from desc limit 1) as state
    from support_tickets as k
    where k.contact_id = s.contact_id and k.opened_at < s.moment
  ) as t
) as tickets on true`;

export const churnHistory = `
cross join lateral (select ${daysUntilMoment('c.created_at')} as tenure_days) as life
${profileHistory}${reactionHistory}${talk}${activity}${orders}${tickets}`;
